"""Ask for a draft as the page does, and look at what came of it."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from helpdesk.assistant import llm
from helpdesk.conversations.models import Conversation, Message
from helpdesk.copilot import writing
from helpdesk.copilot.models import Suggestion
from tests.assistant.conftest import use_model
from tests.inbox.conftest import Desk
from tests.work import run_owed

QUESTION = "How do I get a refund for my plan?"
STEPS = "Press Ask for a refund and say why."
BACKED = "You can have your money back within 30 days of a payment [1]."
Script = Callable[[llm.Prompt], str]


def written(desk: Desk, conversation: Conversation, kind: str = "reply") -> Suggestion:
    """Ask for one as the page does, and let the worker work."""
    shown = desk.do("write", conversation, kind=kind)
    assert shown.status_code == 200
    run_owed(writing.TOPIC)
    with desk.company.bound():
        made = Suggestion.objects.select_related("conversation").filter(kind=kind)
        return made.filter(conversation=conversation).latest("id")


def by_model(desk: Desk, conversation: Conversation, script: Script, kind: str = "reply") -> Any:
    use_model(desk.company, "scripted:")
    with llm.acting(script):
        return written(desk, conversation, kind)


def fragment(desk: Desk, conversation: Conversation, suggestion: Suggestion) -> Any:
    parts = {"public_id": conversation.public_id, "suggestion": suggestion.public_id}
    return desk.client.get(reverse("inbox:suggestion", kwargs=parts))


def take(desk: Desk, suggestion: Suggestion, outcome: str) -> Any:
    conversation = suggestion.conversation
    parts = {"public_id": conversation.public_id, "suggestion": suggestion.public_id}
    address = reverse("inbox:take", kwargs=parts)
    return desk.client.post(address, {"outcome": outcome}, headers={"HX-Request": "true"})


def said(conversation: Conversation) -> int:
    return Message.objects.filter(conversation=conversation, kind="message").count()
