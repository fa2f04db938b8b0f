"""The admin's home page: the last seven days in a handful of aggregates, each by an index."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from escalation.rules import Trigger
from helpdesk.assistant.models import Turn
from helpdesk.conversations.models import Conversation, Handoff
from helpdesk.surveys import scoring
from helpdesk.surveys.models import Path
from knowledge.models import Article

DAYS = 7


@dataclass(frozen=True)
class Bar:
    """A labelled number and its share of the largest, in percent."""

    label: str
    value: int
    share: int


@dataclass(frozen=True)
class Rating:
    """CSAT of one path: the share of 4s and 5s; None while nobody answered."""

    path: str
    answers: int
    satisfied: int | None


@dataclass(frozen=True)
class Week:
    """What the home page shows."""

    conversations: int
    answered: int
    handed_off: int
    waiting: int
    by_day: list[Bar]
    reasons: list[Bar]
    ratings: list[Rating]
    due: list[Article]


def last_week() -> Week:
    """The bound tenant's last seven days, today included."""
    since = timezone.now() - timedelta(days=DAYS)
    by_day = _by_day(since)
    reasons = _reasons(since)
    return Week(
        conversations=sum(bar.value for bar in by_day),
        answered=_answered(since),
        handed_off=sum(bar.value for bar in reasons),
        waiting=Conversation.objects.real().filter(status=Conversation.Status.WAITING).count(),
        by_day=by_day,
        reasons=reasons,
        ratings=[_rating(Path(path), since) for path in Path],
        due=_due(),
    )


def _by_day(since: datetime) -> list[Bar]:
    # A conversation's last message is never older than itself, and that column has the index.
    started = Conversation.objects.real().filter(last_message_at__gte=since, created_at__gte=since)
    counted = started.annotate(day=TruncDate("created_at")).values("day").annotate(n=Count("id"))
    found = {row["day"]: row["n"] for row in counted}
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return _bars([(f"{day:%a}", found.get(day, 0)) for day in days])


def _reasons(since: datetime) -> list[Bar]:
    recent = Handoff.objects.filter(conversation__last_message_at__gte=since, created_at__gte=since)
    counted = recent.order_by().values("trigger").annotate(n=Count("id")).order_by("-n")
    return _bars([(_reason(row["trigger"]), row["n"]) for row in counted])


def _answered(since: datetime) -> int:
    """Conversations in which the assistant answered at least once."""
    answered = Turn.objects.filter(created_at__gte=since, outcome=Turn.Outcome.ANSWERED)
    return answered.order_by().values("conversation").distinct().count()


def _rating(path: Path, since: datetime) -> Rating:
    found = scoring.csat(since, path)
    share = None if found.share is None else round(100 * found.share)
    return Rating(path.label, found.answered, share)


def _due() -> list[Article]:
    soon = timezone.localdate() + timedelta(days=DAYS)
    articles = Article.objects.approved().filter(review_by__lte=soon)
    return list(articles.select_related("owner").order_by("review_by")[:8])


def _reason(trigger: str) -> str:
    label = Trigger(trigger).label if trigger in Trigger.values else trigger
    return label[:1].upper() + label[1:]


def _bars(counted: list[tuple[str, int]]) -> list[Bar]:
    most = max((value for _, value in counted), default=0) or 1
    return [Bar(label, value, round(100 * value / most)) for label, value in counted]
