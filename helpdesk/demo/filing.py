"""Files the demo's conversations as a team would have: under a few tags, some of them followed."""

from collections.abc import Iterator
from typing import Final

from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation, Message
from helpdesk.demo.cast import Company
from helpdesk.filing.models import Following, Tag, Tagging

# Tag → words by which a customer speaks of it.
WORDS: Final = {
    "refund": ("refund", "money back", "charged"),
    "invoices": ("invoice", "receipt"),
    "bank feed": ("bank",),
    "payroll": ("payroll", "tips", "hours"),
    "schedules": ("shift", "schedule", "swap"),
    "log-in": ("log in", "login", "password", "locked out"),
}
FOLLOWED: Final = 3


@transaction.atomic
def furnish(company: Company) -> bool:
    """Of the bound tenant, once; without events, as everything of the past is written."""
    if Tag.objects.exists():
        return False
    tags: dict[str, Tag] = {}
    for conversation_id, name in _matters():
        tag = tags.get(name) or tags.setdefault(name, Tag.objects.create(name=name))
        Tagging.objects.get_or_create(tag=tag, conversation_id=conversation_id)
    owner = Agent.objects.get(email=company.owner.email)
    working = Conversation.objects.filter(status="open", is_spam=False).order_by("-last_message_at")
    Following.objects.bulk_create(
        Following(agent=owner, conversation=conversation) for conversation in working[:FOLLOWED]
    )
    return True


def _matters() -> Iterator[tuple[int, str]]:
    """Conversations and what their customers speak of."""
    said = Message.objects.filter(sender="contact", kind="message").order_by("conversation_id")
    for conversation_id, body in said.values_list("conversation_id", "body"):
        text = body.lower()
        for name, words in WORDS.items():
            if any(word in text for word in words):
                yield conversation_id, name
