"""What goes away in the log goes away in the index, in the same transaction; what moves, too."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.models import Conversation
from helpdesk.conversations.signals import entries_carried, message_redacted
from helpdesk.searching import indexing


@receiver(message_redacted)
def forget(*, conversation_id: int, seq: int, body: str, **_more: Any) -> None:
    indexing.forget(conversation_id, seq, body)


@receiver(pre_delete, sender=Conversation)
def forget_all(*, instance: Conversation, **_more: Any) -> None:
    indexing.forget_all(instance.pk)


@receiver(entries_carried)
def read_again(*, carried: Carried, **_more: Any) -> None:
    """What stays is indexed anew, what went where it is now, with the next sweep."""
    indexing.start_over(carried.from_id)
