"""How far a text is from the one it was made of: words inserted, left out or exchanged."""

from typing import Final

# Of longer texts the beginnings are compared.
WORDS_COMPARED: Final = 500


def distance(one: str, other: str) -> float:
    """0, the same words, to 1, none of them in their order. Levenshtein's, by words (1966)."""
    left, right = (text.split()[:WORDS_COMPARED] for text in (one, other))
    longer = max(len(left), len(right))
    return round(_edits(left, right) / longer, 3) if longer else 0.0


def _edits(left: list[str], right: list[str]) -> int:
    row = list(range(len(right) + 1))
    for number, word in enumerate(left, start=1):
        above, row[0] = row[0], number
        for place, other in enumerate(right, start=1):
            kept = above + (word != other)
            above, row[place] = row[place], min(kept, row[place] + 1, row[place - 1] + 1)
    return row[-1]
