"""Tells a dialogue in few words: what the customer said that matters, and the values in it.

An extract from both sides' own words, nothing else, so that nothing in it can be invented.
``seq`` goes along with every piece: what is redacted later is taken out by it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from helpdesk.handoff.identifying import identifiers_of
from helpdesk.handoff.lines import Line, Piece, shortened
from helpdesk.handoff.manners import matter_of
from helpdesk.handoff.pointed import NOTHING, Pointed
from helpdesk.handoff.values import ReadValues, Texts, has_values, is_in, values_in
from helpdesk.handoff.wanting import place_of_wish

# A goal is shown by its first words; together with these it is what an agent reads.
GOAL_WORDS: Final = 35
SAID_WORDS: Final = 45
DETAIL_WORDS: Final = 25
_SENTENCE_WORDS: Final = 30
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\n+")
# What is older is in the log: of so many sentences and lines a person reads no summary.
_SENTENCES_LOOKED_AT: Final = 100
_LINES_LOOKED_AT: Final = 40
# Of a longer message the beginning says what it is about; the rest is a pasted log.
_READ_AT_MOST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Telling:
    """The customer's sentences beside the goal, and the values.

    ``wanted`` is the sentence that says what should come of it; None when nothing does, or the
    goal is little more than that. ``details`` are the values that stand in none of the sentences.
    """

    goal: str
    wanted: Piece | None
    said: tuple[Piece, ...]
    identifiers: tuple[Piece, ...]
    details: tuple[Piece, ...]
    # Whether the goal itself says what should come of it.
    goal_says_it: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All that stands beside the goal, in the order in which an agent reads it."""
        first = (self.wanted,) if self.wanted else ()
        return (*first, *self.said, *self.identifiers, *self.details)

    @property
    def text(self) -> str:
        """All of it as an agent reads it."""
        return " · ".join([self.goal, *(piece.text for piece in self.pieces)])


def tell(
    lines: Sequence[Line], goal: str, pointed: Pointed = NOTHING, values: ReadValues = values_in
) -> Telling:
    """The lines in about a hundred words, and every code that the customer typed.

    Where somebody has ``pointed`` at sentences these come first, and others only where they hold
    a value or were said later.
    """
    read = _read(lines)
    shown = shortened(goal, GOAL_WORDS)
    pieces = sentences_of(lines)
    wish = _wish(pieces, pointed)
    is_goal = wish is not None and 2 * wish.size > len(shown.split()) and is_in(wish.text, shown)
    wanted = None if is_goal else wish
    told_first = [piece for piece in pieces if _matters(piece, wanted, pointed)]
    said = _said(told_first, shown, wanted, pointed)
    identifiers = tuple(identifiers_of(lines, values))
    told = " · ".join([shown, *(piece.text for piece in (*said, *identifiers))])
    return Telling(
        goal=shown,
        wanted=wanted,
        said=tuple(piece for piece in said if piece != wanted),
        identifiers=identifiers,
        details=tuple(_details(read, told, values)),
        goal_says_it=is_goal,
    )


def sentences_of(lines: Sequence[Line]) -> list[Piece]:
    """The customer's latest sentences that are no mere manners, in order, each once."""
    found: dict[str, Piece] = {}
    for line in reversed([line for line in _read(lines) if line.by_contact]):
        for piece in reversed(list(_sentences(line))):
            found.setdefault(piece.text.lower(), piece)
        if len(found) >= _SENTENCES_LOOKED_AT:
            break
    return list(found.values())[:_SENTENCES_LOOKED_AT][::-1]


def _read(lines: Sequence[Line]) -> list[Line]:
    return [Line(line.seq, line.by_contact, line.text[:_READ_AT_MOST]) for line in lines]


def _sentences(line: Line) -> Iterator[Piece]:
    for place, sentence in enumerate(_SENTENCES.split(line.text)):
        if matter_of(sentence):
            text = shortened(sentence, _SENTENCE_WORDS)
            yield Piece(line.seq, line.by_contact, text, place=place)


def _wish(pieces: Sequence[Piece], pointed: Pointed) -> Piece | None:
    """A wish that is new since somebody pointed, what they pointed at, or what words say."""
    new = [piece for piece in pieces if piece.seq > pointed.upto]
    chosen = (piece for piece in pieces if piece.pointer == pointed.wanted)
    told = _wish_in(new) or next(chosen, None)
    return told or (_wish_in(pieces) if len(new) < len(pieces) else None)


def _wish_in(pieces: Sequence[Piece]) -> Piece | None:
    place = place_of_wish([piece.text for piece in pieces])
    return None if place is None else pieces[place]


def _matters(piece: Piece, wanted: Piece | None, pointed: Pointed) -> bool:
    """No value falls out because somebody overlooked it."""
    if piece == wanted or not pointed.passes_over(piece.pointer):
        return True
    return has_values(piece.text)


def _said(
    pieces: Sequence[Piece], goal: str, wanted: Piece | None, pointed: Pointed
) -> list[Piece]:
    """What the customer said, in order; where it is too much, the wish, what was pointed at, and
    values first."""
    told = [piece for piece in pieces if piece == wanted or not is_in(piece.text, goal)]

    def rank(piece: Piece) -> tuple[bool, bool, bool, int]:
        passed_over = pointed.passes_over(piece.pointer)
        return piece != wanted, passed_over, not has_values(piece.text), -piece.seq

    ranked = sorted(told, key=rank)
    kept = set(_within(ranked, SAID_WORDS))
    return [piece for piece in told if piece in kept]


def _details(lines: Sequence[Line], told: str, values: ReadValues) -> list[Piece]:
    """The latest values that were not told yet."""
    others: list[Piece] = []
    known = Texts([told])
    for line in reversed(lines[-_LINES_LOOKED_AT:]):
        for value in values(line.text):
            if not known.have(value.text):
                known.add(value.text)
                others.append(Piece(line.seq, line.by_contact, value.text, value.kind))
    return sorted(_within(others, DETAIL_WORDS), key=lambda piece: piece.seq)


def _within(pieces: Sequence[Piece], words: int) -> Iterator[Piece]:
    """The first pieces that fit; one that is too long leaves its place to the next."""
    left = words
    for piece in pieces:
        if piece.size <= left:
            left -= piece.size
            yield piece
