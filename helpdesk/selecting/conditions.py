"""Filters as conditions of SQL: what an index serves, and what is tested row by row.

Which index: of a contact, of an agent, of a team, of a status, each in the order of the latest
message; of tags that few conversations have, those few. Everything else is tested, within the
bounds of ``looking``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import LiteralString

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from helpdesk.conversations.models import Conversation
from helpdesk.notifying import reading
from helpdesk.selecting.filters import Filters, moment
from helpdesk.selecting.looking import CONVERSATIONS, FEW, OF_FEW, ORDERS, Selection

Status = Conversation.Status
EVERY = frozenset(Status.values)
_PERSONS = frozenset({Status.OPEN, Status.WAITING})
_BY_MESSAGE = ("latest", "oldest")


@dataclass(frozen=True, slots=True)
class Start:
    """What is narrowed down: ``where`` is served by an index in the order ``order``.

    ``statuses`` are those its conversations may have; ``is_plain`` where it is all of these and
    nothing else. ``searched`` says the same of a conversation ``c`` alone, where the source is
    more than these.
    """

    where: LiteralString
    order: str = "latest"
    source: LiteralString = CONVERSATIONS
    statuses: frozenset[str] = EVERY
    is_plain: bool = False
    tested: LiteralString = ""
    searched: LiteralString = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A start with its filters, and what follows from both."""

    start: Start
    filters: Filters
    statuses: frozenset[str]
    few_have_tags: bool


@dataclass(frozen=True, slots=True)
class _Served:
    """An index's condition, the filters that it answers, and where its rows come from."""

    where: LiteralString
    answers: frozenset[str]
    source: LiteralString = CONVERSATIONS
    # Whether these are all within the start.
    is_within: bool = False


def selection(
    start: Start, filters: Filters, *, agent: int | None, few_have_tags: bool = False
) -> Selection:
    """Those of ``start`` that pass all ``filters``, for the agent with this id.

    Raises ``ValidationError`` for an order that these conversations do not have.
    """
    given = frozenset(filters.all("status"))
    statuses = start.statuses & given if given else start.statuses
    asked = _Asked(start, filters, statuses, few_have_tags)
    order = _order(asked)
    served = _served(asked, order)
    spans = [name for name in ("since", "until") if filters[name]]
    is_span = order in _BY_MESSAGE
    tested = [start.tested] if start.tested else []
    tested += [] if served.is_within else [start.where]
    tested += [
        _condition(name, filters, agent)
        for name in (*_TESTS, *([] if is_span else spans))
        if filters.all(name) and name not in served.answers
    ]
    return Selection(
        order=ORDERS[order],
        served=served.where,
        spans="".join(f" AND {_SPANS[name]}" for name in spans if is_span),
        tested=" AND ".join(tested),
        source=served.source,
        values=_values(asked, agent),
    )


def _order(asked: _Asked) -> str:
    start = asked.start
    wanted = asked.filters["sort"] or start.order
    if start.order == "due" and wanted != "due":
        raise ValidationError({"sort": _("Promises have one order: what is due first.")})
    if wanted == "wait" and not (start.is_plain and asked.statuses == {Status.WAITING}):
        raise ValidationError(
            {"sort": _("Only what waits has a longest wait: choose “Unassigned”, or that status.")}
        )
    return wanted


def _served(asked: _Asked, order: str) -> _Served:
    """The narrowest index there is for these filters in this order."""
    start = asked.start
    if not asked.statuses:
        return _Served("FALSE", frozenset(_TESTS), is_within=True)
    if start.source == CONVERSATIONS:
        for way in _WAYS[order]:
            if found := way(asked):
                return found
    return _Served(start.where, frozenset(), start.source, is_within=True)


def _of_contact(asked: _Asked) -> _Served | None:
    if asked.filters["contact"]:
        return _Served(_TESTS["contact"], frozenset({"contact"}))
    return None


def _of_few(asked: _Asked) -> _Served | None:
    """What has a tag, where that is few enough to be put in order at once."""
    if asked.filters.all("tag") and asked.few_have_tags:
        return _Served("TRUE", frozenset({"tag"}), _TAGGED)
    return None


def _of_agent(asked: _Asked) -> _Served | None:
    """Nobody has what waits: what an agent has of what is open or waits is open."""
    somebody = asked.filters["assignee"] not in ("", "none")
    if somebody and asked.start.is_plain and Status.OPEN in asked.statuses <= _PERSONS:
        where = "c.status = 'open' AND NOT c.is_spam AND c.assignee_id = %(assignee)s"
        return _Served(where, frozenset({"assignee", "status"}), is_within=True)
    return None


def _of_team(asked: _Asked) -> _Served | None:
    if _is_one_team(asked) and asked.statuses <= _PERSONS:
        where = f"{PEOPLES} AND {_TESTS['team']}"
        is_within = asked.start.statuses >= _PERSONS
        return _Served(where, frozenset({"team"}), is_within=is_within)
    return None


def _of_status(asked: _Asked) -> _Served | None:
    if asked.start.is_plain and len(asked.statuses) == 1:
        where = "c.status = %(only)s AND NOT c.is_spam"
        return _Served(where, frozenset({"status"}), is_within=True)
    return None


