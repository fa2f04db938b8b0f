"""What agents have read of a conversation when it becomes two, or one with another."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.signals import conversation_merged, entries_carried
from helpdesk.notifying import reading


@receiver(entries_carried)
def go_with_entries(*, carried: Carried, **_more: Any) -> None:
    reading.go_with_entries(carried)


@receiver(conversation_merged)
def go_along(*, carried: Carried, **_more: Any) -> None:
    reading.go_along(carried)
