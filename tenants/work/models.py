"""The outbox: one row for each effect that must happen."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

OWED = Q(done_at__isnull=True, dead_at__isnull=True)


class Job(models.Model):
    """An effect owed to a tenant, committed in the same transaction as its cause.

    Claimed by state, never by an id cursor: rows commit out of id order. ``lease_until`` says
    that somebody has it: the broker while ``started_at`` is empty, a worker afterwards.
    ``attempts`` counts how often a worker took it up, and is the number under which that worker
    must commit. ``losses`` counts the attempts whose worker was not heard of again.
    """

    tenant = models.CharField(max_length=63)
    topic = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, db_default="")
    payload = models.JSONField(db_default={})
    # Nobody waits for it at this moment. The hot path leaves it out: there a customer does.
    patient = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(db_default=Now())
    available_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    attempts = models.SmallIntegerField(db_default=0)
    losses = models.SmallIntegerField(db_default=0)
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
                fields=["tenant", "patient", "available_at"],
                condition=OWED,
                name="jobs_owed_fairly",
            ),
            models.Index(
                fields=["tenant"],
                condition=OWED & Q(lease_until__isnull=False),
                name="jobs_in_flight",
            ),
            models.Index(
                fields=["topic", "created_at"],
                condition=Q(done_at__isnull=True),
                name="jobs_promised",
            ),
            models.Index(
                fields=["tenant"], condition=Q(dead_at__isnull=False), name="jobs_dead_by_tenant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} for {self.tenant}"
