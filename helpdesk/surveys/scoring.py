"""What the responses say, apart for each path: satisfied share, and whether answers solved it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from helpdesk.surveys.models import Invitation, Kind, Path, Response

SATISFIED = 4
LATEST = 3


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """CSAT: of ``answered``, how many gave 4 or 5. ``share`` is None while nobody answered."""

    asked: int
    answered: int
    satisfied: int

    @property
    def share(self) -> float | None:
        return self.satisfied / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Solved:
    """Answers given, and what became of each. Silence never counts as solved."""

    asked: int
    confirmed: int
    contradicted: int

    @property
    def silent(self) -> int:
        return self.asked - self.confirmed - self.contradicted

    @property
    def share(self) -> float | None:
        """Confirmed, of all answers given."""
        return self.confirmed / self.asked if self.asked else None


def csat(since: datetime | None = None, path: Path | None = None) -> Satisfaction:
    """Customers' satisfaction, of one path or of both."""
    counted = _asked(Kind.CSAT, since, path).aggregate(
        asked=Count("id"),
        answered=Count("id", filter=Q(response__score__isnull=False)),
        satisfied=Count("id", filter=Q(response__score__gte=SATISFIED)),
    )
    return Satisfaction(**counted)


def solved(since: datetime | None = None) -> Solved:
    """Whether the assistant's answers helped, as customers said."""
    counted = _asked(Kind.SOLVED, since, None).aggregate(
        asked=Count("id"),
        confirmed=Count("id", filter=Q(response__score=1)),
        contradicted=Count("id", filter=Q(response__score=0)),
    )
    return Solved(**counted)


def latest_of(contact_id: int) -> QuerySet[Response]:
    """What this contact answered last, not counting what was skipped."""
    answered = Response.objects.filter(invitation__conversation__contact=contact_id, skipped=False)
    return answered[:LATEST]


def _asked(kind: Kind, since: datetime | None, path: Path | None) -> QuerySet[Invitation]:
    asked = Invitation.objects.filter(kind=kind, conversation__is_spam=False)
    if since:
        asked = asked.filter(created_at__gte=since)
    return asked.filter(path=path) if path else asked
