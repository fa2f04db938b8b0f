"""What is filed as conversations go their way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried, follow
from helpdesk.conversations.signals import conversation_merged, entries_carried, note_added
from helpdesk.filing import following, linking, mentioning, tagging
from helpdesk.filing.models import Mention


@receiver(note_added)
def find_mentions(
    *, conversation_id: int, seq: int, agent_id: int, body: str, **_more: Any
) -> None:
    mentioning.note(conversation_id, seq, body, by_id=agent_id)


@receiver(entries_carried)
def go_with_entries(*, carried: Carried, **_more: Any) -> None:
    follow(Mention.objects.all(), carried)


@receiver(conversation_merged)
def go_with_all(*, carried: Carried, **_more: Any) -> None:
    tagging.go_along(carried)
    following.go_along(carried)
    linking.go_along(carried)
