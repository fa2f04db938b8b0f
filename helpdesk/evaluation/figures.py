"""Measures of what is heard and what is not, as the books define them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any


def heard_figures(scores: Sequence[float], there: Sequence[bool], limit: float) -> dict[str, Any]:
    """``{n, positives, precision, recall, f1, average_precision}`` of scores from ``limit`` on."""
    heard = [score >= limit for score in scores]
    right = sum(one and other for one, other in zip(heard, there, strict=True))
    precision, recall = _share(right, sum(heard)), _share(right, sum(there))
    return {
        "n": len(scores),
        "positives": sum(there),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(_share(2 * precision * recall, precision + recall), 4),
        "average_precision": round(_average_precision(scores, there), 4),
    }


def area(scores: Sequence[float], there: Sequence[bool]) -> float | None:
    """The chance that one that is there scores above one that is not; None without both kinds."""
    ups = [score for score, is_there in zip(scores, there, strict=True) if is_there]
    downs = sorted(score for score, is_there in zip(scores, there, strict=True) if not is_there)
    if not ups or not downs:
        return None
    wins = sum(bisect_left(downs, up) + bisect_right(downs, up) for up in ups)
    return round(wins / (2 * len(ups) * len(downs)), 4)


def _average_precision(scores: Sequence[float], there: Sequence[bool]) -> float:
    """The mean of the precisions at each that is there, best score first; ties as one step."""
    ranked = sorted(zip(scores, there, strict=True), key=lambda pair: -pair[0])
    total = found = seen = 0.0
    while seen < len(ranked):
        score = ranked[int(seen)][0]
        tied = [is_there for one, is_there in ranked[int(seen) :] if one == score]
        seen += len(tied)
        found += sum(tied)
        total += sum(tied) * found / seen
    return _share(total, sum(there))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
