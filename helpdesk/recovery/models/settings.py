"""How soon a person answers, and by whose clock."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from helpdesk.conversations.models import Conversation
from tenants.one_row import OneRow
from tenants.time_zones import known_time_zone

_MINUTES = [MinValueValidator(1), MaxValueValidator(7 * 24 * 60)]


class RecoverySettings(OneRow):
    """Exactly one row per tenant: how soon a person answers, and by whose clock."""

    time_zone = models.CharField(
        max_length=60,
        default="UTC",
        validators=[known_time_zone],
        help_text="“Tomorrow at 10” in a reply means ten by this clock. As in “Europe/Berlin”.",
    )
    wait_minutes = models.PositiveIntegerField(
        "a person answers within (minutes)",
        default=60,
        validators=_MINUTES,
        help_text="Whoever is handed over is owed an answer by then.",
    )
    urgent_wait_minutes = models.PositiveIntegerField(
        "when it is urgent, within (minutes)", default=15, validators=_MINUTES
    )
    mails_owner = models.BooleanField(
        "mail the owner of a broken promise", default=True, help_text="Once for each promise."
    )

    class Meta:
        verbose_name = "recovery settings"
        verbose_name_plural = "recovery settings"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_recovery_settings")]

    def __str__(self) -> str:
        return "Recovery settings"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def wait_for(self, priority: str) -> timedelta:
        is_urgent = priority == Conversation.Priority.URGENT
        return timedelta(minutes=self.urgent_wait_minutes if is_urgent else self.wait_minutes)
