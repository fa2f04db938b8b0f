"""What a typed word may mean: words that begin with it, or, where there is none, are nearly it."""

from collections.abc import Sequence
from typing import Final, LiteralString

from helpdesk.searching import words
from tenants.database import direct

# Words that one may stand for. PostgreSQL takes each for as frequent as the rarest that it knows
# of: many would seem to be everywhere.
MOST: Final = 16
MOST_MENDED: Final = 4
# Of shorter words too little is left when a letter is wrong.
SHORTEST_MENDED: Final = 4
# Of longer ones two letters may be.
LONG: Final = 8
_LAST = chr(0x10FFFF)

# Trigrams of two words share little when neighbouring letters have changed places, so these are
# tried as they are. A longer list than is wanted, because the distance decides.
_MEANT: LiteralString = """
    SELECT a.word, coalesce(nullif(begun.texts, '{{}}'), CASE
        WHEN begun.texts <> '{{}}' OR length(a.word) < %(shortest)s THEN '{{}}'
        ELSE ARRAY(
            SELECT text FROM {schema}.searching_knownword AS k
            WHERE k.text OPERATOR(public.%%) a.word OR k.text = ANY(string_to_array(a.swaps, ' '))
            ORDER BY public.similarity(k.text, a.word) DESC, k.text LIMIT 40)
        END), begun.texts <> '{{}}'
    FROM unnest(%(words)s::text[], %(ends)s::text[], %(swaps)s::text[]) AS a (word, beyond, swaps),
    LATERAL (SELECT ARRAY(
        SELECT text FROM {schema}.searching_knownword AS k
        WHERE k.text >= a.word AND k.text < a.beyond ORDER BY k.text LIMIT %(most)s
    ) AS texts) AS begun
"""


def meant(asked: Sequence[str]) -> dict[str, list[str]]:
    """For each word what is to be looked for in its place, in one statement.

    The word itself comes first when it was said, and alone when nothing is like it.
    """
    known = [one for one in asked if words.is_known(one)]
    found = {one: [one] for one in asked}
    if not known:
        return found
    values = {
        "words": known,
        "ends": [one + _LAST for one in known],
        "swaps": [" ".join(_swapped(one)) for one in known],
        "shortest": SHORTEST_MENDED,
        "most": MOST,
    }
    for word, texts, is_begun in direct.fetch(_MEANT, values):
        found[word] = (texts if is_begun else _nearest(word, texts)) or [word]
    return found


def _nearest(word: str, texts: Sequence[str]) -> list[str]:
    allowed = 1 if len(word) < LONG else 2
    near = [(distance(word, text, allowed), text) for text in texts]
    return [text for far, text in sorted(near) if far <= allowed][:MOST_MENDED]


def _swapped(word: str) -> list[str]:
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(len(word) - 1)
        if word[at] != word[at + 1]
    ]


def distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, changed, or swapped with their neighbour; at most ``most`` + 1.

    Optimal string alignment.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if earlier and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
