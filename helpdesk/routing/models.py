"""What a tenant owns of its queues: hours, and how each team's queue works."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.conversations.models import Conversation
from helpdesk.routing.agreements import Deadline, SlaPolicy  # noqa: F401 - tables of this app
from helpdesk.routing.hours import Hours
from helpdesk.routing.writing_hours import read_holidays, read_week, sentence_of
from tenants.one_row import OneRow
from tenants.time_zones import known_time_zone

USUAL_WEEK = "Mon-Fri 9:00-17:00"


class BusinessHours(models.Model):
    """When a team is there, by the clock on its wall."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(
        max_length=60,
        default="UTC",
        validators=[known_time_zone],
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
    """How the queue of a team works; a team without a row is always open, and claims by hand."""

    class Way(models.TextChoices):
        BY_HAND = "by_hand", _("Whoever claims it")
        ROUND_ROBIN = "round_robin", _("Each in turn")
        LEAST_LOADED = "least_loaded", _("Whoever has least to do")

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
    way = models.CharField(
        "who gets the next one",
        max_length=12,
        choices=Way.choices,
        default=Way.BY_HAND,
        db_default=Way.BY_HAND,
    )
    answer_minutes = models.PositiveIntegerField(
        "back into the queue after (minutes)",
        default=5,
        db_default=5,
        validators=[MinValueValidator(1), MaxValueValidator(480)],
        help_text="Whoever was given one and says nothing for so long loses it again.",
    )
    says_when_empty = models.BooleanField(
        "tell customers when nobody is online",
        default=False,
        db_default=False,
        help_text="Only if agents say in the inbox whether they are there.",
    )
    tells_place = models.BooleanField(
        "tell customers their place and how long it takes", default=False, db_default=False
    )
    most_waiting = models.PositiveIntegerField(
        "offer a call or e-mail when more wait than",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text="Empty: however many wait.",
    )

    overflow_minutes = models.PositiveIntegerField(
        "promise a call or e-mail after (minutes)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text="Whoever has waited so long is promised one where we know how to reach them, "
        "and asked where not. They keep their place. Empty: they wait.",
    )

    class Meta:
        ordering = ["team__name"]
        verbose_name = "queue"

    def __str__(self) -> str:
        return f"Queue of {self.team}"

    @property
    def hours(self) -> Hours | None:
        return self.business_hours.hours if self.business_hours else None

    @property
    def assigns(self) -> bool:
        return self.way != self.Way.BY_HAND

    @property
    def answer_within(self) -> timedelta:
        return timedelta(minutes=self.answer_minutes)

    @property
    def overflow_after(self) -> timedelta | None:
        return timedelta(minutes=self.overflow_minutes) if self.overflow_minutes else None

    @classmethod
    def of(cls, team_id: int | None) -> "TeamQueue":
        """The team's, or one with the defaults, in one statement."""
        known = cls.objects.select_related("business_hours").filter(team=team_id).first()
        return known or cls(team_id=team_id or 0)


class RoutingSettings(OneRow):
    """At most one row per tenant: what holds for all who answer."""

    away_minutes = models.PositiveIntegerField(
        "away after (minutes)",
        default=10,
        validators=[MinValueValidator(2), MaxValueValidator(480)],
        help_text="Without a sign of life in the inbox for so long, an agent counts as away.",
    )
    capacity = models.PositiveIntegerField(
        "conversations at a time",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="For agents without a number of their own.",
    )

    class Meta:
        verbose_name = "availability settings"
        verbose_name_plural = "availability settings"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_routing_settings")]

    def __str__(self) -> str:
        return "Availability settings"

    @property
    def away_after(self) -> timedelta:
        return timedelta(minutes=self.away_minutes)


class Availability(models.Model):
    """Whether an agent is there, for what, and for how much. ``attending`` writes it.

    ``state`` is what they chose; who gives no sign of life is away whatever they chose.
    """

    class State(models.TextChoices):
        ONLINE = "online", _("Online")
        AWAY = "away", _("Away")
        OFFLINE = "offline", _("Offline")

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="availability",
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFLINE)
    seen_at = models.DateTimeField("last sign of life", null=True, blank=True)
    capacity = models.PositiveIntegerField(
        "conversations at a time",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Empty: as for all.",
    )
    skills = models.CharField(
        max_length=300,
        blank=True,
        help_text="Languages and topics, with commas: “de, billing”. Topics by their short name.",
    )
    given_at = models.DateTimeField("last given one", null=True, blank=True)

    class Meta:
        ordering = ["agent__name"]
        verbose_name = "availability"
        verbose_name_plural = "availability"

    def __str__(self) -> str:
        return f"{self.agent}: {self.get_state_display()}"

    @property
    def skill_set(self) -> frozenset[str]:
        parts = (part.strip().lower() for part in self.skills.split(","))
        return frozenset(part for part in parts if part)

    def standing(self, away_after: timedelta, now: datetime) -> "Availability.State":
        """What holds at ``now``: chosen, or away for want of a sign of life."""
        is_silent = self.seen_at is None or self.seen_at < now - away_after
        chosen = Availability.State(self.state)
        return self.State.AWAY if chosen == self.State.ONLINE and is_silent else chosen


class Wait(models.Model):
    """A customer's time in a queue, open while ``ended_at`` is null. ``queueing`` writes it."""

    class Outcome(models.TextChoices):
        JOINED = "joined", "Somebody came"
        LEFT = "left", "They waited no longer"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="waits", db_index=False
    )
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, db_index=False)
    priority = models.CharField(max_length=8, choices=Conversation.Priority.choices)
    since = models.DateTimeField()
    turn_at = models.DateTimeField()
    # How many stood before them when they began.
    ahead = models.PositiveIntegerField(default=0, db_default=0)
    needs = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Given by the queue, who has not spoken by then loses it again.
    answer_by = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at=None), name="one_open_wait"
            )
        ]
        indexes = [
            models.Index(
                fields=["team", "turn_at", "id"], condition=Q(ended_at=None), name="queue_order"
            ),
            models.Index(fields=["team", "-ended_at"], name="latest_waits_of_team"),
            models.Index(
                fields=["answer_by"], condition=Q(answer_by__isnull=False), name="given_unanswered"
            ),
            models.Index(fields=["conversation"], name="waits_of_conversation"),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.conversation_id} since {self.since}"
