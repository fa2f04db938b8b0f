"""Files the demo's conversations as a team would have: under tags, some followed, some linked."""

from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.db.models import Max, Min

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation, Message
from helpdesk.demo.cast import Company
from helpdesk.filing.models import Following, Link, Tag, Tagging

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
LINKED: Final = 4


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
    Link.objects.bulk_create(_of_one_matter())
    return True


def _of_one_matter() -> Iterator[Link]:
    """What customers who wrote lately wrote first and last."""
    real = Conversation.objects.filter(is_spam=False, merged_into=None)
    spans = real.values("contact").annotate(first=Min("pk"), last=Max("pk")).order_by("-last")
    apart = [span for span in spans if span["first"] != span["last"]]
    for span in apart[:LINKED]:
        yield Link(first_id=span["first"], second_id=span["last"])


def _matters() -> Iterator[tuple[int, str]]:
    """Conversations and what their customers speak of."""
    said = Message.objects.filter(sender="contact", kind="message").order_by("conversation_id")
    for conversation_id, body in said.values_list("conversation_id", "body"):
        text = body.lower()
        for name, words in WORDS.items():
            if any(word in text for word in words):
                yield conversation_id, name
