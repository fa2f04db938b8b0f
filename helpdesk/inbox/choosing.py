"""Filters in words: what may be chosen, and a mark for each that holds."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import ANSWERING_ROLES
from helpdesk.conversations.models import LIVING, Conversation
from helpdesk.inbox.asking import Asked
from helpdesk.selecting.filters import Filters
from helpdesk.selecting.naming import Named

# What a field offers at once; whoever is meant beyond that is found by typing in the address.
OFFERED = 200
SPANS = (
    ("1h", _("an hour ago")),
    ("1d", _("a day ago")),
    ("7d", _("a week ago")),
    ("30d", _("30 days ago")),
)
SORTS = (
    ("latest", _("Latest message first")),
    ("oldest", _("Oldest message first")),
    ("wait", _("Longest wait first")),
)
_NAMES: dict[str, str | Promise] = {
    "status": _("Status"),
    "assignee": _("Assigned to"),
    "team": _("Team"),
    "tag": _("Tag"),
    "priority": _("Priority"),
    "origin": _("Came by"),
    "contact": _("Contact"),
    "unread": _("Unread"),
    "since": _("Last message since"),
    "until": _("Last message before"),
}
_WORDS: dict[tuple[str, str], str | Promise] = {
    ("assignee", "me"): _("me"),
    ("assignee", "none"): _("nobody"),
    ("team", "mine"): _("my teams"),
    ("team", "none"): _("no team"),
    ("unread", "1"): "",
    **{("status", value): words for value, words in Conversation.Status.choices},
    **{("priority", value): words for value, words in Conversation.Priority.choices},
    **{("origin", value): words for value, words in Conversation.Origin.choices},
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A filter that holds, and the address of the list without it."""

    name: str
    words: str
    without: str


def marks(asked: Asked) -> list[Mark]:
    """Of all filters that hold, those of a saved view too."""
    if asked.wrong:
        return []
    return [
        Mark(str(_NAMES[name]), _words(asked, name, value), _address(asked, name, value))
        for name, value in asked.filters.tests
    ]


def choices() -> dict[str, Any]:
    """What the fields of the filters offer."""
    agents = Agent.objects.filter(is_active=True, role__in=ANSWERING_ROLES)
    return {
        "statuses": [(one.value, one.label) for one in LIVING],
        "priorities": Conversation.Priority.choices,
        "origins": Conversation.Origin.choices,
        "agents": [(str(pk), name) for pk, name in agents.values_list("pk", "name")[:OFFERED]],
        "teams": [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")],
        "spans": SPANS,
        "sorts": SORTS,
    }


def known() -> Named:
    """The words for all agents and teams, in two statements."""
    agents = Agent.objects.values_list("pk", "name")
    teams = Team.objects.values_list("pk", "name")
    return Named(
        {("assignee", str(pk)): name for pk, name in agents}
        | {("team", str(pk)): name for pk, name in teams}
    )


def _words(asked: Asked, name: str, value: str) -> str:
    known = _WORDS.get((name, value), asked.named.words.get((name, value)))
    if known is not None:
        return str(known)
    return str(dict(SPANS).get(value, value))


def _address(asked: Asked, name: str, value: str) -> str:
    left: Filters = asked.given.but("view", asked.key)
    return left.but(name, *asked.filters.without(name, value).all(name)).address()
