"""What was promised to customers and by when; what failed one, and how that is put right."""

from datetime import timedelta
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from escalation.models import Team
from helpdesk.conversations.models import Conversation, Handoff, new_public_id
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.stages import OUTCOMES, State

# Characters of a promise that are kept: a sentence or two.
TEXT_KEPT = 300
_MINUTES = [MinValueValidator(1), MaxValueValidator(7 * 24 * 60)]


def known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Name a time zone as in “Europe/Berlin”.")


class RecoverySettings(models.Model):
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

    @classmethod
    def current(cls) -> Self:
        """The bound tenant's; plain defaults where none were saved."""
        return cls.objects.filter(id=1).first() or cls(id=1)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def wait_for(self, priority: str) -> timedelta:
        is_urgent = priority == Conversation.Priority.URGENT
        return timedelta(minutes=self.urgent_wait_minutes if is_urgent else self.wait_minutes)


class RootCause(models.TextChoices):
    """Why the assistant failed: the closed list that improvements are grouped by."""

    MISSING_ARTICLE = "missing_article", "Missing article"
    OUTDATED_POLICY = "outdated_policy", "Outdated policy"
    UNCLEAR_COPY = "unclear_copy", "Unclear product copy"
    BAD_THRESHOLD = "bad_threshold", "Bad threshold"
    NO_CONTEXT = "no_context", "Insufficient account context"
    INSTRUCTION = "instruction", "Assistant instruction"
    NO_FAILURE = "no_failure", "No failure after all"


class RecoveryCase(models.Model):
    """A conversation that failed its customer. ``recovering`` writes it, ``stages`` says how."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="recovery_cases"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.DETECTED)
    failure = models.CharField(max_length=16, choices=Failure.choices)
    # [{failure, why, at}]: all that went wrong while the case was open, oldest first.
    signs = models.JSONField(default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(
        max_length=12, blank=True, choices=[(one.value, one.label) for one in OUTCOMES]
    )
    rating = models.PositiveSmallIntegerField(null=True, help_text="Of 5, after the recovery.")
    returns = models.PositiveSmallIntegerField(
        default=0, help_text="How often the customer came back before the loop was closed."
    )
    needs_review = models.BooleanField(
        default=False, help_text="Rated poorly after a person helped: read the whole timeline."
    )
    root_cause = models.CharField(max_length=16, blank=True, choices=RootCause.choices)
    root_note = models.CharField(max_length=500, blank=True)
    detected_at = models.DateTimeField("detected", db_default=Now())
    acknowledged_at = models.DateTimeField("acknowledged", null=True)
    owned_at = models.DateTimeField("owned", null=True)
    ended_at = models.DateTimeField("outcome", null=True)
    asked_at = models.DateTimeField("asked", null=True)
    closed_at = models.DateTimeField("closed", null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=~Q(state="closed"),
                name="one_open_case_per_conversation",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(root_cause="")),
                name="a_closed_case_has_a_cause",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["solved", "workaround", "next_step", "survey"])
                | (Q(ended_at__isnull=False, owned_at__isnull=False) & ~Q(outcome="")),
                name="an_ended_case_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="cases_by_state"),
            models.Index(fields=["detected_at"], name="cases_by_day"),
        ]

    def __str__(self) -> str:
        return f"Recovery case {self.pk}"


class FirstReply(models.Model):
    """The first words of a person after a hand-off, and what they lacked when sent."""

    class Result(models.TextChoices):
        PASSED = "passed", "Lacked nothing"
        EDITED = "edited", "Edited after the hint"
        IGNORED = "ignored", "Sent in spite of the hint"
        UNSEEN = "unseen", "Sent without a look"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="first_replies"
    )
    handoff = models.OneToOneField(Handoff, on_delete=models.CASCADE, related_name="first_reply")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    seq = models.PositiveIntegerField(null=True, help_text="The reply.")
    # Names of what was lacking (said.first_reply.Lacking): at the first hint, and when sent.
    hinted = models.JSONField(default=list)
    lacked = models.JSONField(default=list)
    result = models.CharField(max_length=8, blank=True, choices=Result.choices)
    hinted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField("sent", null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "first reply"
        verbose_name_plural = "first replies"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(sent_at=None),
                name="one_first_reply_is_awaited",
            )
        ]
        indexes = [models.Index(fields=["sent_at"], name="first_replies_by_day")]


class Promise(models.Model):
    """Something the customer was told will happen, with a due time. ``promising`` writes it.

    Whether it was kept is decided by its due time alone. A broken promise that is done late stays
    broken; ``closed_at`` says that nothing more is owed.
    """

    class Kind(models.TextChoices):
        WAIT = "wait", "A person answers"
        REPLY = "reply", "A reply"
        CALLBACK = "callback", "A call"
        EMAIL = "email", "An e-mail"
        FOLLOW_UP = "follow_up", "A follow-up"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        KEPT = "kept", "Kept"
        BROKEN = "broken", "Broken"
        CANCELLED = "cancelled", "Cancelled"

    class Maker(models.TextChoices):
        ASSISTANT = "assistant", "The assistant"
        AGENT = "agent", "An agent"
        SYSTEM = "system", "Handrail"

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="promises", db_index=False
    )
    # Asked for twice under one key, it is made once.
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=TEXT_KEPT, help_text="As the customer was told.")
    due_at = models.DateTimeField("due")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promises",
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_by = models.CharField(max_length=10, choices=Maker.choices)
    seq = models.PositiveIntegerField(null=True, help_text="The entry of the log that says it.")
    created_at = models.DateTimeField("made", db_default=Now())
    kept_at = models.DateTimeField("kept", null=True)
    broken_at = models.DateTimeField("broken", null=True)
    closed_at = models.DateTimeField("closed", null=True)

    class Meta:
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "key"], name="promised_once"),
            models.CheckConstraint(
                condition=Q(state="open", kept_at=None, broken_at=None, closed_at=None)
                | Q(state="kept", kept_at__isnull=False, broken_at=None, closed_at__isnull=False)
                | Q(state="broken", broken_at__isnull=False)
                | Q(state="cancelled", kept_at=None, broken_at=None, closed_at__isnull=False),
                name="promise_times_fit_state",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="promises_by_due"),
            models.Index(
                fields=["due_at", "id"], condition=Q(state="open"), name="open_promises_by_due"
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(closed_at=None), name="owed_promises_by_due"
            ),
            models.Index(
                fields=["conversation", "due_at"],
                condition=Q(closed_at=None),
                name="owed_in_conversation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
