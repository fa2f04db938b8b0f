"""Whether a confidence means what it says: of answers at 0.8, are 80 % right?"""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: how many, how sure on average, how often right."""

    count: int
    confidence: float
    right: float


def bins(scores: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Ten bins of equal width, those without an answer left out, lowest first."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for score, is_right in zip(scores, right, strict=True):
        held.setdefault(min(int(score * BINS), BINS - 1), []).append((score, is_right))
    return [_bin(held[place]) for place in sorted(held)]


def calibration_error(scores: Sequence[float], right: Sequence[bool]) -> float | None:
    """The expected calibration error (Naeini, Cooper, Hauskrecht, 2015); None for no answers."""
    if not scores:
        return None
    told = bins(scores, right)
    return round(sum(one.count * abs(one.confidence - one.right) for one in told) / len(scores), 4)


def _bin(held: Sequence[tuple[float, bool]]) -> Bin:
    count = len(held)
    return Bin(count, sum(score for score, _ in held) / count, sum(ok for _, ok in held) / count)
