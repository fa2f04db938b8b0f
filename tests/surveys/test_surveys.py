"""Customers are asked whether it helped and how it was, once, and may keep silent."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from helpdesk.agents.models import Agent
from helpdesk.assistant import verdicts
from helpdesk.conversations import lifecycle, log, replying
from helpdesk.conversations.models import Contact
from helpdesk.surveys import inviting, scoring
from helpdesk.surveys.models import Invitation, Path, Response, Survey
from tests.assistant.conftest import Chat
from tests.cast import Company

QUESTION = "How do I get a refund for my plan?"


def test_an_answer_without_a_verdict_is_silent_and_not_solved(chat: Chat) -> None:
    chat.say(QUESTION)
    with chat.company.bound():
        assert scoring.solved() == scoring.Solved(asked=1, confirmed=0, contradicted=0)
        assert scoring.solved().silent == 1
        assert scoring.solved().share == 0


def test_a_verdict_is_kept_as_a_response_and_the_last_word_counts(chat: Chat) -> None:
    chat.say(QUESTION)
    seq = chat.answer.seq
    chat.do(verdicts.record_verdict, seq, yes=False)
    chat.do(verdicts.record_verdict, seq, yes=True)
    with chat.company.bound():
        response = Response.objects.get()
        assert (response.kind, response.score) == ("solved", 1)
        assert response.path == Path.ASSISTANT_ONLY
        assert scoring.solved().confirmed == 1


def test_a_resolve_asks_how_it_was_in_the_chat(chat: Chat) -> None:
    chat.say(QUESTION)
    chat.do(lifecycle.resolve)
    item = _shown_to_cleo(chat)[-1]
    assert item["data"]["event"] == "survey"
    assert item["data"]["kind"] == "csat"
    assert item["body"] == "How was it to get help from us today?"
    with chat.company.bound():
        assert Invitation.objects.get(kind="csat").public_id == item["data"]["invitation"]


def test_resolving_twice_asks_once_and_a_second_matter_asks_again(chat: Chat, bo: Agent) -> None:
    chat.say(QUESTION)
    chat.do(lifecycle.resolve, by=bo)
    chat.do(lifecycle.resolve, by=bo)
    assert len(_asked(chat)) == 1
    chat.say("How do I export all my data?")
    chat.do(lifecycle.resolve, by=bo)
    assert len(_asked(chat)) == 2


def test_the_path_says_whether_a_person_was_needed(chat: Chat, bo: Agent) -> None:
    chat.say(QUESTION)
    chat.do(lifecycle.resolve, by=bo)
    chat.say("I want to talk to a human please")
    chat.do(replying.reply, bo, body="I am here.")
    chat.do(lifecycle.resolve, by=bo)
    assert [invitation.path for invitation in _asked(chat)] == ["assistant_only", "after_handoff"]


def test_a_chat_in_which_nobody_helped_is_not_asked_about(chat: Chat) -> None:
    chat.do(lifecycle.resolve)
    assert _asked(chat) == []


def test_spam_is_not_asked_about(chat: Chat, bo: Agent) -> None:
    chat.say(QUESTION)
    chat.do(lifecycle.block, by=bo)
    chat.do(lifecycle.resolve, by=bo)
    assert _asked(chat) == []


def test_a_workspace_can_ask_nothing(chat: Chat) -> None:
    with chat.company.bound():
        Survey.objects.update(asks_csat=False)
    chat.say(QUESTION)
    chat.do(lifecycle.resolve)
    assert _asked(chat) == []


def test_the_customers_score_is_kept_and_can_be_corrected(chat: Chat, cleo: Contact) -> None:
    _resolved(chat)
    with chat.company.bound():
        invitation = Invitation.objects.get(kind="csat").public_id
        inviting.answer(invitation, contact_id=cleo.pk, score=2, comment="Slow")
        inviting.answer(invitation, contact_id=cleo.pk, score=5, comment="Fine after all")
        response = Response.objects.get(kind="csat")
        assert (response.score, response.comment) == (5, "Fine after all")
        assert scoring.csat(path=Path.ASSISTANT_ONLY).share == 1
        assert scoring.csat(path=Path.AFTER_HANDOFF).share is None


def test_skipping_is_an_answer_without_a_score(chat: Chat, cleo: Contact) -> None:
    _resolved(chat)
    with chat.company.bound():
        invitation = Invitation.objects.get(kind="csat").public_id
        assert inviting.answer(invitation, contact_id=cleo.pk, skip=True).skipped
        assert scoring.csat() == scoring.Satisfaction(asked=1, answered=0, satisfied=0)


@pytest.mark.parametrize("score", [0, 6, None, True, "5", 4.5])
def test_a_score_that_was_not_offered_is_refused(chat: Chat, cleo: Contact, score: object) -> None:
    _resolved(chat)
    with chat.company.bound():
        invitation = Invitation.objects.get(kind="csat").public_id
        with pytest.raises(ValidationError):
            inviting.answer(invitation, contact_id=cleo.pk, score=score)  # type: ignore[arg-type]


def test_another_contact_cannot_answer_and_another_workspace_sees_nothing(
    chat: Chat, globex: Company
) -> None:
    _resolved(chat)
    with chat.company.bound():
        invitation = Invitation.objects.get(kind="csat").public_id
        stranger = Contact.objects.create(name="Stranger")
        with pytest.raises(Invitation.DoesNotExist):
            inviting.answer(invitation, contact_id=stranger.pk, score=1)
    dov = globex.contact("Dov")
    with globex.bound(), pytest.raises(Invitation.DoesNotExist):
        inviting.answer(invitation, contact_id=dov.pk, score=1)


def _resolved(chat: Chat) -> None:
    chat.say(QUESTION)
    chat.do(lifecycle.resolve)


def _asked(chat: Chat) -> list[Invitation]:
    with chat.company.bound():
        return list(Invitation.objects.filter(kind="csat").order_by("id"))


def _shown_to_cleo(chat: Chat) -> list[dict[str, Any]]:
    row = chat.row
    with chat.company.bound():
        return log.entries_after(row, 0, for_contact=True).items
