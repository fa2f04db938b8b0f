"""Figures of evaluations of the same thing, one after the other, as lines to look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from helpdesk.evaluation.models import Evaluation

LATEST = 20
# The plane of a small plot, in its own units; y grows downwards in SVG.
WIDTH, HEIGHT = 120.0, 28.0
# As staff read them, in the order in which they matter; others by their own names, after these.
WORDS: Final = {
    "right_answer_share": "Answered from the right article",
    "wrong_answer_share": "Answered wrongly",
    "answered_share": "Answered",
    "asked_back_share": "Asked back",
    "unanswerable_not_answered": "Left to people, where nothing answers",
    "hit_at_5": "The right article is among the first five found",
    "mrr_at_10": "How far up it stands (mean reciprocal rank)",
    "recall_at_5": "Of several right ones, among the first five",
    "article_unknown": "Questions whose article is not here",
    "ms_per_question_p50": "Milliseconds to find, in the middle",
    "ms_per_question_p95": "Milliseconds to find, at worst (p95)",
    "n": "Questions",
}


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure now, before, and as the points of a polyline, oldest first."""

    name: str
    now: float
    before: float | None
    points: str

    @property
    def label(self) -> str:
        return WORDS.get(self.name, self.name)

    @property
    def change(self) -> float | None:
        return None if self.before is None else round(self.now - self.before, 4)

    @property
    def step(self) -> float:
        """How large the change is, whichever way."""
        return abs(self.change or 0)


def alike(evaluation: Evaluation) -> list[Evaluation]:
    """This one and those before it of the same part on the same questions, newest first."""
    done = Evaluation.objects.filter(
        part=evaluation.part, digest=evaluation.digest, state=Evaluation.State.DONE
    )
    return [*done.filter(pk__lte=evaluation.pk)[:LATEST]]


def trends(newest_first: Sequence[Evaluation]) -> list[Trend]:
    """Of each figure that the newest has."""
    flat = [dict(numbers(one.figures)) for one in newest_first]
    if not flat:
        return []
    known = [name for name in WORDS if name in flat[0]]
    return [_trend(name, flat) for name in (*known, *(one for one in flat[0] if one not in WORDS))]


def numbers(figures: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, float]]:
    """Every number in it, however deep, under its path: ``refund · f1``."""
    for name, value in figures.items():
        path = f"{under} · {name}" if under else str(name)
        if isinstance(value, Mapping):
            yield from numbers(value, path)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, float(value)


def _trend(name: str, flat: Sequence[Mapping[str, float]]) -> Trend:
    values = [one[name] for one in flat if name in one]
    before = flat[1].get(name) if len(flat) > 1 else None
    return Trend(name, values[0], before, _points(values[::-1]))


def _points(values: Sequence[float]) -> str:
    """Shares stand on a plane from 0 to 1, other numbers between their least and most."""
    if len(values) < 2:
        return ""
    is_share = all(0 <= value <= 1 for value in values)
    low, high = (0.0, 1.0) if is_share else (min(values), max(values))
    span = (high - low) or 1.0
    step = WIDTH / (len(values) - 1)
    return " ".join(
        f"{at * step:.1f},{(1 - (value - low) / span) * HEIGHT:.1f}"
        for at, value in enumerate(values)
    )
