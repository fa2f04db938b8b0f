"""Cuts a text into the pieces that weights are learnt for: words, runs of words, runs of letters.

Each piece has one of ``PLACES`` places by its hash (Weinberger et al. 2009, "Feature hashing for
large scale multitask learning"), so that no vocabulary ships and any language has pieces.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from escalation.facts.reading import plain

BITS: Final = 16
PLACES: Final = 1 << BITS
# Longer texts are pasted logs or worse; the beginning says what the customer wants.
READ_AT_MOST: Final = 2_000
_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[!?]+|[$€£#@]")
_NUMBER: Final = re.compile(r"\d+")
_RUNS: Final = (1, 2, 3)
_LETTERS: Final = (3, 4, 5)

Places = NDArray[np.int64]
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokens of a text as read, and the places of its pieces, each once."""

    tokens: tuple[str, ...]
    places: Places


def pieces_of(text: str) -> Pieces:
    """Lower case, compatible letters, every number as 0."""
    tokens = tuple(_TOKEN.findall(plain(text[:READ_AT_MOST])))
    places = {_place(piece) for piece in _pieces(tokens)}
    return Pieces(tokens, np.fromiter(places, np.int64, len(places)))


def places_within(tokens: Sequence[str]) -> Places:
    """The places of one run of tokens and of all that lies inside it, for saying what counted."""
    told = [" ".join(tokens[at : at + n]) for n in _RUNS for at in range(len(tokens) - n + 1)]
    named = [f"w{piece.count(' ') + 1}{_without_numbers(piece)}" for piece in told]
    letters = [piece for token in tokens for piece in _letters(_without_numbers(token))]
    return np.fromiter({_place(piece) for piece in (*named, *letters)}, np.int64)


def _pieces(tokens: Sequence[str]) -> Iterator[str]:
    read = [_without_numbers(token) for token in tokens]
    framed = ["^", *read, "$"]
    for n in _RUNS:
        row = read if n == 1 else framed
        yield from (f"w{n}{' '.join(row[at : at + n])}" for at in range(len(row) - n + 1))
    for token in read:
        yield from _letters(token)


def _letters(token: str) -> Iterator[str]:
    framed = f"<{token}>"
    for n in _LETTERS:
        yield from (f"c{framed[at : at + n]}" for at in range(len(framed) - n + 1))


def _without_numbers(token: str) -> str:
    return _NUMBER.sub("0", token)


def _place(piece: str) -> int:
    return zlib.crc32(piece.encode("utf-8", "replace")) & (PLACES - 1)
