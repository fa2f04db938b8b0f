"""What the search box finds: conversations by what was said and by whom, within fixed bounds.

What was said comes from the index (``helpdesk.searching``), which is filled a moment later; so the
last messages of a view's latest conversations are looked at as well. Contacts are found by parts
of their name, address, phone number and id, and by a name that is mistyped. Fields narrow what
words have found; alone they read an index of what they name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from django.utils import timezone

from helpdesk.inbox.narrowing import Narrowing, narrowing_of
from helpdesk.inbox.people import SHORTEST, literally, people
from helpdesk.inbox.rows import READ, Row, Values
from helpdesk.searching.finding import Found, find
from helpdesk.searching.showing import Hit, hits

# How many of the view's latest conversations are looked through.
LOOKED_THROUGH: Final = 1000
# Words that may each be a part of somebody's name, beside what was said.
NAMES: Final = 4

_LATEST: LiteralString = """
    SELECT c.id FROM (
        SELECT c.id, c.contact_id, c.last_preview FROM {schema}.conversations_conversation AS c
        WHERE <where> ORDER BY <order> LIMIT %(latest)s
    ) AS c JOIN {schema}.conversations_contact AS k ON k.id = c.contact_id
    WHERE upper(c.last_preview) LIKE upper(%(like)s)
       OR upper(k.name) LIKE upper(%(like)s) OR upper(k.email) LIKE upper(%(like)s)
"""
# A word that is everywhere is looked for in the newest pieces: the view may be of older ones.
_LATEST_SAYING: LiteralString = """
    SELECT c.id FROM (
        SELECT c.id FROM {schema}.conversations_conversation AS c
        WHERE <where> ORDER BY <order> LIMIT %(latest)s
    ) AS c WHERE EXISTS (
        SELECT FROM {schema}.searching_piece AS p
        WHERE p.conversation_id = c.id AND p.words @@ %(condition)s::tsquery
    )
"""
_NUMBERED: LiteralString = "SELECT %(number)s::bigint"
_SAYING: LiteralString = "SELECT unnest(%(found)s::bigint[])"
_OF_PEOPLE: LiteralString = """
    SELECT c.id FROM (<people>) AS k
    JOIN {schema}.conversations_conversation AS c ON c.contact_id = k.id
"""
# A name and words: whoever is called by one of them and said the others.
_OF_PEOPLE_SAYING: LiteralString = """
    SELECT p.conversation_id FROM (<people>) AS k
    JOIN {schema}.conversations_conversation AS c ON c.contact_id = k.id
    JOIN {schema}.searching_piece AS p ON p.conversation_id = c.id
    WHERE p.words @@ %(<others>)s::tsquery
"""


_SHOWN: LiteralString = """
    SELECT c.id FROM {schema}.conversations_conversation AS c
    WHERE c.id IN (<found>) AND <where><conditions> ORDER BY <order> LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Search:
    """A question of an agent's, and what was found for it."""

    found: Found

    @classmethod
    def of(cls, query: str) -> "Search":
        return cls(find(query, timezone.localdate()))

    def statement(
        self,
        where: LiteralString,
        order: LiteralString,
        values: Values,
        *,
        tested: LiteralString = "",
    ) -> tuple[LiteralString, Values]:
        """The list's statement and values, for those of a view (``where``) that were found.

        ``where`` is what an index holds; ``tested`` is what none does: it only sifts what was
        found.
        """
        narrowing = narrowing_of(self.found.asked)
        more: dict[str, Any] = {}
        parts = list(_candidates(self.found, narrowing, more)) or ["SELECT NULL::bigint"]
        found = " UNION ".join(f"({part})" for part in parts)
        tests = [*narrowing.conditions, *([tested] if tested else [])]
        conditions = "".join(f" AND {one}" for one in tests)
        # Only of those that are shown the rest is read.
        text = _SHOWN.replace("<found>", found).replace("<conditions>", conditions)
        text = f"{READ} WHERE c.id IN ({text}) ORDER BY <order>"
        text = text.replace("<where>", where).replace("<order>", order)
        return text, {**values, **narrowing.values, **more}

    def hits(self, rows: Sequence[Row]) -> dict[int, Hit]:
        """Where the conversations of these lines say it, by their ids."""
        return hits(self.found, [row.pk for row in rows])

    @property
    def notes(self) -> list[str]:
        """What is to be known of the results, as sentences."""
        return self.found.notes


def _candidates(
    found: Found, narrowing: Narrowing, values: dict[str, Any]
) -> Iterator[LiteralString]:
    """Conversations that may be meant, each kind of them bounded. Fills in ``values``."""
    if found.condition:
        values |= {"found": found.ids, "condition": found.condition, "latest": LOOKED_THROUGH}
        yield _SAYING
        if found.is_partial:
            yield _LATEST_SAYING
    if found.asked.plain:
        yield from _by_name(found, values)
    elif not found.condition:
        yield from narrowing.sources[:1]


def _by_name(found: Found, values: dict[str, Any]) -> Iterator[LiteralString]:
    """By number, by the last message, and by who they are with."""
    plain = found.asked.plain
    values |= {"like": f"%{literally(plain)}%", "latest": LOOKED_THROUGH}
    yield _LATEST
    if found.asked.number is not None:
        values["number"] = found.asked.number
        yield _NUMBERED
    if len(plain) >= SHORTEST:
        yield _OF_PEOPLE.replace("<people>", people("plain", plain, values))
    names = [word for word in found.meant if len(word) >= SHORTEST and ":" not in word]
    for at, name in enumerate(names[:NAMES] if len(found.meant) > 1 else ()):
        values[f"others{at}"] = found.condition_without(name)
        named = _OF_PEOPLE_SAYING.replace("<people>", people(f"name{at}", name, values))
        yield named.replace("<others>", f"others{at}")
