"""Plots as the numbers of an SVG, drawn by a template: no script, no inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

# The plane of a plot, in its own units; y grows downwards in SVG.
WIDTH, HEIGHT = 400.0, 240.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with its radius and what it says to who rests on it."""

    x: float
    y: float
    radius: float
    says: str


def line(points: Sequence[tuple[float, float]]) -> str:
    """The ``points`` of a polyline through shares of 1, in both directions."""
    return " ".join(f"{across(x)},{up(y)}" for x, y in points)


def across(share: float) -> float:
    """Where a share of 1 stands from the left."""
    return round(share * WIDTH, 1)


def up(share: float) -> float:
    """Where a share of 1 stands from the top."""
    return round((1 - share) * HEIGHT, 1)
