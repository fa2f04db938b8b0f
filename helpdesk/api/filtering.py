"""Filters of a list of conversations, as programs name whom they mean; read within bounds.

They are the inbox's (``helpdesk.selecting``). A page tests a fixed number of conversations: it may
be short, or empty, while ``next`` still leads on.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError as Wrong
from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.api import listed, paging
from helpdesk.conversations.models import LIVING, Conversation
from helpdesk.selecting import conditions, filters, looking, naming
from helpdesk.selecting.conditions import Start
from helpdesk.selecting.filters import TESTS, Filters

PARAMETERS: Final = [
    OpenApiParameter("status", enum=[one.value for one in LIVING], many=True),
    OpenApiParameter("assignee", description="An agent's e-mail, or “none”."),
    OpenApiParameter("team", description="A team's name, or “none”."),
    OpenApiParameter("tag", many=True, description="Any of these."),
    OpenApiParameter("priority", enum=Conversation.Priority.values, many=True),
    OpenApiParameter("origin", enum=Conversation.Origin.values),
    OpenApiParameter("contact", description="A contact's id."),
    OpenApiParameter("unread", description="1: the contact spoke last and no agent has read it."),
    OpenApiParameter("since", description="Last message: a day, a time with its zone, or 7d."),
    OpenApiParameter("until", description="Last message before then."),
    OpenApiParameter("updated_since", OpenApiTypes.DATETIME),
]
_NEWEST = Start("TRUE", "newest")
_CHANGED = Start("TRUE", "changed")


def page(request: Request) -> Response:
    """The conversations that pass all filters: newest first, or the oldest change first.

    Raises ``ValidationError`` by parameter.
    """
    limit, since = paging.limit_of(request), paging.moment_of(request, "updated_since")
    order = ["updated_at", "id"] if since else ["-id"]
    place = paging.place_after(request, order)
    chosen = _selection(request, since)
    found = listed.read(chosen, place, limit + 1)
    is_full = len(found) > limit
    ended = looking.end_of_window(chosen, place) if chosen.tested and not is_full else None
    end = found[limit - 1].place if is_full else ended
    items = [one.item for one in found[:limit]]
    return paging.answered(request, items, paging.cursor_at(order, end))


def _selection(request: Request, since: Any) -> looking.Selection:
    try:
        wanted = of(request.query_params)
        _refuse_own(wanted)
        few = naming.named(wanted).few_have_tags
    except Wrong as error:
        raise ValidationError(error.message_dict) from error
    start = _CHANGED if since else _NEWEST
    chosen = conditions.selection(start, wanted, agent=None, few_have_tags=few)
    if not since:
        return chosen
    spans = " AND c.updated_at >= %(updated_since)s"
    return replace(chosen, spans=spans, values={**chosen.values, "updated_since": since})


def _refuse_own(wanted: Filters) -> None:
    for name, word in (("assignee", "me"), ("team", "mine")):
        if wanted[name] == word:
            raise Wrong({name: f"A program is nobody's “{word}”: name whom you mean."})


def of(given: QueryDict, names: Iterable[str] = TESTS) -> Filters:
    """The filters among ``given`` parameters. Raises Django's ``ValidationError`` by name."""
    query = {name: given.getlist(name) for name in names if given.get(name)}
    return filters.read({**query, **_named(query)})


def _named(query: dict[str, list[str]]) -> dict[str, list[str]]:
    """Agents by e-mail and teams by name, as numbers."""
    found: dict[str, list[str]] = {}
    for name, rows_of, words in (("assignee", _agents, _NO_AGENT), ("team", _teams, _NO_TEAM)):
        value = query.get(name, [""])[-1]
        if value not in ("", *_WORDS):
            pk = rows_of(value).values_list("pk", flat=True).first()
            if pk is None:
                raise Wrong({name: words})
            found[name] = [str(pk)]
    return found


def _agents(email: str) -> QuerySet[Agent]:
    return Agent.objects.filter(email=email.lower())


def _teams(name: str) -> QuerySet[Team]:
    return Team.objects.filter(name=name)


# Of an agent's own views: whoever looks.
_WORDS = ("none", "me", "mine")
_NO_AGENT = "No agent has this e-mail. Give another, or “none”."
_NO_TEAM = "No team has this name. Give another, or “none”."
