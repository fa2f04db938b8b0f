"""Save views, and share them. The only writer of ``SavedView``.

Who may change one: whoever made it, while it is theirs alone or a team's they are in; owners and
admins whatever is shared. Only owners and admins show something to everyone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import orjson
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.selecting import filters
from helpdesk.selecting.filters import Filters
from helpdesk.selecting.models import LONGEST_NAME, SavedView
from tenants.database import direct

Audience = SavedView.Audience
# What a menu can show, and a page count.
MOST_OWN = 30
MOST_SHARED = 30

_COLUMNS = tuple(field.attname for field in SavedView._meta.concrete_fields)
_FILTERS = _COLUMNS.index("filters")
_SEEN: LiteralString = """
    SELECT <columns> FROM {schema}.selecting_savedview
    WHERE owner_id = %(agent)s OR audience = 'everyone' OR audience = 'team' AND team_id IN (
        SELECT team_id FROM {schema}.escalation_team_members WHERE agent_id = %(agent)s)
    ORDER BY position, id
""".replace("<columns>", ", ".join(_COLUMNS).replace("filters", "filters::text"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a view is to be called and who sees it."""

    name: str
    audience: str = Audience.PRIVATE
    team: Team | None = None


def visible_to(agent: Agent) -> QuerySet[SavedView]:
    """The agent's own, their teams' and everyone's, in the order of the menu."""
    own, everyone = Q(owner=agent), Q(audience=Audience.EVERYONE)
    of_teams = Q(audience=Audience.TEAM, team__in=agent.teams.values("pk"))
    return SavedView.objects.filter(own | everyone | of_teams)


def seen_by(agent: Agent) -> list[SavedView]:
    """The same, by a prepared statement: every list begins with it."""
    rows = direct.fetch_prepared(_SEEN, {"agent": agent.pk})
    return [SavedView.from_db("default", _COLUMNS, _read(row)) for row in rows]


def may_change(view: SavedView, agent: Agent) -> bool:
    if view.audience == Audience.PRIVATE:
        return view.owner_id == agent.pk
    return leads(agent) or (view.audience == Audience.TEAM and view.owner_id == agent.pk)


def may_move(view: SavedView, agent: Agent) -> bool:
    """What is shared has one order for all."""
    return leads(agent) or (view.audience == Audience.PRIVATE and view.owner_id == agent.pk)


def leads(agent: Agent) -> bool:
    """Whether they may share with everyone."""
    return agent.role in (Role.OWNER, Role.ADMIN)


@transaction.atomic
def save(wanted: Wanted, given: Filters, *, by: Agent) -> SavedView:
    """A new view, the last in its group.

    Raises ``ValidationError`` by field; ``PermissionDenied`` for an audience that is not theirs.
    """
    Agent.objects.select_for_update().get(pk=by.pk)
    name, audience = _checked(wanted, by)
    _refuse_too_many(audience, by)
    last = _group(audience, by).aggregate(last=Max("position"))["last"] or 0
    return SavedView.objects.create(
        name=name,
        owner=by,
        audience=audience,
        team=wanted.team,
        filters=given.kept(),
        position=last + 1,
    )


@transaction.atomic
def change(
    public_id: str, *, by: Agent, wanted: Wanted | None = None, given: Filters | None = None
) -> SavedView:
    """Another name or audience, or other filters.

    Raises as ``save``, and ``SavedView.DoesNotExist`` for what they do not see.
    """
    view = _locked(public_id, by)
    if wanted is not None:
        view.name, view.audience = _checked(wanted, by)
        view.team = wanted.team
    if given is not None:
        view.filters = given.kept()
    view.updated_at = timezone.now()
    view.save()
    return view


@transaction.atomic
def delete(public_id: str, *, by: Agent) -> None:
    """Raises ``SavedView.DoesNotExist`` and ``PermissionDenied`` as ``change``."""
    _locked(public_id, by).delete()


@transaction.atomic
def move(public_id: str, steps: int, *, by: Agent) -> None:
    """So many places down (up, below 0) among those of its group; no further than the end.

    What is shared has one order for all, which owners and admins make.
    """
    view = _locked(public_id, by)
    if not may_move(view, by):
        raise PermissionDenied(_("Owners and admins put shared views in order."))
    group = list(_group(view.audience, by).select_for_update().order_by("position", "id"))
    here = group.index(view)
    group.insert(min(max(here + steps, 0), len(group) - 1), group.pop(here))
    for position, one in enumerate(group, start=1):
        one.position = position
    SavedView.objects.bulk_update(group, ["position"])


def filters_of(kept: Mapping[str, Sequence[str]]) -> Filters:
    """What a saved view says, read again: an older release may have known other values."""
    try:
        return filters.read(kept)
    except ValidationError as error:
        wrong = set(error.message_dict)
        return filters.read({name: kept[name] for name in kept if name not in wrong})


def _read(row: direct.Row) -> direct.Row:
    return *row[:_FILTERS], orjson.loads(row[_FILTERS]), *row[_FILTERS + 1 :]


def _locked(public_id: str, by: Agent) -> SavedView:
    seen = visible_to(by).values("pk")
    view = SavedView.objects.select_for_update().get(public_id=public_id, pk__in=seen)
    if not may_change(view, by):
        raise PermissionDenied(_("Only whoever made this view, or an admin, may change it."))
    return view


def _checked(wanted: Wanted, by: Agent) -> tuple[str, str]:
    name = " ".join(wanted.name.replace("\x00", "").split())
    wrong: dict[str, Any] = {}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = _("Give it a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
    if wanted.audience not in Audience.values:
        wrong["audience"] = _("Choose who sees it: private, team or everyone.")
    if (wanted.audience == Audience.TEAM) != (wanted.team is not None):
        wrong["team"] = _("Choose a team, if a team is to see it, and none otherwise.")
    if wrong:
        raise ValidationError(wrong)
    _refuse_foreign(wanted, by)
    return name, wanted.audience


def _refuse_foreign(wanted: Wanted, by: Agent) -> None:
    if wanted.audience == Audience.EVERYONE and not leads(by):
        raise PermissionDenied(_("Only owners and admins show a view to everyone."))
    if wanted.team and not leads(by) and not by.teams.filter(pk=wanted.team.pk).exists():
        raise PermissionDenied(_("You are not in this team."))


def _refuse_too_many(audience: str, by: Agent) -> None:
    most = MOST_OWN if audience == Audience.PRIVATE else MOST_SHARED
    if _group(audience, by).count() >= most:
        raise ValidationError(
            {"name": _("There are %(most)s views already. Delete one first.") % {"most": most}}
        )


def _group(audience: str, by: Agent) -> QuerySet[SavedView]:
    """The agent's own, or all that are shared."""
    if audience == Audience.PRIVATE:
        return SavedView.objects.filter(audience=Audience.PRIVATE, owner=by)
    return SavedView.objects.exclude(audience=Audience.PRIVATE)
