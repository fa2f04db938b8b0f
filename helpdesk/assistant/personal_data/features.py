"""What a tagger may look at in each word of a text, as numbers.

A feature is a 32-bit checksum of its text, so weights are found by number and need no dictionary.
Two features in ten thousand meet by chance, which costs less than keeping them apart.
"""

import re
from binascii import crc32
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# A line break is a word of its own: addresses and signatures stand on lines.
_WORD = re.compile(r"\n|[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_DIGITS = re.compile(r"\d")
_OUTSIDE = ("w=^", "s=^", "g=0", "x=^")
# Where a neighbour's features come from: a start value of the checksum for each distance.
_PLACES = {distance: crc32(b"%d|" % distance) for distance in (-2, -1, 0, 1, 2)}
_PAIR = crc32(b"pair|")


@dataclass(frozen=True, slots=True)
class Word:
    """``text[start:end]``, and that text itself."""

    start: int
    end: int
    text: str


def words(text: str) -> list[Word]:
    return [Word(found.start(), found.end(), found[0]) for found in _WORD.finditer(text)]


def key(word: str) -> int:
    """A word of a list, as the lists keep it: whatever its case."""
    return crc32(word.lower().encode())


def features(found: Sequence[Word], known: Callable[[int], int]) -> list[list[int]]:
    """The features of each word. ``known`` says by bits on which lists a key stands."""
    bases = [_bases(word.text, known(key(word.text))) for word in found]
    coded = [[base.encode() for base in each] for each in bases]
    outside = [base.encode() for base in _OUTSIDE]
    return [_around(coded, place, outside) for place in range(len(found))]


def _bases(word: str, lists: int) -> tuple[str, ...]:
    lower = _DIGITS.sub("0", word.lower())
    shape = _shape(word)
    return (
        *(f"w={lower}", f"s={shape}", f"g={lists}", f"x={lower[-2:]}"),
        *(f"x3={lower[-3:]}", f"x4={lower[-4:]}", f"p3={lower[:3]}", f"p4={lower[:4]}"),
        *(f"sg={shape}{lists}", f"n={min(len(word), 9)}"),
    )


def _shape(word: str) -> str:
    """How it is written: d2, xx, Xx, XX, XxX, mixed, or the sign itself."""
    if word.isdigit():
        return f"d{min(len(word), 6)}"
    if not word[0].isalnum():
        return word[0]
    if not word.isalpha() and any(map(str.isdigit, word)):
        return "mixed"
    return _cases(word[0]) if len(word) == 1 else _cases(word[0]) + _cases(word[1:])


def _cases(letters: str) -> str:
    """ "X" for capitals, "x" for small letters, "m" for both."""
    if letters.isupper():
        return "X"
    return "x" if letters == letters.lower() else "m"


def _around(coded: list[list[bytes]], place: int, outside: list[bytes]) -> list[int]:
    own = coded[place]
    near = {
        distance: coded[place + distance] if 0 <= place + distance < len(coded) else outside
        for distance in (-2, -1, 1, 2)
    }
    found = [crc32(base, _PLACES[0]) for base in own]
    for distance, bases in near.items():
        seed = _PLACES[distance]
        found.extend(crc32(base, seed) for base in bases[: 4 if abs(distance) == 1 else 3])
    before, after = near[-1], near[1]
    pairs = (
        *(near[-2][0] + before[0], before[0] + own[1], before[0] + own[2], own[1] + after[1]),
        *(before[2] + own[2], own[2] + after[2], before[1] + own[1], own[0] + after[0]),
        near[-2][0] + before[0] + own[1],
    )
    found.extend(crc32(pair, _PAIR + number) for number, pair in enumerate(pairs))
    return found
