"""A redacted text is gone from everywhere we keep it, and its place in the log stays."""

from uuid import uuid4

import pytest

from escalation.deciding import Decision
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Handoff, Message
from helpdesk.conversations.redacting import redact
from helpdesk.handoff.handing_over import hand_over
from tests.cast import Company
from tests.conversations.conftest import A_PERSON, Thread

CARD = "My card is 4111 1111 1111 1111"


def test_a_redacted_entry_keeps_its_number_and_nothing_else(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        thread.says(CARD)
        redact(thread.id, 1, by=bo)
        entry, event = thread.entries()
        assert (entry.seq, entry.body, entry.data) == (1, "", {"redacted": True})
        assert entry.redacted_at is not None
        assert event.data == {"event": "redacted", "target": 1, "agent": "Bo Reyes"}
        assert thread.now().last_preview == ""


def test_redacting_twice_tells_once(acme: Company, thread: Thread) -> None:
    with acme.bound():
        thread.says(CARD)
        redact(thread.id, 1)
        redact(thread.id, 1)
        assert thread.events() == ["redacted"]
        with pytest.raises(Message.DoesNotExist):
            redact(thread.id, 99)


def test_a_redacted_message_that_is_sent_again_stays_redacted(
    acme: Company, thread: Thread
) -> None:
    cid = uuid4()
    with acme.bound():
        thread.says(CARD, cid=cid)
        redact(thread.id, 1)
        assert thread.says(CARD, cid=cid).duplicate
        assert thread.entries()[0].body == ""


@pytest.mark.parametrize("body", [CARD, CARD + " and a long story" * 200])
def test_the_prepared_case_forgets_it_too(acme: Company, thread: Thread, body: str) -> None:
    decision = Decision(**{**vars(A_PERSON), "evidence": (body[:160],)})
    with acme.bound():
        thread.says(body)
        hand_over(thread.id, decision)
        assert "4111" in str(Handoff.objects.get().package)
        redact(thread.id, 1)
        package = Handoff.objects.get().package
        assert "4111" not in str(package)
        assert package["contact"]["name"] == "Cleo Marsh"
