"""The list: what its address asks for, pages by cursor, and the numbers of the views."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import LiteralString

from helpdesk.agents.models import Agent
from helpdesk.inbox import offered, rows
from helpdesk.inbox.rows import Row
from helpdesk.inbox.searching import Search
from helpdesk.searching.showing import Hit
from helpdesk.selecting import looking
from helpdesk.selecting.looking import Place, Selection
from tenants.database import direct

PAGE_SIZE = 30
MAX_PAGE_SIZE = 150
# Beyond this a number says "many": counting on would cost more the more there is.
COUNTED = 99

# A row's own time in each order.
_TIMES = {"c.waiting_since": "waiting_since", "c.due_at": "due_at"}


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and the cursor of what follows ("" at the end).

    ``looked_back_to`` is there where the tests of one page ended before it was full.
    """

    rows: list[Row]
    next_cursor: str
    looked_back_to: datetime | None = None
    # Of a search: what is to be known of it, and where each line's conversation says it.
    notes: Sequence[str] = ()
    hits: Mapping[int, Hit] = field(default_factory=dict)


def page_of(
    selection: Selection, *, query: str = "", cursor: str = "", size: int = PAGE_SIZE
) -> Page:
    """One page of what was selected, in one statement; in two where its tests let little through.

    Costs the same however many there are and however deep the page lies: an index gives the
    order, the cursor where to begin, LIMIT where to end.
    """
    size = min(max(size, PAGE_SIZE), MAX_PAGE_SIZE)
    place = _read_cursor(cursor)
    if query:
        return _searched(selection, Search.of(query), place, size)
    found = _read(selection, place, size + 1)
    if len(found) > size:
        return Page(found[:size], _cursor(found[size - 1], selection))
    end = looking.end_of_window(selection, place) if selection.tested else None
    return Page(found, cursor_of(*end), end[0]) if end else Page(found, "")


def cursor_of(at: datetime, last_id: int) -> str:
    """The place after the row with this time and id, for the address of the next page."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), last_id]).encode()).decode()


def counts(agent: Agent, more: Sequence[Selection] = ()) -> tuple[dict[str, int], list[int]]:
    """How many stand in each view that has work in it, and in ``more``, in one statement.

    At most ``COUNTED`` + 1. Decision 21: a number that is read off an index as far as it is shown
    needs no upkeep, and no two agents wait for each other to change it.
    """
    extra = [one.named(f"v{number}_") for number, one in enumerate(more)]
    text = "SELECT " + ", ".join([_COUNTS, *(looking.count(one, COUNTED + 1) for one in extra)])
    values: dict[str, object] = {"agent": agent.pk}
    for one in extra:
        values |= one.values
    found = direct.fetch_prepared(text, values)[0]
    return dict(zip(_COUNTED, found, strict=False)), list(found[len(_COUNTED) :])


def _read(selection: Selection, place: Place | None, limit: int) -> list[Row]:
    order = selection.order
    due: LiteralString = ""
    if order.at == "c.due_at":
        due = order.by.partition(",")[0] if selection.is_served else order.at
    return [Row(*row) for row in looking.rows_of(rows.text_of(due), selection, place, limit)]


def _searched(selection: Selection, search: Search, place: Place | None, size: int) -> Page:
    at, last_id = place or (None, None)
    values: rows.Values = {**selection.values, "at": at, "id": last_id, "limit": size + 1}
    where = selection.served + selection.spans + (selection.order.after if place else "")
    text, all_values = search.statement(where, selection.order.by, values, tested=selection.tested)
    found = rows.read(text, all_values)
    following = _cursor(found[size - 1], selection) if len(found) > size else ""
    shown = found[:size]
    return Page(shown, following, notes=search.notes, hits=search.hits(shown))


_COUNTED = (
    *("mine", "waiting", "teams", "open", "assistant", "snoozed"),
    *("promises", "mentions"),
)
# Of promises, those that are overdue, and of mentions, those not yet read: only they need somebody.
_CALLS = {
    "promises": Selection(
        looking.ORDERS["due"],
        "closed_at IS NULL AND due_at <= now()",
        source="{schema}.recovery_promise",
    ),
    "mentions": Selection(
        looking.ORDERS["latest"],
        "TRUE",
        source="""(SELECT DISTINCT conversation_id FROM {schema}.filing_mention
            WHERE agent_id = %(agent)s AND seen_at IS NULL) AS unread""",
    ),
}


def _numbered(key: str) -> LiteralString:
    if key in _CALLS:
        return looking.count(_CALLS[key], COUNTED + 1)
    start = offered.BY_KEY[key].start
    numbered = Selection(looking.ORDERS[start.order], start.where, start.tested, start.source)
    return looking.count(numbered, COUNTED + 1)


_COUNTS: LiteralString = ", ".join(map(_numbered, _COUNTED))


def _cursor(last: Row, selection: Selection) -> str:
    return cursor_of(getattr(last, _TIMES.get(selection.order.at, "last_message_at")), last.pk)


def _read_cursor(cursor: str) -> Place | None:
    """None for none, and for one that we did not write: that shows the first page."""
    try:
        at, last_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return datetime.fromisoformat(at).astimezone(UTC), int(last_id)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
