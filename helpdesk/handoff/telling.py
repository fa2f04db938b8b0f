"""Tells a dialogue in few words: what the customer said that matters, and the values in it.

An extract from both sides' own words, nothing else, so that nothing in it can be invented.
``seq`` goes along with every piece: what is redacted later is taken out by it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from helpdesk.handoff.values import Value, codes_in, is_in, values_in

# A goal is shown by its first words; together with these it is what an agent reads.
GOAL_WORDS: Final = 35
SAID_WORDS: Final = 45
DETAIL_WORDS: Final = 35
_SENTENCE_WORDS: Final = 30
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\n+")
# Sentences of these words alone are manners, not matters.
_MANNER_WORDS: Final = (
    "hi hello hey yes yeah yep no nope ok okay sure thanks thank you very much so that "
    "that's thats is all for now great good perfect sounds fine nice awesome cool right "
    "correct please i it its it's the a have day bye goodbye lot again really works work "
    "me will be do does not need anything else your help been helpful appreciate excellent "
    "wonderful alright well also and just this one sound like would wanted to know what "
    "i'm im am glad how about you've"
)
_MANNERS: Final = frozenset(_MANNER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said."""

    seq: int
    by_contact: bool
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a value, where it was said and by whom; ``kind`` is empty for a sentence."""

    seq: int
    by_contact: bool
    text: str
    kind: str = ""

    @property
    def size(self) -> int:
        """In words."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Telling:
    """The customer's sentences beside the goal, and the values that stand in none of them."""

    goal: str
    said: tuple[Piece, ...]
    details: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All of it as an agent reads it."""
        return " · ".join([self.goal, *(one.text for one in (*self.said, *self.details))])


def tell(lines: Sequence[Line], goal: str) -> Telling:
    """The lines in at most 115 words, and any number of codes that the customer typed."""
    shown = shortened(goal, GOAL_WORDS)
    said = _said([line for line in lines if line.by_contact], shown)
    told = " · ".join([shown, *(piece.text for piece in said)])
    return Telling(shown, said, _details(lines, told))


def shortened(text: str, words: int) -> str:
    """The first words of the text; the text as it is when it has no more."""
    parts = text.split()
    return text.strip() if len(parts) <= words else " ".join(parts[:words]) + " …"


def _said(lines: Sequence[Line], goal: str) -> tuple[Piece, ...]:
    """What the customer said, in order; where it is too much, values first, then the latest."""
    pieces = [piece for line in lines for piece in _sentences(line) if not is_in(piece.text, goal)]
    told = list({piece.text.lower(): piece for piece in pieces}.values())
    ranked = sorted(told, key=lambda piece: (not values_in(piece.text), -piece.seq))
    kept = set(_within(ranked, SAID_WORDS))
    return tuple(piece for piece in told if piece in kept)


def _sentences(line: Line) -> Iterator[Piece]:
    for sentence in _SENTENCES.split(line.text):
        words = [word.strip(".,!?").lower() for word in sentence.split()]
        if not all(word in _MANNERS for word in words):
            yield Piece(line.seq, line.by_contact, shortened(sentence, _SENTENCE_WORDS))


def _details(lines: Sequence[Line], told: str) -> tuple[Piece, ...]:
    """The values that were not told yet: all codes of the customer, then the latest others."""
    codes = [
        Piece(line.seq, True, code, "identifier")
        for line in lines
        if line.by_contact
        for code in codes_in(line.text)
        if not is_in(code, told)
    ]
    kept = list({piece.text: piece for piece in codes}.values())
    taken = told + " · ".join(piece.text for piece in kept)
    others: list[Piece] = []
    for line in reversed(lines):
        for value in values_in(line.text):
            if not _is_told(value, taken, others):
                others.append(Piece(line.seq, line.by_contact, value.text, value.kind))
    chosen = [*kept, *_within(others, DETAIL_WORDS)]
    return tuple(sorted(chosen, key=lambda piece: piece.seq))


def _is_told(value: Value, taken: str, others: Sequence[Piece]) -> bool:
    return is_in(value.text, taken) or any(is_in(value.text, piece.text) for piece in others)


def _within(pieces: Sequence[Piece], words: int) -> Iterator[Piece]:
    """The first pieces that fit; one that is too long leaves its place to the next."""
    left = words
    for piece in pieces:
        if piece.size <= left:
            left -= piece.size
            yield piece
