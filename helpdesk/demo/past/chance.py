"""Chance that comes out the same every time: dice with a seed."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")

_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Dice:
    """Draws from one seeded sequence; the same seed and draws give the same values."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - a demo that repeats itself, no secret

    def pick(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def weighted(self, options: Mapping[T, float]) -> T:
        """One of the keys, by its weight."""
        return self._random.choices(list(options), list(options.values()))[0]

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def whole(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def between(self, least: float, most: float) -> float:
        return self._random.uniform(least, most)

    def minutes(self, least: float, most: float) -> timedelta:
        """A wait: people answer soon more often than late."""
        return timedelta(minutes=self._random.triangular(least, most, least))

    def public_id(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=16))

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self._random.getrandbits(128), version=4)
