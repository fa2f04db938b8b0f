"""Sets typing slips right in the few words on which a request for a person depends."""

import re
from functools import lru_cache
from typing import Final

_KEYWORD_LIST: Final = (
    "human person agent operator representative supervisor manager advisor speak speaking talk "
    "talking someone somebody connect transfer contact customer support service assistant"
)
_KEYWORDS: Final = tuple(_KEYWORD_LIST.split())
# Ordinary words that are one letter away from a keyword.
_REAL_WORD_LIST: Final = (
    "humane persona personal persons people agents contract contacts content connected connects "
    "connector transfers managed manages managers speaks steak sneak peak speaker talks tall tank "
    "walk walking taking task tasks stalk services serviced supports operators operated customers "
    "custom assistants humans advisors adviser contrast services' support's resistant "
    "transferred season reason parson balk chalk talked supporter customize event"
)
_REAL_WORDS: Final = frozenset(_REAL_WORD_LIST.split())
_SHORTEST: Final = 4
_WORD: Final = re.compile(r"[a-z']+")


def corrected(read: str) -> str:
    """The same text with keywords spelt right; expects plain() text."""
    return _WORD.sub(lambda match: _nearest(match[0]), read)


@lru_cache(maxsize=20_000)
def _nearest(word: str) -> str:
    if len(word) < _SHORTEST or word in _REAL_WORDS or word in _KEYWORDS:
        return word
    for keyword in _KEYWORDS:
        if is_one_slip(word, keyword):
            return keyword
    return word


def is_one_slip(typed: str, meant: str) -> bool:
    """One letter missing, doubled, wrong, or two neighbours swapped; long words only."""
    too_far = abs(len(meant) - len(typed)) > 1 or min(len(meant), len(typed)) < _SHORTEST - 1
    if too_far or typed[0] != meant[0]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, goal = typed[start:], meant[start:]
    return (
        rest[1:] == goal[1:]
        or rest[1:] == goal
        or rest == goal[1:]
        or (rest[:2] == goal[1::-1] and rest[2:] == goal[2:])
    )
