"""Which collections a dialogue speaks of: "is breakfast included?", after Acorn House was named.

Where every product or place has a collection of its own, the same question has an answer on each of
them, and only the dialogue tells which one is meant. A collection is spoken of when most of its
name, weighed by how rare the words are among all names, stands in one line. The last line counts
most. A name that is an everyday word of other collections' passages as well ("Billing") says
little, so each counts by its share of the passages that hold its whole name.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import LiteralString

from knowledge.dialogue import Dialogue
from tenants.database import direct

# Share of a name that has to stand in a line, and what a line counts for a step further back.
NAMED = 0.6
FADE = 0.9
MAX_SHELVES = 8


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection that is spoken of, from nearly 0 (in passing) to 1 (just now, by its name)."""

    collection_id: int
    weight: float


_NAMES: LiteralString = "SELECT id, name FROM {schema}.knowledge_collection"
# How many of the passages that hold the whole name are on the shelf. One more of each: a name that
# nobody else's passage holds counts whole.
_OWN_SHARE: LiteralString = """
    SELECT named.id,
           (1.0 + count(*) FILTER (WHERE a.collection_id = named.id)) / (1.0 + count(p.id))
    FROM unnest(%(ids)s::bigint[], %(names)s::text[]) AS named(id, name)
    LEFT JOIN {schema}.knowledge_term used ON used.lexeme = '' AND used.passages > 0
    LEFT JOIN LATERAL (
        SELECT id, article_id FROM {schema}.knowledge_passage
        WHERE tsv @@ plainto_tsquery(used.config::regconfig, named.name)
            AND config = used.config LIMIT 200
    ) p ON true
    LEFT JOIN {schema}.knowledge_article a ON a.id = p.article_id
    GROUP BY named.id
"""


def spoken_of(dialogue: Dialogue) -> list[Shelf]:
    """The collections that the dialogue names, strongest first, at most ``MAX_SHELVES``.

    Reads the names of all collections: its cost grows with their number, not with the articles.
    """
    names: dict[int, str] = dict(direct.fetch_prepared(_NAMES, ()))
    named = _named(names, dialogue)
    if not named:
        return []
    shares = _own_shares({shelf: names[shelf] for shelf in named})
    shelves = [Shelf(shelf, weight * shares[shelf]) for shelf, weight in named.items()]
    return sorted(shelves, key=lambda shelf: (-shelf.weight, shelf.collection_id))[:MAX_SHELVES]


def _named(names: dict[int, str], dialogue: Dialogue) -> dict[int, float]:
    """How strongly each collection is named, by id; those that are not are left out."""
    words = {shelf: set(_words(name)) for shelf, name in names.items()}
    held = Counter(word for name in words.values() for word in name)
    lines = [set(_words(line)) for line in [dialogue.question, *reversed(dialogue.before)]]
    found = {
        shelf: max(
            _share(name, line, held, len(names)) * FADE**steps for steps, line in enumerate(lines)
        )
        for shelf, name in words.items()
        if name
    }
    return {shelf: weight for shelf, weight in found.items() if weight > 0}


def _share(name: set[str], line: set[str], held: Counter[str], total: int) -> float:
    """How much of the name stands in the line; 0 when it is not enough to mean it."""
    if not name & line:
        return 0.0
    rarity = {word: math.log(1 + total / held[word]) for word in name}
    share = sum(rarity[word] for word in name & line) / sum(rarity.values())
    return share if share >= NAMED else 0.0


def _own_shares(names: dict[int, str]) -> dict[int, float]:
    rows = direct.fetch_prepared(_OWN_SHARE, {"ids": [*names], "names": [*names.values()]})
    return {shelf: float(share) for shelf, share in rows}


def _words(text: str) -> Iterable[str]:
    letters = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return letters.split()
