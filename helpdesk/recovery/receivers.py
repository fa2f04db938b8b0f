"""What is promised, kept, noticed and repaired as a conversation goes its way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.models import Handoff
from helpdesk.conversations.signals import (
    agent_replied,
    answer_judged,
    conversation_handed_off,
    conversation_merged,
    conversation_moved,
    entries_carried,
    message_redacted,
)
from helpdesk.recovery import first_replies, following, going_along, noticing


@receiver(conversation_handed_off)
def handed_off(*, conversation_id: int, **_more: Any) -> None:
    handoff = Handoff.objects.select_related("conversation").filter(conversation=conversation_id)[0]
    following.promise_an_answer(handoff)
    first_replies.await_reply(handoff)
    noticing.handed_off(handoff)


@receiver(agent_replied)
def replied(*, conversation_id: int, seq: int, agent_id: int, **_more: Any) -> None:
    following.keep_by_reply(conversation_id, seq)
    first_replies.replied(conversation_id, seq, agent_id)


@receiver(conversation_moved)
def moved(
    *, conversation_id: int, was: str, status: str, assignee_id: int | None, **_more: Any
) -> None:
    following.follow(conversation_id, status, assignee_id)
    noticing.moved(conversation_id, was, status, assignee_id)


@receiver(answer_judged)
def judged(*, conversation_id: int, solved: bool, **_more: Any) -> None:
    noticing.judged(conversation_id, solved=solved)


@receiver(message_redacted)
def forget(*, conversation_id: int, seq: int, body: str, **_more: Any) -> None:
    following.forget(conversation_id, seq, body)
    noticing.forget(conversation_id, body)


@receiver(entries_carried)
def go_with_entries(*, carried: Carried, **_more: Any) -> None:
    going_along.with_entries(carried)


@receiver(conversation_merged)
def go_with_all(*, carried: Carried, **_more: Any) -> None:
    going_along.with_all(carried)
