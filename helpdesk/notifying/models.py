"""Up to where each agent has read."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from helpdesk.conversations.models import Conversation


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
