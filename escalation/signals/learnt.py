"""Hears in a text what the weights know: a score for each signal, and the words that made it.

Logistic regression over a text's pieces and, where it is there, its vector. The weights are a
small data file that ``training/signals.py`` makes; nothing but numpy is needed to use them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from escalation.facts.reading import FILLERS
from escalation.signals.nearness import Examples
from escalation.signals.pieces import Pieces, Vector, pieces_of, places_within

WEIGHTS: Final = Path(__file__).with_name("weights.npz")
# How clear a signal must be where a tenant says nothing else; training puts its choice there.
USUAL: Final = 0.5
_WORDS_SHOWN: Final = 6
# Of the training rows all that rightly counted by such words alone had 0.94 and more.
_CLEAR: Final = 0.88
_UNTOLD: Final = 0.49

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """For each name: a number for each place, one for each part of a vector, and the bias.

    ``scale`` turns the whole numbers that are kept for places into weights; the bias is such that
    a score of 0.5 is the threshold that training chose. ``unmeant`` stands for the vector where
    there is none: what a text of ordinary meaning adds. ``leaning`` is what it counts how much
    nearer a text is to the examples of ``near`` than to the others; for the rest it is 0.
    """

    names: tuple[str, ...]
    places: NDArray[np.int8]
    scale: Floats
    vector: Floats
    bias: Floats
    unmeant: Floats
    leaning: Floats
    near: Examples


class Heard:
    """One text as the weights hear it."""

    def __init__(self, text: str, vector: Vector | None = None) -> None:
        self._weights = weights()
        self.is_meant = vector is not None
        self._pieces: Pieces = pieces_of(text)
        self._sums = _sums(self._weights, self._pieces, vector)

    @property
    def names(self) -> tuple[str, ...]:
        """The signals that were learnt."""
        return self._weights.names

    def score(self, name: str) -> float:
        """How clear the signal is, 0 to 1; from ``USUAL`` on it is there.

        A word such as “with” is hardly a sign, whatever stood beside it where it was learnt:
        where nothing speaks more for it, the whole must be clear.
        """
        score = chance(self.raw(name))
        is_near = USUAL <= score < _CLEAR
        return _UNTOLD if is_near and self._tells_nothing(name) else score

    def raw(self, name: str) -> float:
        """The sum itself, for those that add to it; 0 is the threshold."""
        return float(self._sums[self._weights.names.index(name)])

    def _tells_nothing(self, name: str) -> bool:
        """Whether what speaks most for it are fillers; where nothing does, its meaning speaks."""
        run = [word for told in self.words(name) for word in told.split()]
        return bool(run) and all(word in FILLERS or not word[0].isalnum() for word in run)

    def words(self, name: str) -> tuple[str, ...]:
        """The run of at most six words that speaks most for the signal; empty when none does."""
        at = self._weights.names.index(name)
        tokens = self._pieces.tokens
        best = 0.0
        found: tuple[str, ...] = ()
        for run in _runs(tokens):
            value = float(self._weights.places[at, places_within(run)].sum()) / len(run) ** 0.5
            if value > best:
                best, found = value, run
        return (" ".join(found),) if found else ()


def chance(raw: float) -> float:
    """The sum as a number between 0 and 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, raw))))


@cache
def weights() -> Weights:
    """Read once per process."""
    with np.load(WEIGHTS) as kept:
        told = ("places", "scale", "vector", "bias", "unmeant", "leaning")
        return Weights(
            names=tuple(str(name) for name in kept["names"]),
            near=Examples.unpacked(kept["examples"], kept["are_there"]),
            **{key: kept[key] for key in told},
        )


def _sums(known: Weights, pieces: Pieces, vector: Vector | None) -> Floats:
    counted = known.places[:, pieces.places].sum(axis=1, dtype=np.int64)
    length = max(len(pieces.places), 1) ** 0.5
    sums = known.bias + known.scale * counted / length
    told: Floats = (sums + _meant(known, vector)).astype(np.float32)
    return told


def _meant(known: Weights, vector: Vector | None) -> Floats:
    if vector is None:
        return known.unmeant
    told: Floats = known.vector @ vector + known.leaning * known.near.lean(vector[None])
    return told


def _runs(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    read = tokens[: 10 * _WORDS_SHOWN]
    return [
        tuple(read[at : at + size])
        for size in range(1, _WORDS_SHOWN + 1)
        for at in range(len(read) - size + 1)
    ]
