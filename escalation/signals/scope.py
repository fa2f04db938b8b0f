"""Is a message about what a tenant's examples are about, and about which of them?

Three views of how near a message is to the examples, each measured against what the examples
themselves reach: the nearest centre (by vector and by pieces), the nearest centre where the
spread of the examples counts (Lee et al. 2018, "A simple unified framework for detecting
out-of-distribution samples"), and the nearest single example. docs/signals.md has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from escalation.signals.pieces import Places, Vector, pieces_of

Floats = NDArray[np.float32]

# Pieces are folded into so many places: a scope is held in memory for each tenant.
_FOLDED: Final = 1 << 14
_PIECES_WEIGHT: Final = 0.7
_CENTRE_WEIGHT: Final = 2.0
# So many examples tell what is usual for all of them.
_ASKED: Final = 1_000
# Added to the spread's diagonal: few examples know little of it.
_SPREAD: Final = 0.01


@dataclass(frozen=True, slots=True)
class Example:
    """A text of the tenant's, what it is about, and its vector."""

    text: str
    label: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Place:
    """How well a message fits (0 is usual for the examples, lower is further off), and where."""

    fit: float
    label: str


class Scope:
    """Learnt from examples: means, a spread and rarities, so in a moment."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.labels = sorted({example.label for example in examples})
        of = np.array([self.labels.index(example.label) for example in examples])
        self._vectors = np.array([example.vector for example in examples], np.float32)
        pieces = [_folded(example.text) for example in examples]
        self._rarity = _rarity(pieces)
        self._centres = _unit(_means(self._vectors, of))
        self._worded = _unit(self._mean_pieces(pieces, of))
        self._whiten, self._middles = _whitened(self._vectors, of)
        asked = range(0, len(examples), max(1, len(examples) // _ASKED))
        own = np.array([self._views(self._vectors[at], pieces[at]) for at in asked])
        own[:, 2] = [_nearest_other(self._vectors, at) for at in asked]
        self._usual, self._spread = own.mean(axis=0), own.std(axis=0) + 1e-6

    def place(self, text: str, vector: Vector) -> Place:
        """How well the text fits, and the label that is nearest."""
        pieces = _folded(text)
        views = (np.array(self._views(vector, pieces)) - self._usual) / self._spread
        fit = (_CENTRE_WEIGHT * views[0] + views[1] + views[2]) / (_CENTRE_WEIGHT + 2)
        return Place(float(fit), self.labels[int(self._apart(vector).argmax())])

    def _views(self, vector: Vector, pieces: Places) -> tuple[float, float, float]:
        weights = self._rarity[pieces]
        length = float(np.linalg.norm(weights)) or 1.0
        worded = self._worded[:, pieces] @ weights / length
        near = self._centres @ vector + _PIECES_WEIGHT * worded
        return (
            float(near.max()),
            float(self._apart(vector).max()),
            float((self._vectors @ vector).max()),
        )

    def _apart(self, vector: Vector) -> Floats:
        """Minus the squared distance to each centre, in the space where the spread is even."""
        told: Floats = -((self._middles - vector @ self._whiten) ** 2).sum(axis=1)
        return told

    def _mean_pieces(self, pieces: Sequence[Places], of: NDArray[np.int64]) -> Floats:
        sums = np.zeros((len(self.labels), _FOLDED), np.float32)
        for label, part in zip(of, pieces, strict=True):
            weights = self._rarity[part]
            sums[label, part] += weights / (float(np.linalg.norm(weights)) or 1.0)
        return sums


def _folded(text: str) -> Places:
    return np.unique(pieces_of(text).places % _FOLDED)


def _rarity(pieces: Sequence[Places]) -> Floats:
    """Of each place: the logarithm of how few examples have it, plus one."""
    counts = np.bincount(np.concatenate(pieces), minlength=_FOLDED) + 1
    told: Floats = (np.log(len(pieces) / counts) + 1).clip(0).astype(np.float32)
    return told


def _means(vectors: Floats, of: NDArray[np.int64]) -> Floats:
    sums = np.zeros((of.max() + 1, vectors.shape[1]), np.float32)
    np.add.at(sums, of, vectors)
    told: Floats = (sums / np.bincount(of)[:, None]).astype(np.float32)
    return told


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    told: Floats = (rows / np.clip(lengths, 1e-9, None)).astype(np.float32)
    return told


def _whitened(vectors: Floats, of: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The matrix that makes the spread within labels even, and the centres behind it."""
    means = _means(vectors, of)
    apart = (vectors - means[of]).astype(np.float64)
    spread = apart.T @ apart / len(apart) + _SPREAD * np.eye(vectors.shape[1])
    whiten = np.linalg.cholesky(np.linalg.inv(spread)).astype(np.float32)
    return whiten, means @ whiten


def _nearest_other(vectors: Floats, at: int) -> float:
    """How near the nearest other example is."""
    near = vectors @ vectors[at]
    near[at] = -1
    return float(near.max())
