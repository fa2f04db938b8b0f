"""What agents made of suggestions, by kind and week. One statement over the range of an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Avg, Count, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from helpdesk.copilot.models import Suggestion

WEEKS: Final = 12
Outcome = Suggestion.Outcome


@dataclass(frozen=True, slots=True)
class Taken:
    """Suggestions of one kind in one week; ``left`` had no outcome.

    ``distance`` is the mean of those that were sent, 0 to 1; ``by_model`` of them a model wrote.
    """

    week: date
    kind: str
    made: int
    accepted: int
    edited: int
    rejected: int
    by_model: int
    distance: float | None

    @property
    def left(self) -> int:
        return self.made - self.accepted - self.edited - self.rejected

    @property
    def label(self) -> str:
        return str(Suggestion.Kind(self.kind).label)


def weeks() -> list[Taken]:
    """The last ``WEEKS``, oldest first, by kind."""
    now = timezone.now()
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0)
    since = monday - timedelta(weeks=WEEKS - 1)
    counted = (
        Suggestion.objects.filter(created_at__gte=since)
        .annotate(week=TruncWeek("created_at"))
        .values("week", "kind")
        .annotate(
            made=Count("id"),
            by_model=Count("id", filter=~Q(model="")),
            apart=Avg("distance"),
            **{outcome: Count("id", filter=Q(outcome=outcome)) for outcome in Outcome.values},
        )
        .order_by("week", "kind")
    )
    return [_taken(row) for row in counted]


def _taken(row: Mapping[str, Any]) -> Taken:
    apart = row["apart"]
    return Taken(
        week=row["week"].date(),
        kind=row["kind"],
        made=row["made"],
        accepted=row["accepted"],
        edited=row["edited"],
        rejected=row["rejected"],
        by_model=row["by_model"],
        distance=None if apart is None else round(apart, 3),
    )
