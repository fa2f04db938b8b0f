"""Small words and pictures for the inbox's templates."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import template
from django.template import Context
from django.utils import dateformat, timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from escalation import reasons
from helpdesk.agents.models import Agent, Density, Theme
from helpdesk.conversations.models import Conversation, Handoff
from helpdesk.handoff.reading import current
from helpdesk.inbox import wording
from helpdesk.inbox.entries import entries
from helpdesk.inbox.fields import checks, options
from helpdesk.inbox.framing import Found
from helpdesk.inbox.framing import framed as whole_list
from helpdesk.inbox.keys import KEY_MAP
from helpdesk.inbox.languages import scripted
from helpdesk.inbox.lines import age
from helpdesk.inbox.menu import counted, navigation
from helpdesk.inbox.pictures import avatar, icon
from helpdesk.inbox.present import present
from helpdesk.inbox.present import words_for as presence_words
from helpdesk.inbox.rows import words_for
from helpdesk.inbox.verdicts import verdict_of

register = template.Library()

LOCKED = frozenset({"assistant", "theirs"})

_ADDRESS = re.compile(r"(https?://|/(?!/))", re.IGNORECASE)


register.filter(age)
register.filter("age_until", lambda due_at: age(timezone.now(), due_at))
register.filter("of", lambda known, key: known.get(key, ()))
register.filter(counted)
register.filter("verdict", verdict_of)
register.simple_tag(navigation)
register.simple_tag(checks)
register.simple_tag(options)
register.simple_tag(entries)
register.simple_tag(icon)
register.simple_tag(avatar)
register.simple_tag(present)
register.filter("presence_words", presence_words)


@register.filter
def case(handoff: Handoff) -> dict[str, Any]:
    """The prepared case, whatever version it was written in."""
    return current(handoff.package)


@register.filter
def label(piece: dict[str, str]) -> str:
    """What a value of a case is, in a word: as the customer named it, or its kind."""
    return piece["label"] or wording.of_kind(piece["kind"])


register.filter("reason", reasons.retold)
register.filter("evidence", reasons.shown)
register.filter("kind_words", wording.of_kind)
register.filter("mood_words", wording.of_mood)
register.filter("urgency_words", wording.of_urgency)
register.filter("rule_words", wording.of_rule)
register.filter(wording.next_step)


@register.filter
def worded(text: object) -> str:
    """Words of ours that a case keeps in English, in the agent's language."""
    return gettext(str(text)) if text else ""


@register.filter
def apart(text: object) -> SafeString:
    """What somebody is called or wrote, within a sentence: its letters move nothing beside it."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def moment(text: str) -> datetime:
    """A time as a case keeps it."""
    return datetime.fromisoformat(text)


@register.filter
def mine(agent_id: int, user: Agent) -> bool:
    """Whether it is this agent's own."""
    return agent_id == user.pk


@register.filter
def in_its_zone(at: datetime) -> str:
    """A time as its own clock says it: ``Mon, 30 Nov, 9:00``; the others turn it to UTC."""
    return f"{dateformat.format(at, 'D, j M')}, {dateformat.format(at, 'H:i')}"


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
def script_words() -> SafeString:
    """What scripts say in the active language, for ``say.js``; nothing in English."""
    return json_script(scripted(get_language() or "en"), "script-words")


@register.simple_tag(takes_context=True)
def framed(context: Context, opened: int | str) -> SafeString:
    """The list of the desk, beside the conversation that is opened."""
    return whole_list(cast("Found", context.flatten()), context["request"], opened)


@register.simple_tag(takes_context=True)
def look(context: Context) -> SafeString:
    """The attributes of ``<html>`` by which whoever is logged in has it: colours and room."""
    agent = context["request"].user
    if not agent.is_authenticated:
        return SafeString("")
    return format_html('data-theme="{}" data-density="{}"', agent.theme, agent.density)


@register.inclusion_tag("inbox/_keys.html", takes_context=True)
def keys(context: Context) -> dict[str, Any]:
    """The command bar, and the help with the keys and their switch."""
    request = context["request"]
    shortcuts = "on" if request.user.has_shortcuts else "off"
    switch = [("on", gettext("On")), ("off", gettext("Off"))]
    return {
        "key_map": KEY_MAP,
        "shortcuts": shortcuts,
        "switch": switch,
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("inbox/_looks.html", takes_context=True)
def looks(context: Context) -> dict[str, Any]:
    """The switches of colours and of room."""
    agent = context["request"].user
    rows = [
        ("theme", gettext("Colours"), Theme.choices, agent.theme),
        ("density", gettext("Room"), Density.choices, agent.density),
    ]
    return {"rows": rows, "csrf_token": context["csrf_token"]}


@register.simple_tag
def course(scores: Sequence[float]) -> str:
    """Points of a line through moods from −1 to 1, in a box of 60 by 20."""
    step = 56 / max(len(scores) - 1, 1)
    return " ".join(f"{2 + i * step:.1f},{10 - 8 * s:.1f}" for i, s in enumerate(scores))
