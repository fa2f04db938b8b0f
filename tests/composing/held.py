"""Hold replies, and see what became of them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from helpdesk.composing import tries
from helpdesk.composing.models import HeldReply
from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation, Message
from tests.cast import Company
from tests.inbox.conftest import Answer, Desk

TOPIC = tries.TOPIC


def later(**more: float) -> str:
    """A form's local time, by the clock of a workspace that has set none: UTC."""
    return (timezone.now() + timedelta(**(more or {"hours": 2}))).strftime("%Y-%m-%dT%H:%M")


def schedule(desk: Desk, conversation: Conversation, body: str = "Later.", **more: Any) -> Answer:
    fields = {"body": body, "cid": str(uuid4()), "due": later(), **more}
    return desk.do("schedule", conversation, **fields)


def replies(company: Company, conversation: Conversation) -> list[str]:
    with company.bound():
        spoken = Message.objects.filter(conversation=conversation, kind="message", sender="agent")
        return [message.body for message in spoken]


def held(company: Company) -> list[HeldReply]:
    with company.bound():
        return list(HeldReply.objects.select_related("conversation"))


def events(company: Company, conversation: Conversation) -> list[str]:
    with company.bound():
        told = Message.objects.filter(conversation=conversation, kind="event")
        return [entry.data["event"] for entry in told]


def take_back(desk: Desk, conversation: Conversation, row: HeldReply) -> Answer:
    return desk.client.post(desk.address("take_back", conversation, held=row.public_id))


def send_now(desk: Desk, conversation: Conversation, row: HeldReply) -> Answer:
    address = desk.address("send_now", conversation, held=row.public_id)
    return desk.client.post(address, HTTP_HX_REQUEST="true")


def write(company: Company, conversation: Conversation, body: str) -> None:
    with company.bound():
        messaging.post_message(conversation.pk, sender="contact", body=body)
