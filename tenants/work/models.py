"""The outbox: one row for each effect that must happen."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Job(models.Model):
    """An effect owed to a tenant, committed in the same transaction as its cause.

    Claimed by state, never by an id cursor: rows commit out of id order.
    """

    tenant = models.CharField(max_length=63)
    topic = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, db_default="")
    payload = models.JSONField(db_default={})
    created_at = models.DateTimeField(db_default=Now())
    available_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    last_error = models.TextField(db_default="", blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "topic", "dedupe_key"],
                condition=~Q(dedupe_key=""),
                name="one_job_per_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["available_at"],
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
                name="jobs_owed",
            ),
            models.Index(
                fields=["topic", "created_at"],
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
                name="jobs_owed_by_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} for {self.tenant}"
