"""Draft the article that is missing, from what agents answered where the assistant could not.

The draft holds agents' own sentences and nothing else: what is said in more conversations comes
first, greetings and promises are left out, names, addresses and numbers of the customer too. It
is a draft for its owner to review; nobody else sees it before it is approved.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef

from helpdesk.assistant.personal_data import recognising
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.insights.models import Gap
from knowledge import publishing
from knowledge.plain_text import sentences
from tenants.work.outbox import enqueue

TOPIC = "insights.draft"
# Conversations that are read, and sentences that are kept.
READ, KEPT = 12, 24
TITLE = 120
REMOVED = "[…]"

# What belongs to a conversation and not to an article.
_TALK = re.compile(
    r"^(hi|hello|hey|dear|thanks?|sorry|apolog|you'?re welcome|have a|bye|cheers|best\b|"
    r"kind regards|regards|hope|glad|great|perfect|no problem|of course|sure|one moment|"
    r"anything else|is there anything|i('| a)?m\b|i('ve| have)\b|(i|we)('ll| will)\b|"
    r"(please )?let (me|us)\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Said:
    """A sentence of an answer, and the conversations in which it was said."""

    text: str
    place: int
    conversations: set[int] = field(default_factory=set)


@transaction.atomic
def order(gap_id: int, *, agent_id: int) -> None:
    """Owe a draft for the gap, unless it has one. Raises ``Gap.DoesNotExist``."""
    gap = Gap.objects.select_for_update().get(pk=gap_id)
    if gap.article_id is None:
        enqueue(TOPIC, {"gap": gap_id, "agent": agent_id})


@transaction.atomic
def draft(gap_id: int, *, agent_id: int) -> None:
    """Make the draft, owned by the agent who asked; once, and not for a gap that is gone."""
    gaps = Gap.objects.select_for_update(of=["self"]).select_related("example")
    gap = gaps.filter(pk=gap_id).first()
    # Its last question may have been erased meanwhile.
    if gap is not None and gap.article_id is None:
        article = publishing.create(title=_title(gap), body=body_for(gap), owner_id=agent_id)
        gap.article = article
        gap.save(update_fields=["article"])


def body_for(gap: Gap) -> str:
    """What agents answered to the gap's questions, as Markdown; "" when nobody did."""
    said: dict[str, _Said] = {}
    for conversation in resolved(gap):
        for place, sentence in enumerate(_answers(conversation)):
            key = re.sub(r"\W+", " ", sentence).casefold().strip()
            known = said.setdefault(key, _Said(sentence, place))
            known.conversations.add(conversation.pk)
    shared = sorted(said.values(), key=lambda one: (-len(one.conversations), one.place))[:KEPT]
    return "\n".join(f"- {one.text}" for one in shared)


def resolved(gap: Gap) -> list[Conversation]:
    """The latest conversations about it that an agent answered and resolved."""
    said = Message.objects.filter(
        conversation=OuterRef("pk"), sender=Message.Sender.AGENT, kind=Message.Kind.MESSAGE
    )
    ids = gap.misses.order_by("-asked_at").values_list("turn__conversation_id", flat=True)
    about = Conversation.objects.filter(
        Exists(said), pk__in=list(ids[: READ * 4]), status=Conversation.Status.RESOLVED
    )
    return list(about.select_related("contact").order_by("-resolved_at", "-id")[:READ])


def _title(gap: Gap) -> str:
    asked = gap.example.question if gap.example else ""
    first = next(iter(sentences(" ".join(asked.split()))), "")
    return _without_private(first, None)[:TITLE] or "A question without an answer"


def _answers(conversation: Conversation) -> Iterator[str]:
    replies = Message.objects.filter(
        conversation=conversation,
        sender=Message.Sender.AGENT,
        kind=Message.Kind.MESSAGE,
        redacted_at=None,
    )
    for body in replies.order_by("seq").values_list("body", flat=True):
        for line in body.splitlines():
            for sentence in sentences(line.strip(" -*")):
                is_talk = _TALK.match(sentence) or sentence.endswith("?") or " " not in sentence
                if sentence and not is_talk:
                    yield _without_private(sentence, conversation.contact)


def _without_private(text: str, contact: Contact | None) -> str:
    """Without addresses, numbers and the customer's names, which no article needs."""
    for span in reversed(recognising.find_proven(text)):
        text = f"{text[: span.start]}{REMOVED}{text[span.end :]}"
    names = [name for name in (contact.name.split() if contact else []) if len(name) > 1]
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", REMOVED, text, flags=re.IGNORECASE)
    return text.strip()
