"""Ask when the time has come."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.signals import (
    answer_judged,
    conversation_answered,
    conversation_resolved,
)
from helpdesk.surveys import inviting


@receiver(conversation_answered)
def ask_if_solved(*, conversation_id: int, seq: int, **_more: Any) -> None:
    inviting.ask_if_solved(conversation_id, seq)


@receiver(answer_judged)
def judge(*, conversation_id: int, seq: int, solved: bool, **_more: Any) -> None:
    inviting.judge(conversation_id, seq, solved=solved)


@receiver(conversation_resolved)
def ask_how_it_was(*, conversation_id: int, **_more: Any) -> None:
    inviting.ask_how_it_was(conversation_id)
