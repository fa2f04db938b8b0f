"""What a tenant owns of its queues: hours, and how each team's queue works."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models

from escalation.models import Team
from helpdesk.routing.hours import Hours
from helpdesk.routing.writing_hours import read_holidays, read_week, sentence_of

USUAL_WEEK = "Mon-Fri 9:00-17:00"


def time_zone_exists(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Name a time zone by continent and city, as in “Europe/Berlin”.")


class BusinessHours(models.Model):
    """When a team is there, by the clock on its wall."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(
        max_length=60,
        default="UTC",
        validators=[time_zone_exists],
        help_text="Whose clock. As in “Europe/Berlin”.",
    )
    week = models.TextField(
        "open",
        default=USUAL_WEEK,
        help_text="Days and times, a line each: “Mon-Fri 9:00-12:30, 13:30-17:00”. "
        "Days that are not named are closed.",
    )
    holidays = models.TextField(
        "closed on",
        blank=True,
        help_text="A date a line, with a name if you like: “2026-12-25 Christmas”.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "business hours"
        verbose_name_plural = "business hours"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ``ValidationError`` for a line that cannot be read, by its field."""
        problems = {}
        for field, read in (("week", read_week), ("holidays", read_holidays)):
            try:
                read(getattr(self, field))
            except ValidationError as error:
                problems[field] = error.messages
        if problems:
            raise ValidationError(problems)

    @property
    def hours(self) -> Hours:
        """As the pure functions take it."""
        holidays = frozenset(read_holidays(self.holidays))
        return Hours(ZoneInfo(self.time_zone), read_week(self.week), holidays)

    @property
    def sentence(self) -> str:
        """The week in one line."""
        return f"{sentence_of(read_week(self.week))} ({self.time_zone})"


class TeamQueue(models.Model):
    """How the queue of a team works; a team without a row is always open."""

    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, primary_key=True, related_name="queue"
    )
    business_hours = models.ForeignKey(
        BusinessHours,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text="Empty: always open.",
    )

    class Meta:
        ordering = ["team__name"]
        verbose_name = "queue"

    def __str__(self) -> str:
        return f"Queue of {self.team}"

    @property
    def hours(self) -> Hours | None:
        return self.business_hours.hours if self.business_hours else None

    @classmethod
    def of(cls, team_id: int | None) -> "TeamQueue":
        """The team's, or one with the defaults, in one statement."""
        known = cls.objects.select_related("business_hours").filter(team=team_id).first()
        return known or cls(team_id=team_id or 0)