def _in_line(asked: _Asked) -> _Served | None:
    """A team's part of what waits, the longest wait first."""
    if _is_one_team(asked):
        where = f"c.status = 'waiting' AND NOT c.is_spam AND {_TESTS['team']}"
        return _Served(where, frozenset({"team", "status"}), is_within=True)
    return None


def _numbered(asked: _Asked) -> _Served | None:
    """In the order of numbers: an agent's, a team's, or of one status."""
    for name, where in (("assignee", _TESTS["assignee"]), ("team", _TESTS["team"])):
        if asked.filters[name].isdecimal():
            return _Served(where, frozenset({name}), is_within=True)
    if len(asked.statuses) == 1:
        return _Served("c.status = %(only)s", frozenset({"status"}), is_within=True)
    return None


def _is_one_team(asked: _Asked) -> bool:
    return asked.start.is_plain and asked.filters["team"].isdecimal()


_LATEST = (_of_contact, _of_few, _of_agent, _of_team, _of_status)
_WAYS: dict[str, tuple[Callable[[_Asked], _Served | None], ...]] = {
    "latest": _LATEST,
    "oldest": _LATEST,
    "wait": (_in_line,),
    "newest": (_of_few, _numbered),
    "changed": (),
}
# What a person has or waits for, in the words of the indexes' condition.
PEOPLES: LiteralString = "NOT c.is_spam AND (c.status = 'open' OR c.status = 'waiting')"
MINE: LiteralString = """c.team_id IN (
    SELECT m.team_id FROM {schema}.escalation_team_members AS m WHERE m.agent_id = %(agent)s
)"""
# Looked up once for the statement.
_OF_TAGS: LiteralString = """tag_id = ANY(ARRAY(
    SELECT t.id FROM {schema}.filing_tag AS t WHERE lower(t.name) = ANY(%(tag)s)
))"""
# A conversation stands here once, however many of the tags it has.
_TAGGED: LiteralString = """(
    SELECT DISTINCT g.conversation_id FROM {schema}.filing_tag AS t CROSS JOIN LATERAL (
        SELECT l.conversation_id FROM {schema}.filing_tagging AS l WHERE l.tag_id = t.id
        ORDER BY l.conversation_id DESC LIMIT <few>
    ) AS g WHERE lower(t.name) = ANY(%(tag)s)
) AS few <of_few>""".replace("<few>", str(FEW)).replace("<of_few>", OF_FEW)
_TESTS: dict[str, LiteralString] = {
    "status": "c.status = ANY(%(status)s)",
    "assignee": "c.assignee_id = %(assignee)s",
    "team": "c.team_id = %(team)s",
    # Not EXISTS: PostgreSQL would read all that has the tag, to test two thousand.
    "tag": """(
        SELECT g.id FROM {schema}.filing_tagging AS g
        WHERE g.conversation_id = c.id AND g.<of_tags> LIMIT 1
    ) IS NOT NULL""".replace("<of_tags>", _OF_TAGS),
    "priority": "c.priority = ANY(%(priority)s)",
    "origin": "c.origin = %(origin)s",
    "contact": """c.contact_id = (
        SELECT k.id FROM {schema}.conversations_contact AS k WHERE k.public_id = %(contact)s
    )""",
    # The customer spoke last, this agent has not read it, and it is not over.
    "unread": f"c.last_sender = 'contact' AND c.status <> 'resolved' AND {reading.UPTO} < c.head",
}
# For who is no agent: no agent has read it.
_UNSEEN: LiteralString = (
    "c.last_sender = 'contact' AND c.status NOT IN ('resolved', 'merged') AND c.agent_seen < c.head"
)
_SPANS: dict[str, LiteralString] = {
    "since": "c.last_message_at >= %(since)s",
    "until": "c.last_message_at < %(until)s",
}
_WORDS: dict[tuple[str, str], LiteralString] = {
    ("assignee", "none"): "c.assignee_id IS NULL",
    ("team", "none"): "c.team_id IS NULL",
    ("team", "mine"): MINE,
}


def _condition(name: str, filters: Filters, agent: int | None) -> LiteralString:
    if name == "unread" and agent is None:
        return _UNSEEN
    return _WORDS.get((name, filters[name])) or _TESTS.get(name) or _SPANS[name]


def _values(asked: _Asked, agent: int | None) -> dict[str, object]:
    filters, statuses = asked.filters, [*asked.statuses]
    return {
        **{name: read(filters) for name, read in _READ.items() if filters.all(name)},
        **({"assignee": agent} if filters["assignee"] == "me" else {}),
        "agent": agent,
        "only": statuses[0] if len(statuses) == 1 else "",
    }


def _number(name: str) -> Callable[[Filters], int]:
    """A row's number; 0 for a word."""
    return lambda filters: int(filters[name]) if filters[name].isdecimal() else 0


_READ: dict[str, Callable[[Filters], object]] = {
    "status": lambda filters: list(filters.all("status")),
    "priority": lambda filters: list(filters.all("priority")),
    "origin": lambda filters: filters["origin"],
    "assignee": _number("assignee"),
    "team": _number("team"),
    "tag": lambda filters: [tag.lower() for tag in filters.all("tag")],
    "contact": lambda filters: filters["contact"],
    "since": lambda filters: moment(filters["since"]),
    "until": lambda filters: moment(filters["until"], is_end=True),
}
