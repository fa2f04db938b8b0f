"""What is known of a conversation when an agent wants to know what comes next: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from helpdesk.assistant import small_talk
from helpdesk.conversations.models import Conversation, Message
from helpdesk.handoff.needs import FIELDS, needs_of
from helpdesk.handoff.reading import current
from helpdesk.recovery.models import Promise


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that is open: its words and when it is due."""

    text: str
    due_at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that matters here and is not known: our label, and the question to the customer."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Case:
    """``asked``: what the customer wrote since we last spoke, and ``asked_at`` the first of it.

    ``spoke_at`` is when we last did. ``is_thanks``: their last words were nothing but thanks, or
    that it is solved. ``found``: title of the article that a draft for these words rests on.
    """

    status: str
    now: datetime
    name: str = ""
    language: str = ""
    goal: str = ""
    asked: str = ""
    asked_at: datetime | None = None
    spoke_at: datetime | None = None
    is_thanks: bool = False
    promises: Sequence[Owed] = ()
    missing: Sequence[Missing] = ()
    found: str = ""
    has_agent: bool = False


def case_of(conversation: Conversation, *, found: str = "") -> Case:
    """Read in three statements."""
    said = _said(conversation.pk)
    asked = _since_we_spoke(said)
    ours = [entry for entry in said if entry.sender != Message.Sender.CONTACT]
    handoff = conversation.handoffs.first()
    package = current(handoff.package) if handoff else None
    first = next((one.body for one in said if one.sender == Message.Sender.CONTACT), "")
    language = conversation.locale or conversation.contact.locale
    return Case(
        status=conversation.status,
        now=timezone.now(),
        name=conversation.contact.name,
        language=language,
        goal=(package["goal"].get("text") if package else "") or first,
        asked="\n".join(entry.body for entry in asked),
        asked_at=asked[0].created_at if asked else None,
        spoke_at=ours[-1].created_at if ours else None,
        is_thanks=bool(asked) and _is_thanks(asked[-1].body),
        promises=_promises(conversation.pk),
        missing=_missing(package, language) if package else (),
        found=found,
        has_agent=conversation.assignee_id is not None,
    )


def _said(conversation_id: int) -> list[Message]:
    spoken = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.MESSAGE)
    return list(spoken.exclude(body="").order_by("-seq")[:60])[::-1]


def _since_we_spoke(said: Sequence[Message]) -> list[Message]:
    """The customer's latest words; what the assistant answered is taken for no answer of ours."""
    found: list[Message] = []
    for entry in reversed(said):
        if entry.sender == Message.Sender.AGENT:
            break
        if entry.sender == Message.Sender.CONTACT:
            found.append(entry)
    return found[::-1]


def _is_thanks(text: str) -> bool:
    kind = small_talk.kind_of(text, after_answer=True)
    return kind in (small_talk.Kind.THANKS, small_talk.Kind.SOLVED, small_talk.Kind.GOODBYE)


def _promises(conversation_id: int) -> list[Owed]:
    found = Promise.objects.filter(conversation=conversation_id, closed_at=None)
    kept = found.exclude(kind=Promise.Kind.WAIT).order_by("due_at")[:5]
    return [Owed(one.text, one.due_at, one.kind) for one in kept]


def _missing(package: dict[str, Any], language: str) -> list[Missing]:
    """What weighs enough to be asked for, the heaviest first, without what was asked already."""
    weights = needs_of(package["category"].get("name", ""))
    asked = package["question"].get("field")
    names = [one["field"] for one in package["completeness"].get("missing", ())]
    fields = [FIELDS[name] for name in names if name in FIELDS and name != asked]
    heavy = [field for field in fields if weights.get(field.name, 0) > 1 and field.english]
    return [Missing(field.label, _bare(field.question(language))) for field in heavy]


def _bare(question: str) -> str:
    """Without the "while you wait" with which the assistant asks it."""
    words = question.partition(": ")[2] or question
    return words[:1].upper() + words[1:]
