"""What happens to queues as conversations go their way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.signals import conversation_handed_off
from helpdesk.routing import telling


@receiver(conversation_handed_off)
def tell_if_closed(*, conversation_id: int, **_more: Any) -> None:
    telling.tell_if_closed(conversation_id)
