"""Makes text comparable: plain letters, tokens, stems, and typing slips set right."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_FILLER_WORDS: Final = (
    "a an the i i'm i've i'd you your my me we our it its it's this that these those is are was "
    "were be been do does did doing done can could would should will may might must have has had "
    "to of in on at for from with by as and or but so if then than there here how what when where "
    "why which who please just also any some get got want need like help hi hello hey thanks "
    "thank ok okay yes no not don't can't about still again"
)
# They tell nothing of what a text is about.
FILLERS: Final = frozenset(_FILLER_WORDS.split())
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
