"""How agents judged hand-offs, week by week. One statement over the hand-offs of the range.

A hand-off counts in the week in which it was made; a question counts where it was answered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Avg, Count, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from helpdesk.conversations.models import Handoff
from helpdesk.handoff.models import CHOICES, FIELDS

WEEKS: Final = 12


@dataclass(frozen=True, slots=True)
class Week:
    """One week: ``handoffs`` made, and of each question how often each answer was given."""

    monday: date
    handoffs: int
    answers: Mapping[str, Mapping[str, int]]
    # Of summaries that were judged: how far agents went from ours, 0 to 1.
    distance: float | None

    def answered(self, question: str) -> int:
        return sum(self.answers[question].values())


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``answered`` verdicts so many were the good one."""

    question: str
    good: int
    answered: int


GOOD: Final = {"context": "enough", "moment": "right", "team": "right", "summary": "accepted"}


def weeks(number: int = WEEKS) -> list[Week]:
    """The last ``number`` weeks in which something was handed over, oldest first."""
    now = timezone.now()
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0)
    since = monday - timedelta(weeks=min(max(number, 1), WEEKS) - 1)
    counted = (
        Handoff.objects.filter(created_at__gte=since)
        .annotate(week=TruncWeek("created_at"))
        .values("week")
        .annotate(
            handoffs=Count("id"),
            distance=Avg("judgement__summary_distance"),
            **_counts(),
        )
        .order_by("week")
    )
    return [_week(row) for row in counted]


def shares(found: Iterable[Week]) -> list[Share]:
    """All weeks together, a row for each question in the order of the card."""
    read = list(found)
    return [
        Share(
            question,
            sum(week.answers[question][GOOD[question]] for week in read),
            sum(week.answered(question) for week in read),
        )
        for question in FIELDS
    ]


def _counts() -> dict[str, Count]:
    return {
        f"{question}_{answer}": Count("id", filter=Q(**{f"judgement__{field}": answer}))
        for question, field in FIELDS.items()
        for answer in CHOICES[question].values
    }


def _week(row: Mapping[str, Any]) -> Week:
    answers = {
        question: {answer: row[f"{question}_{answer}"] for answer in CHOICES[question].values}
        for question in FIELDS
    }
    apart = row["distance"]
    rounded = None if apart is None else round(apart, 3)
    return Week(row["week"].date(), row["handoffs"], answers, rounded)
