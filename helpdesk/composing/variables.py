"""Words in double braces that stand for what is known of a conversation when they are used.

``{{contact.first_name}}``, or with what stands there when it is not known
``{{contact.first_name|fallback:there}}``. What is wrong with them is said when a text is saved;
that a value is missing only when it is used, since only then it is known.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from tenants.brand.models import Brand

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_INSIDE = re.compile(r"\s*([^\s|]*)\s*(?:\|\s*fallback\s*:\s*(.*?)\s*)?", re.DOTALL)
# How alike a name must be, to be the one that was meant.
NEARLY = 0.5


@dataclass(frozen=True, slots=True)
class Facts:
    """What variables are filled in from."""

    conversation: Conversation
    agent: Agent


@dataclass(frozen=True, slots=True)
class Variable:
    """What it is called on screens, and how it is read; empty where it is not known."""

    label: "_StrPromise"
    read: Callable[[Facts], str]


@dataclass(frozen=True, slots=True)
class _Used:
    """One place in a text. ``fallback`` is None where none is named."""

    name: str
    fallback: str | None


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.strip() else ""


VARIABLES: dict[str, Variable] = {
    "contact.name": Variable(
        gettext_lazy("Customer's name"), lambda facts: facts.conversation.contact.name
    ),
    "contact.first_name": Variable(
        gettext_lazy("Customer's first name"),
        lambda facts: _first(facts.conversation.contact.name),
    ),
    "contact.email": Variable(
        gettext_lazy("Customer's e-mail"), lambda facts: facts.conversation.contact.email
    ),
    "contact.phone": Variable(
        gettext_lazy("Customer's phone"), lambda facts: facts.conversation.contact.phone
    ),
    "agent.name": Variable(gettext_lazy("Your name"), lambda facts: facts.agent.name),
    "agent.first_name": Variable(
        gettext_lazy("Your first name"), lambda facts: _first(facts.agent.name)
    ),
    "agent.email": Variable(gettext_lazy("Your e-mail"), lambda facts: facts.agent.email),
    "conversation.number": Variable(
        gettext_lazy("Number of the conversation"), lambda facts: f"#{facts.conversation.pk}"
    ),
    "conversation.subject": Variable(
        gettext_lazy("Subject"), lambda facts: facts.conversation.subject
    ),
    "team.name": Variable(
        gettext_lazy("Team"),
        lambda facts: facts.conversation.team.name if facts.conversation.team else "",
    ),
    "workspace.name": Variable(
        gettext_lazy("Name of your company"), lambda _facts: Brand.current().name
    ),
}


def check(text: str) -> None:
    """Raises ``ValidationError`` that names each unknown variable, and the one that is nearest."""
    wrong = [
        _unknown(used.name) if used else _("A variable is not written as {{name|fallback:words}}.")
        for used in _used(text)
        if used is None or used.name not in VARIABLES
    ]
    if "{{" in _BRACES.sub("", text):
        wrong.append(_("A variable begins with {{ and does not end. Close it with }}."))
    if wrong:
        raise ValidationError(wrong, code="variable")


def filled(text: str, facts: Facts) -> str:
    """The text with values in place of its variables; what values say is not looked at again.

    Raises ``ValidationError`` as ``check``, and naming what is not known and has no fallback.
    """
    check(text)
    known = {used.name: VARIABLES[used.name].read(facts) for used in _used(text) if used}
    missing = [
        used.name for used in _used(text) if used and not known[used.name] and not used.fallback
    ]
    if missing:
        raise ValidationError([_missing(name) for name in dict.fromkeys(missing)], code="missing")

    def value(match: re.Match[str]) -> str:
        used = _read(match)
        return (known[used.name] or used.fallback or "") if used else match[0]

    return _BRACES.sub(value, text)


def _used(text: str) -> Iterator[_Used | None]:
    """Every place in order; None for what is not written as one."""
    return map(_read, _BRACES.finditer(text))


def _read(match: re.Match[str]) -> _Used | None:
    parts = _INSIDE.fullmatch(match[1])
    if parts is None:
        return None
    fallback = parts[2]
    return _Used(parts[1], fallback.strip("\"'“”") if fallback is not None else None)


def _unknown(name: str) -> str:
    near = get_close_matches(name, VARIABLES, n=1, cutoff=NEARLY)
    if near:
        words = _("There is no variable “%(name)s”. Did you mean {{%(near)s}}?")
        return words % {"name": name, "near": near[0]}
    words = _("There is no variable “%(name)s”. There are: %(all)s.")
    return words % {"name": name, "all": ", ".join(VARIABLES)}


def _missing(name: str) -> str:
    words = _(
        "“%(label)s” is not known here. Fill it in, or name what stands there without it: "
        "{{%(name)s|fallback:…}}."
    )
    return words % {"label": VARIABLES[name].label, "name": name}
