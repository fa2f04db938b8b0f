"""What was promised to customers, and by when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.conversations.models import Conversation, new_public_id

# Characters of a promise that are kept: a sentence or two.
TEXT_KEPT = 300


class Promise(models.Model):
    """Something the customer was told will happen, with a due time. ``promising`` writes it.

    Whether it was kept is decided by its due time alone. A broken promise that is done late stays
    broken; ``closed_at`` says that nothing more is owed.
    """

    class Kind(models.TextChoices):
        WAIT = "wait", _("A person answers")
        REPLY = "reply", _("A reply")
        CALLBACK = "callback", _("A call")
        EMAIL = "email", _("An e-mail")
        FOLLOW_UP = "follow_up", _("A follow-up")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Broken")
        CANCELLED = "cancelled", _("Cancelled")

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
