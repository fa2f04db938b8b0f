"""Read conversations in an order, within bounds that do not grow with their number.

What an index holds in its order is read from where the page begins (``served``). What no index
holds is tested row by row (``tested``), in at most ``LOOKED_THROUGH`` rows a page; where these do
not fill the page, it says how far it looked, and the next page begins there. So every page is
bounded, and nothing is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString

from tenants.database import direct

# Rows that one page tests at most.
LOOKED_THROUGH = 2_000
# The same for a number in the menu, which is asked for again whenever something moves.
COUNTED_THROUGH = 300

# So many are put in order at once, where they are few by what they have or whom they name.
FEW = 1_000

CONVERSATIONS: LiteralString = "{schema}.conversations_conversation AS c"

# Beside ``few``, rows with a ``conversation_id``: a look-up for each. A join might read all.
OF_FEW: LiteralString = """CROSS JOIN LATERAL (
    SELECT c.* FROM {schema}.conversations_conversation AS c
    WHERE c.id = few.conversation_id LIMIT 1
) AS c"""

Values = Mapping[str, object]
# A row's place in an order.
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Order:
    """``by`` among the rows of a source, ``again`` among those that were let through.

    ``after`` begins behind the place (at, id); ``at`` is the column that holds a row's time.
    """

    by: LiteralString
    after: LiteralString
    at: LiteralString
    again: LiteralString = ""
    also: LiteralString = ""

    @property
    def within(self) -> LiteralString:
        return self.again or self.by


ORDERS: dict[str, Order] = {
    "latest": Order(
        "c.last_message_at DESC, c.id DESC",
        " AND (c.last_message_at, c.id) < (%(at)s, %(id)s)",
        "c.last_message_at",
    ),
    "oldest": Order(
        "c.last_message_at, c.id",
        " AND (c.last_message_at, c.id) > (%(at)s, %(id)s)",
        "c.last_message_at",
    ),
    "wait": Order(
        "c.waiting_since, c.id",
        " AND (c.waiting_since, c.id) > (%(at)s, %(id)s)",
        "c.waiting_since",
    ),
    # Of programs: by number, and by what changed last.
    "newest": Order("c.id DESC", " AND c.id < %(id)s", "c.updated_at"),
    "changed": Order(
        "c.updated_at, c.id", " AND (c.updated_at, c.id) > (%(at)s, %(id)s)", "c.updated_at"
    ),
    # Of two promises due at the same instant a page's end may show the second again, never lose
    # it.
    "due": Order(
        "p.due_at, p.id",
        " AND p.due_at >= %(at)s AND c.id <> %(id)s",
        "c.due_at",
        "c.due_at, c.promise",
        ", p.due_at, p.id AS promise",
    ),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which conversations, in which order, and the values that their conditions name.

    ``<inner>`` in a source stands for where a page begins, its order and its end: each part of
    what the source puts together is read no further than the page.
    """

    order: Order
    served: LiteralString
    tested: LiteralString = ""
    source: LiteralString = CONVERSATIONS
    # " AND …" of the order's own column: where in the index to begin and to end.
    spans: LiteralString = ""
    values: Values = field(default_factory=dict)

    @property
    def is_served(self) -> bool:
        """Whether an index holds all conditions, so that the order ends where the page does."""
        return not self.tested and "<inner>" not in self.source

    def named(self, prefix: LiteralString) -> "Selection":
        """The same under names of its own, to stand beside others in one statement."""
        served, tested, source, spans = (
            text.replace("%(", f"%({prefix}")
            for text in (self.served, self.tested, self.source, self.spans)
        )
        values = {prefix + name: value for name, value in self.values.items()}
        return Selection(self.order, served, tested, source, spans, values)


def window(selection: Selection, limit: int, after: LiteralString = "") -> LiteralString:
    """The first rows in the order, as an index gives them: all columns of ``c``."""
    order = selection.order
    inner = f"{selection.spans}{after} ORDER BY {order.by} LIMIT {limit}"
    source = selection.source.replace("<inner>", inner)
    return filled(_WINDOW, also=order.also, source=source, served=selection.served, inner=inner)


def let_through(selection: Selection, limit: int, after: LiteralString = "") -> LiteralString:
    """The first rows that pass every test, from within one window."""
    return filled(
        _LET_THROUGH,
        window=window(selection, LOOKED_THROUGH, after),
        tested=selection.tested or "TRUE",
        order=selection.order.within,
        limit=str(limit),
    )


def rows_of(
    text: LiteralString, selection: Selection, place: Place | None, limit: int
) -> list[direct.Row]:
    """What ``text`` (``SELECT … FROM <rows> …``) says of the first rows ``c`` after ``place``.

    Whose conditions an index holds is read straight off it, by a plan that is kept.
    """
    order, values = selection.order, _placed(selection, *(place or (None, None)))
    after = order.after if place else ""
    if not selection.is_served:
        text = filled(text, rows=f"({let_through(selection, limit, after)}) AS c")
        text += f" ORDER BY {order.within}"
        return direct.fetch(text, values)
    text = filled(text, rows=selection.source)
    text += f" WHERE {selection.served}{selection.spans}{after} ORDER BY {order.by} LIMIT {limit}"
    return direct.fetch_prepared(text, values)


def end_of_window(selection: Selection, place: Place | None) -> Place | None:
    """The last row that a page after ``place`` tests; None where that is the end of all rows."""
    at, last_id = place or (None, None)
    text = filled(
        _END_OF_WINDOW,
        window=window(selection, LOOKED_THROUGH, selection.order.after if place else ""),
        at=selection.order.at,
        order=selection.order.within,
        before=str(LOOKED_THROUGH - 1),
    )
    found = direct.fetch(text, _placed(selection, at, last_id))
    return (found[0][0], found[0][1]) if found else None


def count(selection: Selection, most: int) -> LiteralString:
    """A number as an expression: at most ``most``, of as many rows as a number may test."""
    if selection.tested:
        seen = window(selection, COUNTED_THROUGH)
        return filled(_COUNT_TESTED, window=seen, tested=selection.tested, most=str(most))
    end = f"{selection.spans} LIMIT {most}"
    source = selection.source.replace("<inner>", end)
    return filled(_COUNT, source=source, served=selection.served, end=end)


def filled(template: LiteralString, **parts: LiteralString) -> LiteralString:
    """``template`` with each ``<name>`` replaced by its part: statements of our own words only."""
    for name, part in parts.items():
        template = template.replace(f"<{name}>", part)
    return template


def _placed(selection: Selection, at: datetime | None, last_id: int | None) -> Values:
    return {**selection.values, "at": at, "id": last_id}


_WINDOW: LiteralString = "SELECT c.*<also> FROM <source> WHERE <served><inner>"
_LET_THROUGH: LiteralString = (
    "SELECT c.* FROM (<window>) AS c WHERE <tested> ORDER BY <order> LIMIT <limit>"
)
_END_OF_WINDOW: LiteralString = (
    "SELECT <at>, c.id FROM (<window>) AS c ORDER BY <order> OFFSET <before> LIMIT 1"
)
_COUNT: LiteralString = (
    "(SELECT count(*) FROM (SELECT FROM <source> WHERE <served><end>) AS counted)"
)
_COUNT_TESTED: LiteralString = (
    "(SELECT count(*) FROM (SELECT FROM (<window>) AS c WHERE <tested> LIMIT <most>) AS counted)"
)
