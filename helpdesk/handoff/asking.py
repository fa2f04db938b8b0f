"""Asks the customer for the one thing that is missing most, while they wait."""

from typing import Any, Final

from helpdesk.conversations import messaging
from helpdesk.conversations.models import Handoff, Message

ASKED: Final = "asked_for"


def ask(handoff: Handoff) -> None:
    """Put the package's question, if there is one, right behind the words of the hand-off.

    In the hand-off's own transaction: no person can have the conversation yet, and the customer
    reads both or neither. It is an event, so lists go on showing what the customer said last.
    """
    question: dict[str, Any] = handoff.package["question"]
    if question:
        messaging.add_event(
            handoff.conversation_id,
            ASKED,
            words=question["words"],
            sender=Message.Sender.ASSISTANT,
            asks=question["field"],
            label=question["label"],
            policy=handoff.package["rule"]["policy"],
        )


def was_asked(conversation_id: int) -> bool:
    """Whether something was asked so in this conversation before: it is never done twice."""
    events = Message.objects.filter(conversation_id=conversation_id, kind=Message.Kind.EVENT)
    return events.filter(data__event=ASKED).exists()
