"""Conversations that failed their customer, and a person's first words there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from helpdesk.conversations.models import Conversation, Handoff, new_public_id
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.stages import OUTCOMES, State


class RootCause(models.TextChoices):
    """Why the assistant failed: the closed list that improvements are grouped by."""

    MISSING_ARTICLE = "missing_article", _("Missing article")
    OUTDATED_POLICY = "outdated_policy", _("Outdated policy")
    UNCLEAR_COPY = "unclear_copy", _("Unclear product copy")
    BAD_THRESHOLD = "bad_threshold", _("Bad threshold")
    NO_CONTEXT = "no_context", _("Insufficient account context")
    INSTRUCTION = "instruction", _("Assistant instruction")
    NO_FAILURE = "no_failure", _("No failure after all")


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
