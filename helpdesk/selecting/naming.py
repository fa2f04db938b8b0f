"""Whom filters name: rows that must be there, with the words by which people know them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import LiteralString

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Contact
from helpdesk.selecting.filters import Filters
from helpdesk.selecting.looking import FEW
from tenants.database import direct


@dataclass(frozen=True, slots=True)
class Named:
    """(Filter, value) → the words for it, and whether few conversations have its tags."""

    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    few_have_tags: bool = False


def named(filters: Filters) -> Named:
    """What ``filters`` name; a statement for each kind at most, none where none is named.

    Raises ``ValidationError``, by filter, for what is not there.
    """
    wrong: dict[str, str] = {}
    words: dict[tuple[str, str], str] = {}
    for name, rows in _rows(filters).items():
        row = rows.first()
        if row is None:
            wrong[name] = _("It is not there (any more). Choose another, or none.")
        else:
            words[name, filters[name]] = str(row)
    tags = _tags(filters.all("tag"))
    if missing := [tag for tag in filters.all("tag") if tag.lower() not in tags]:
        wrong["tag"] = _("There is no tag “%(name)s” (any more).") % {"name": missing[0]}
    if wrong:
        raise ValidationError(wrong)
    return Named(words, few_have_tags=bool(tags) and sum(tags.values()) <= FEW)


def _rows(filters: Filters) -> dict[str, "QuerySet[Agent] | QuerySet[Team] | QuerySet[Contact]"]:
    found: dict[str, QuerySet[Agent] | QuerySet[Team] | QuerySet[Contact]] = {}
    if filters["assignee"].isdecimal():
        found["assignee"] = Agent.objects.filter(pk=filters["assignee"])
    if filters["team"].isdecimal():
        found["team"] = Team.objects.filter(pk=filters["team"])
    if filters["contact"]:
        found["contact"] = Contact.objects.filter(public_id=filters["contact"])
    return found


def _tags(names: tuple[str, ...]) -> dict[str, int]:
    """How many conversations have each tag, counted as far as it matters."""
    if not names:
        return {}
    wanted = [name.lower() for name in names]
    return dict(direct.fetch(_TAGS, {"names": wanted, "most": FEW + 1}))


_TAGS: LiteralString = """
    SELECT lower(t.name), (SELECT count(*) FROM (
        SELECT FROM {schema}.filing_tagging AS g WHERE g.tag_id = t.id LIMIT %(most)s
    ) AS counted)
    FROM {schema}.filing_tag AS t WHERE lower(t.name) = ANY(%(names)s)
"""
