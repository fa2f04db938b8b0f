"""The list: named views of conversations, their counts, search, and pages by cursor."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import LiteralString

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.agents.models import Agent
from helpdesk.inbox import rows
from helpdesk.inbox.rows import Row
from helpdesk.inbox.searching import Search
from helpdesk.searching.showing import Hit
from tenants.database import direct

PAGE_SIZE = 30
MAX_PAGE_SIZE = 150
# Beyond this a number says "many": counting on would cost more the more there is.
COUNTED = 99


@dataclass(frozen=True, slots=True)
class View:
    """A named part of all conversations, and what an empty one says.

    ``where`` is the condition of an index (``conversations.orders``), whose order the view has.
    """

    key: str
    label: str | Promise
    icon: str
    where: LiteralString
    empty_title: str | Promise
    empty_words: str | Promise
    # The column of a row by which the view is ordered, and whether the earliest comes first.
    order: str = "last_message_at"
    read: LiteralString = rows.READ

    @property
    def is_urgent(self) -> bool:
        """Whether its number is a call to act: somebody waits, or is owed something."""
        return self.order != "last_message_at"


# Each conversation once, at its earliest promise.
_OWED: LiteralString = """
    p.closed_at IS NULL AND NOT c.is_spam AND NOT EXISTS (
        SELECT FROM {schema}.recovery_promise AS e
        WHERE e.conversation_id = p.conversation_id AND e.closed_at IS NULL
          AND (e.due_at, e.id) < (p.due_at, p.id)
    )
"""
# What a search looks through in the view of what is owed.
_OWED_TO: LiteralString = """
    NOT c.is_spam AND EXISTS (
        SELECT FROM {schema}.recovery_promise AS p
        WHERE p.conversation_id = c.id AND p.closed_at IS NULL
    )
"""
VIEWS = (
    View("mine", _("Mine"), "person",
         "c.status = 'open' AND NOT c.is_spam AND c.assignee_id = %(agent)s",
         _("Nothing on your desk"), _("Claim one from the queue to begin.")),
    View("waiting", _("Unassigned"), "queue", "c.status = 'waiting' AND NOT c.is_spam",
         _("Nobody is waiting"), _("New hand-offs appear here, longest wait first."),
         "waiting_since"),
    View("promises", _("Promises"), "bell", _OWED, _("Nothing is owed"),
         _("Whatever a customer was promised stands here until it is done, the earliest first."),
         "due_at", rows.READ_OWED),
    View("open", _("All open"), "inbox", "c.status IN ('open', 'waiting') AND NOT c.is_spam",
         _("No open conversations"), _("Whatever a person has or waits for stands here.")),
    View("assistant", _("With the assistant"), "spark", "c.status = 'assisted' AND NOT c.is_spam",
         _("The assistant has no conversation"), _("You can watch and take over at any time.")),
    View("resolved", _("Resolved"), "check", "c.status = 'resolved' AND NOT c.is_spam",
         _("Nothing resolved yet"), _("What is done moves here.")),
    View("snoozed", _("Snoozed"), "moon", "c.status = 'snoozed' AND NOT c.is_spam",
         _("Nothing is snoozed"),
         _("Snoozed conversations return on time, or when the customer writes.")),
    View("spam", _("Spam"), "block", "c.is_spam",
         _("No spam"), _("Conversations of blocked contacts end up here.")),
)  # fmt: skip
BY_KEY = {view.key: view for view in VIEWS}
MAIN_VIEWS, MORE_VIEWS = VIEWS[:6], VIEWS[6:]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a view, and the cursor of what follows ("" at the end)."""

    rows: list[Row]
    next_cursor: str
    # Of a search: what is to be known of it, and where each line's conversation says it.
    notes: Sequence[str] = ()
    hits: Mapping[int, Hit] = field(default_factory=dict)


def view_named(key: str) -> View:
    """The view, or the first one: an old bookmark should still open the inbox."""
    return BY_KEY.get(key, VIEWS[0])


def page_of(
    agent: Agent, view: View, *, query: str = "", cursor: str = "", size: int = PAGE_SIZE
) -> Page:
    """One page of ``view`` as ``agent`` sees it, in one statement.

    Costs the same however many there are and however deep the page lies: an index gives the
    order, the cursor where to begin, LIMIT where to end.
    """
    size = min(max(size, PAGE_SIZE), MAX_PAGE_SIZE)
    at, last_id = _read_cursor(cursor) or (None, None)
    values: rows.Values = {"agent": agent.pk, "at": at, "id": last_id, "limit": size + 1}
    order = "last_message_at" if query and view.order == "due_at" else view.order
    after = "" if at is None else _AFTER[order]
    search = Search.of(query) if query else None
    if search:
        where = _OWED_TO if view.order == "due_at" else view.where
        found = rows.read(*search.statement(where + after, _ORDER[order], values))
    else:
        text = view.read + f" WHERE {view.where}{after} ORDER BY {_ORDER[order]} LIMIT {size + 1}"
        found = rows.read_prepared(text, values)
    next_cursor = _cursor(found[size - 1], order) if len(found) > size else ""
    if search is None:
        return Page(found[:size], next_cursor)
    return Page(found[:size], next_cursor, search.notes, search.hits(found[:size]))


def cursor_of(at: datetime, last_id: int) -> str:
    """The place after the row with this time and id, for the address of the next page."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), last_id]).encode()).decode()


def counts(agent: Agent) -> dict[str, int]:
    """How many stand in each view that has work in it, in one statement; at most ``COUNTED`` + 1.

    Decision 21: a number that is read off an index as far as it is shown needs no upkeep, and
    no two agents wait for each other to change it.
    """
    row = direct.fetch_prepared(_COUNTS, {"agent": agent.pk})[0]
    return dict(zip(_COUNTED, row, strict=True))


_ORDER: dict[str, LiteralString] = {
    "waiting_since": "c.waiting_since, c.id",
    "due_at": "p.due_at, p.id",
    "last_message_at": "c.last_message_at DESC, c.id DESC",
}
# Of two promises due at the same instant a page's end may show the second again, never lose it.
_AFTER: dict[str, LiteralString] = {
    "waiting_since": " AND (c.waiting_since, c.id) > (%(at)s, %(id)s)",
    "due_at": " AND p.due_at >= %(at)s AND c.id <> %(id)s",
    "last_message_at": " AND (c.last_message_at, c.id) < (%(at)s, %(id)s)",
}
_COUNTED = ("mine", "waiting", "open", "assistant", "snoozed", "promises")
_COUNT: LiteralString = """(
    SELECT count(*) FROM (
        SELECT FROM {schema}.conversations_conversation AS c WHERE <where> LIMIT <most>
    ) AS counted
)""".replace("<most>", str(COUNTED + 1))
# Of promises, those that are overdue: what is owed later needs nobody now.
_OVERDUE: LiteralString = """(
    SELECT count(*) FROM (
        SELECT FROM {schema}.recovery_promise
        WHERE closed_at IS NULL AND due_at <= now() ORDER BY due_at LIMIT <most>
    ) AS counted
)""".replace("<most>", str(COUNTED + 1))
_COUNTS = "SELECT " + ", ".join(
    [*(_COUNT.replace("<where>", BY_KEY[key].where) for key in _COUNTED[:-1]), _OVERDUE]
)


def _cursor(last: Row, order: str) -> str:
    return cursor_of(getattr(last, order), last.pk)


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """None for none, and for one that we did not write: that shows the first page."""
    try:
        at, last_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return datetime.fromisoformat(at).astimezone(UTC), int(last_id)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
