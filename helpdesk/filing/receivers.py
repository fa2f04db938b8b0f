"""What is filed as conversations go their way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.signals import note_added
from helpdesk.filing import mentioning


@receiver(note_added)
def find_mentions(
    *, conversation_id: int, seq: int, agent_id: int, body: str, **_more: Any
) -> None:
    mentioning.note(conversation_id, seq, body, by_id=agent_id)
