"""The assistant cannot open files, and says so."""

from helpdesk.assistant.overdue import hand_off_unanswered
from helpdesk.assistant.small_talk import CANNOT_OPEN
from helpdesk.conversations.lifecycle import resolve
from helpdesk.conversations.models import Handoff
from tests.assistant.conftest import Chat
from tests.uploads.sending import say_with
from tests.work import run_owed


def _send(chat: Chat, *names: str, body: str = "") -> None:
    chat.do(say_with, *names, body=body)
    run_owed()


def test_nothing_but_a_file_is_asked_about_once_then_a_person_comes(chat: Chat) -> None:
    _send(chat, "shot.txt")
    assert chat.answer.body.startswith(CANNOT_OPEN)
    assert chat.answer.data["quick_replies"] == ["Talk to a person"]
    assert not chat.answer.data["ask_solved"]
    _send(chat, "again.txt")
    assert chat.status == "waiting"
    with chat.company.bound():
        package = Handoff.objects.get().package
    assert [(one["seq"], one["name"]) for one in package["files"]] == [
        (1, "shot.txt"),
        (3, "again.txt"),
    ]
    assert package["transcript"][0]["files"] == ["shot.txt"]


def test_a_question_beside_a_file_is_answered_and_the_file_is_not_pretended_to_be_read(
    chat: Chat,
) -> None:
    _send(chat, "shot.txt", body="How do I get a refund for a payment?")
    assert chat.answer.body.endswith(CANNOT_OPEN)
    assert chat.answer.data["sources"]
    chat.say("How do I export my data?")
    assert CANNOT_OPEN not in chat.answer.body


def test_words_that_follow_a_file_are_the_question(chat: Chat) -> None:
    _send(chat, "shot.txt")
    chat.say("How do I get a refund for a payment?")
    assert chat.answer.data["sources"]


def test_a_file_after_a_conversation_was_done_opens_it_again(chat: Chat) -> None:
    chat.say("How do I get a refund for a payment?")
    chat.say("yes, thanks")
    chat.do(resolve)
    _send(chat, "shot.txt", body="thanks")
    assert chat.status != "resolved"


def test_a_file_that_waits_too_long_is_handed_to_a_person(chat: Chat) -> None:
    chat.do(say_with, "shot.txt")
    chat.do(hand_off_unanswered, 1)
    assert chat.status == "waiting"
