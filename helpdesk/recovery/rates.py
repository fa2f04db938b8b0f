"""How many promises were kept: by kind, by team, by week. One statement over one index's range.

A promise counts in the week in which it was due, once it was kept or broken; what was cancelled,
or is not due yet, counts nowhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from helpdesk.recovery.models import Promise

# The longest that is looked through: what a page shows of a year's promises costs one range.
WEEKS = 12
State = Promise.State


@dataclass(frozen=True, slots=True)
class Rate:
    """Of ``due`` promises ``kept`` were done in time."""

    label: str
    kept: int
    due: int

    @property
    def share(self) -> float | None:
        return self.kept / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind, team and week."""

    kind: str
    team: str
    week: date
    kept: int
    due: int


def counted(weeks: int = WEEKS) -> list[Counted]:
    """The promises of the last ``weeks`` (at most ``WEEKS``), counted by kind, team and week."""
    now = timezone.now()
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0)
    since = monday - timedelta(weeks=min(max(weeks, 1), WEEKS) - 1)
    ended = Promise.objects.filter(due_at__gte=since, state__in=[State.KEPT, State.BROKEN])
    rows = (
        ended.annotate(week=TruncWeek("due_at"))
        .values("kind", "team__name", "week")
        .annotate(kept=Count("id", filter=Q(state=State.KEPT)), due=Count("id"))
        .order_by("week", "kind", "team__name")
    )
    return [
        Counted(
            row["kind"], row["team__name"] or "No team", row["week"].date(), row["kept"], row["due"]
        )
        for row in rows
    ]


def in_all(rows: Iterable[Counted]) -> Rate:
    (rate,) = _together(rows, lambda _row: "All") or [Rate("All", 0, 0)]
    return rate


def by_kind(rows: Iterable[Counted]) -> list[Rate]:
    return _together(rows, lambda row: str(Promise.Kind(row.kind).label))


def by_team(rows: Iterable[Counted]) -> list[Rate]:
    return _together(rows, lambda row: row.team)


def by_week(rows: Iterable[Counted]) -> list[Rate]:
    """The last ``WEEKS``, oldest first, those too in which nothing was due."""
    found = {rate.label: rate for rate in _together(rows, lambda row: f"{row.week:%d %b}")}
    today = timezone.now().date()
    monday = today - timedelta(days=today.weekday())
    names = [f"{monday - timedelta(weeks=back):%d %b}" for back in range(WEEKS - 1, -1, -1)]
    return [found.get(name, Rate(name, 0, 0)) for name in names]


def _together(rows: Iterable[Counted], label: Callable[[Counted], str]) -> list[Rate]:
    kept: defaultdict[str, int] = defaultdict(int)
    due: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        kept[label(row)] += row.kept
        due[label(row)] += row.due
    return [Rate(name, kept[name], due[name]) for name in due]
