"""How soon customers are answered: what a tenant agreed to, and the deadlines that follow."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.conversations.models import Conversation

_MINUTES = [MinValueValidator(1), MaxValueValidator(60 * 24 * 60)]


class Kind(models.TextChoices):
    """What has to happen by a deadline."""

    FIRST = "first", _("First reply")
    NEXT = "next", _("Next reply")
    RESOLUTION = "resolution", _("Resolution")


class SlaPolicy(models.Model):
    """How soon, for which team and priority; what is named most closely holds."""

    name = models.CharField(max_length=80, unique=True)
    is_on = models.BooleanField("on", default=True)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, help_text="Empty: every team."
    )
    priority = models.CharField(
        max_length=8,
        blank=True,
        choices=Conversation.Priority.choices,
        help_text="Empty: every priority.",
    )
    first_minutes = models.PositiveIntegerField(
        "first reply within (minutes)", null=True, blank=True, validators=_MINUTES
    )
    next_minutes = models.PositiveIntegerField(
        "next reply within (minutes)", null=True, blank=True, validators=_MINUTES
    )
    resolution_minutes = models.PositiveIntegerField(
        "resolved within (minutes)", null=True, blank=True, validators=_MINUTES
    )
    in_open_time = models.BooleanField(
        "count open time only",
        default=True,
        help_text="By the business hours of the team's queue; without hours every minute counts.",
    )
    warn_minutes = models.PositiveIntegerField(
        "warn before (minutes)", default=10, validators=[MaxValueValidator(24 * 60)]
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "SLA policy"
        verbose_name_plural = "SLA policies"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "priority"], nulls_distinct=False, name="one_policy_for_each"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not any(self.allowed(kind) for kind in Kind):
            raise ValidationError("Say how soon: a first reply, a next one, or a resolution.")

    def allowed(self, kind: str) -> timedelta | None:
        minutes: int | None = getattr(self, f"{kind}_minutes")
        return timedelta(minutes=minutes) if minutes else None

    @property
    def sentence(self) -> str:
        """The policy as it is said."""
        whom = f"{self.get_priority_display()} conversations" if self.priority else "Everything"
        team = f" of {self.team}" if self.team else ""
        said = [
            f"{kind.label.lower()} within {in_words(allowed)}"
            for kind in Kind
            if (allowed := self.allowed(kind))
        ]
        counted = "of open time" if self.in_open_time else "by the clock"
        return f"{whom}{team}: {', '.join(said)} {counted}"


class Deadline(models.Model):
    """Something that has to happen by ``due_at``, open while ``ended_at`` is null.

    ``timing`` writes it. ``alarm_at`` is when the clock has something to say of it next: a warning,
    then that it was missed; null when it has not. A pause has no alarm.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="deadlines"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    policy = models.ForeignKey(SlaPolicy, null=True, on_delete=models.SET_NULL)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    alarm_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "kind"],
                condition=Q(ended_at=None),
                name="one_open_deadline_of_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"], condition=Q(alarm_at__isnull=False), name="next_alarms"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_at}"


def policy_for(policies: list[SlaPolicy], team_id: int | None, priority: str) -> SlaPolicy | None:
    """Of those that fit, the one that names the team, then the one that names the priority."""
    fitting = [
        one for one in policies if one.team_id in (None, team_id) and one.priority in ("", priority)
    ]
    named = sorted(fitting, key=lambda one: (one.team_id is not None, bool(one.priority)))
    return named[-1] if named else None


def in_words(allowed: timedelta) -> str:
    """``15 minutes``, ``4 hours``, ``2 days``."""
    minutes = int(allowed.total_seconds() // 60)
    for size, unit in ((24 * 60, "day"), (60, "hour")):
        if minutes >= size and minutes % size == 0:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
