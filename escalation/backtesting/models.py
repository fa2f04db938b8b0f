"""The record of a backtest: which draft was replayed, against which policy, and what came of it."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

MOST_DAYS = 365


class Backtest(models.Model):
    """A draft replayed over past conversations. ``helpdesk.backtests`` works it off.

    ``fingerprint`` is the draft's, so that whoever publishes can tell whether it was this one.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    class Source(models.TextChoices):
        OWN = "own", "Your own conversations"
        FILE = "file", "A file"
        SAMPLE = "sample", "Conversations that come with Handrail"

    fingerprint = models.CharField(max_length=64, editable=False)
    against = models.PositiveIntegerField(
        default=0, editable=False, help_text="The version in force; 0: none was published."
    )
    old = models.JSONField(default=dict, editable=False)
    new = models.JSONField(default=dict, editable=False)
    source = models.CharField("replay", max_length=8, choices=Source, default=Source.OWN)
    days = models.PositiveSmallIntegerField(
        "of the last days",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    figures = models.JSONField(default=dict, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["fingerprint", "state"], name="backtests_of_draft")]

    def __str__(self) -> str:
        return f"Backtest {self.pk}"

    @property
    def is_over(self) -> bool:
        """Nothing more comes of it."""
        return self.state not in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @classmethod
    def of_draft(cls, fingerprint: str) -> Self | None:
        """The latest finished one of exactly this draft; None: nobody has seen what it does."""
        finished = cls.objects.filter(fingerprint=fingerprint, state=cls.State.FINISHED)
        return finished.first()
