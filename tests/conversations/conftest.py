"""A conversation that Cleo began at Acme, and what its log and row say now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from escalation.deciding import Decision
from escalation.rules import Priority, Trigger
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation, Message
from tests.cast import Company

A_PERSON = Decision(
    trigger=Trigger.ASKS_FOR_PERSON,
    rule_name="Asks for a person",
    team_id=None,
    priority=Priority.HIGH,
    words="A person will reply to you here.",
    reason="The customer asked for a person.",
)


@dataclass(frozen=True)
class Thread:
    """One conversation under test; call its methods while the company is bound."""

    id: int

    def now(self) -> Conversation:
        return Conversation.objects.select_related("team", "assignee").get(pk=self.id)

    def says(self, body: str, **fields: Any) -> messaging.Posted:
        return messaging.post_message(self.id, sender="contact", body=body, **fields)

    def says_for(self, conversation_id: int, **fields: Any) -> messaging.Posted:
        """``says`` as ``attaching.post`` calls it."""
        assert conversation_id == self.id
        return self.says(**fields)

    def answers(self, body: str, **fields: Any) -> messaging.Posted:
        return messaging.post_message(self.id, sender="assistant", body=body, **fields)

    def waits(self) -> "Thread":
        assert lifecycle.hand_off(self.id, A_PERSON, {"v": 1})
        return self

    def events(self) -> list[str]:
        return [entry.data["event"] for entry in self.entries(kind=Message.Kind.EVENT)]

    def last_event(self) -> Message:
        return self.entries(kind=Message.Kind.EVENT)[-1]

    def entries(self, **wanted: Any) -> list[Message]:
        return list(Message.objects.filter(conversation=self.id, **wanted))


def said(thread: Thread) -> list[str]:
    """The messages of a log, in order."""
    return [entry.body for entry in thread.entries(kind=Message.Kind.MESSAGE)]


def is_whole(thread: Thread) -> bool:
    """The log has the numbers from 1 to its head, each once."""
    numbers = [entry.seq for entry in thread.entries()]
    return numbers == list(range(1, thread.now().head + 1))


@pytest.fixture
def begin(acme: Company, cleo: Contact) -> Callable[[], Thread]:
    """Begin another conversation of Cleo's."""

    def one_more() -> Thread:
        with acme.bound():
            return Thread(lifecycle.start(cleo).pk)

    return one_more


@pytest.fixture
def thread(begin: Callable[[], Thread]) -> Thread:
    return begin()
