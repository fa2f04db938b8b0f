"""Makes text comparable: plain letters, tokens, stems, and typing slips set right."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_ENDINGS: Final = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "er", "s", "e", "y")
_SHORTEST_STEM: Final = 3
# Longer texts are pasted logs or worse; the beginning says what the customer wants.
_READ_AT_MOST: Final = 4_000


def plain(text: str) -> str:
    """Lower case, compatible letters, straight quotes, single spaces."""
    folded = unicodedata.normalize("NFKC", text[:_READ_AT_MOST]).translate(_QUOTES).lower()
    return " ".join(folded.split())


def tokens(text: str) -> list[str]:
    """The words of the text, in order, in plain form."""
    return _TOKEN.findall(plain(text))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cuts what English adds at the end: refunded, refunds and refunding are one word."""
    bare = word.removesuffix("'s")
    for ending in _ENDINGS:
        rest = bare.removesuffix(ending)
        if rest != bare and len(rest) >= _SHORTEST_STEM:
            return _undouble(rest)
    return _undouble(bare)


def stems(text: str) -> list[str]:
    """The stems of the words of the text, in order."""
    return [stem(word) for word in tokens(text)]


def _undouble(word: str) -> str:
    doubled = len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiou"
    return word[:-1] if doubled else word
