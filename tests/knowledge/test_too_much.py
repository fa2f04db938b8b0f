"""Articles and questions of absurd length end with a reason, not with a worker."""

import pytest
from django.test import Client

from helpdesk.conversations.models import Conversation
from knowledge.imports import working
from knowledge.models import Article
from tests.assistant.conftest import Chat, chat, help_centre
from tests.cast import Company
from tests.knowledge.test_bringing_files import bring
from tests.knowledge.test_content_admin import FORM, LIST, editor
from tests.work import owed

__all__ = ["chat", "editor", "help_centre"]

BOOK = "word " * 400_000
THAI = "ฉันจะขอเงินคืนได้อย่างไรถ้าฉันจ่ายด้วยบัตรเครดิต" * 70


def test_an_article_of_two_megabytes_is_refused_with_a_reason(
    acme: Company, editor: Client
) -> None:
    answer = editor.post(f"{LIST}add/", FORM | {"body": BOOK})

    assert answer.status_code == 200
    assert "at most 500,000. Split it by topic." in answer.content.decode()
    with acme.bound():
        assert not Article.objects.filter(title=FORM["title"]).exists()


def test_a_question_of_ten_kilobytes_in_thai_is_searched(acme: Company) -> None:
    assert len(THAI.encode()) > 10_000

    assert acme.client().get("/help/search/", {"q": THAI}).status_code == 200


def test_a_question_of_ten_kilobytes_in_thai_has_an_answer_or_a_person(
    acme: Company, chat: Chat
) -> None:
    chat.say(THAI)

    with acme.bound():
        conversation = Conversation.objects.get(pk=chat.id)
    assert chat.answers or conversation.status == "waiting"
    assert owed("assistant.turn") == []


def test_no_more_is_held_in_memory_than_a_batch_of_letters(
    acme: Company, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    monkeypatch.setattr(working, "BATCH_LETTERS", 10)
    monkeypatch.setattr(working, "take", lambda _item, entry: held.append(len(entry["body"])))
    monkeypatch.setattr(working, "_is_stopping", lambda _item: held.append(0))

    bring(editor, ("faq.csv", b"question,answer\nOne?,123456789\nTwo?,123456\nThree?,1\n"))

    assert held == [9, 6, 0, 1, 0]
