"""What agents write stays theirs wherever their conversation goes."""

from typing import Any

from django.dispatch import receiver

from helpdesk.composing import drafting, holding
from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.signals import conversation_merged


@receiver(conversation_merged)
def go_along(*, carried: Carried, **_more: Any) -> None:
    drafting.go_along(carried)
    holding.go_along(carried)
