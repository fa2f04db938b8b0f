"""What was suggested to an agent, and what they made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from helpdesk.conversations.models import Conversation, new_public_id


class Suggestion(models.Model):
    """A text for an agent, who inserts, edits, sends or leaves it. ``writing`` and ``taking``
    write it.

    Nothing here is ever sent by itself.
    """

    class Kind(models.TextChoices):
        SUMMARY = "summary", _("Summary")
        REPLY = "reply", _("Reply")
        UPDATE = "update", _("Status update")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        EDITED = "edited", _("Edited")
        REJECTED = "rejected", _("Rejected")

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="suggestions", db_index=False
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(blank=True)
    # [{"title", "url", "seq"}]: an article, or an entry of this log.
    sources = models.JSONField(default=list, blank=True)
    # The model whose words they are; empty: ours and the sources' own.
    model = models.CharField(max_length=200, blank=True)
    # Why there is no text, or why the words are not the model's.
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True)
    inserted_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    # Between what was suggested and what was sent, 0 to 1.
    distance = models.FloatField(null=True)
    # The reply with which it was sent.
    seq = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Who asks again while one is being written waits for that one.
            models.UniqueConstraint(
                fields=["conversation", "agent", "kind"],
                condition=Q(ready_at__isnull=True),
                name="one_suggestion_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["conversation", "agent", "-id"], name="suggestions_here"),
            models.Index(fields=["created_at"], name="suggestions_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"
