"""Up to where each agent has read, and what they want to be told of."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from helpdesk.conversations.models import Conversation
from helpdesk.notifying import occasions
from helpdesk.notifying.occasions import Channel, Occasion, wish
from tenants.time_zones import known_time_zone


class Reading(models.Model):
    """How far an agent has read a conversation. Only ``reading`` writes it."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    upto = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "agent"], name="one_reading_per_agent")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} has read {self.conversation_id} up to {self.upto}"


def usual_wishes() -> list[str]:
    return list(occasions.USUAL)


class NoticeSettings(models.Model):
    """What an agent wants to be told of, how, and when not. ``wishing`` writes it."""

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notice_settings",
    )
    # As ``occasions.wish`` writes them.
    wishes = models.JSONField(default=usual_wishes)
    # Every day between these, by the clock of ``time_zone``; an end before its begin is tomorrow's.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[known_time_zone])
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_has_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"Notices of {self.agent}"

    @classmethod
    def of(cls, agent_id: int) -> Self:
        """The agent's; what is usual where they saved none."""
        return cls.objects.filter(agent=agent_id).first() or cls(agent_id=agent_id)

    def clean(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError(
                {"quiet_until": _("Give both times of do not disturb, or none of them.")}
            )

    def wants(self, occasion: Occasion, channel: Channel) -> bool:
        return wish(occasion, channel) in self.wishes

    def is_quiet(self, now: datetime) -> bool:
        """Whether nothing may sound or pop up at ``now``. A mail is quiet by itself."""
        if self.paused_until is not None and now < self.paused_until:
            return True
        if self.quiet_from is None or self.quiet_until is None:
            return False
        time = now.astimezone(ZoneInfo(self.time_zone)).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until
