"""Small words and pictures for the inbox's templates."""

import re
from collections.abc import Mapping, Sequence

from django import template
from django.utils.safestring import SafeString

from helpdesk.agents.models import initials
from helpdesk.conversations.models import Conversation
from helpdesk.inbox.lines import age, lines
from helpdesk.inbox.listing import COUNTED
from helpdesk.inbox.rows import TONES, words_for
from knowledge import rendering

register = template.Library()

LOCKED = frozenset({"assistant", "theirs"})

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_ADDRESS = re.compile(r"(https?://|/(?!/))", re.IGNORECASE)


register.filter(age)
register.simple_tag(lines)


@register.filter
def at(mapping: Mapping[str, int], key: str) -> int:
    """The number under ``key``, 0 when there is none."""
    return mapping.get(key, 0)


@register.filter
def formatted(body: str) -> SafeString:
    """The assistant's Markdown as its customer sees it, cleaned like an article."""
    return rendering.page(body).html


@register.filter
def counted(number: int) -> str:
    """A number as far as it was counted: ``7``, ``99+``."""
    return f"{COUNTED}+" if number > COUNTED else str(number)


@register.filter
def is_locked(standing: str) -> bool:
    """Somebody else speaks with the customer: only notes may be written."""
    return standing in LOCKED


@register.filter
def status_words(conversation: Conversation) -> str:
    """The status as a chip says it: short, and with the name of whoever has it."""
    agent = conversation.assignee.name if conversation.assignee else ""
    return words_for(conversation.status, is_spam=conversation.is_spam, agent=agent)


@register.filter
def safe_address(address: object) -> str:
    """A web address or a path of ours; anything else (``javascript:``) leads nowhere."""
    text = str(address or "").strip()
    return text if _ADDRESS.match(text) else ""


@register.filter
def size(count: int) -> str:
    """A file's size: ``14 kB``, ``2.3 MB``; never 0."""
    return f"{-(-count // 1000)} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


@register.filter
def percent(share: float) -> str:
    return f"{share:.0%}"


@register.simple_tag
def course(scores: Sequence[float]) -> str:
    """Points of a line through moods from −1 to 1, in a box of 60 by 20."""
    step = 56 / max(len(scores) - 1, 1)
    return " ".join(f"{2 + i * step:.1f},{10 - 8 * s:.1f}" for i, s in enumerate(scores))


@register.inclusion_tag("inbox/_icon.html")
def icon(name: str) -> dict[str, str]:
    """A picture of the sprite ``inbox/icons.svg``; decoration, unseen by screen readers."""
    return {"name": name}


@register.inclusion_tag("inbox/_avatar.html")
def avatar(name: str, colour: str = "", kind: str = "contact") -> dict[str, str]:
    """A round picture of initials: an agent in their own colour, others by their name."""
    return {
        "kind": kind,
        "initials": initials(name or "?"),
        "colour": colour if _COLOUR.match(colour or "") else "",
        "tone": f"tone-{sum(name.encode()) % TONES}",
    }
