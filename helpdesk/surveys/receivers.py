"""Ask when the time has come."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried, follow
from helpdesk.conversations.signals import (
    answer_judged,
    conversation_answered,
    conversation_resolved,
    entries_carried,
)
from helpdesk.handoff.account import tells_of_contact
from helpdesk.surveys import inviting, scoring
from helpdesk.surveys.models import Invitation


@receiver(conversation_answered)
def ask_if_solved(*, conversation_id: int, seq: int, **_more: Any) -> None:
    inviting.ask_if_solved(conversation_id, seq)


@receiver(answer_judged)
def judge(*, conversation_id: int, seq: int, solved: bool, **_more: Any) -> None:
    inviting.judge(conversation_id, seq, solved=solved)


@receiver(conversation_resolved)
def ask_how_it_was(*, conversation_id: int, **_more: Any) -> None:
    inviting.ask_how_it_was(conversation_id)


@receiver(entries_carried)
def go_along(*, carried: Carried, **_more: Any) -> None:
    follow(Invitation.objects.all(), carried, "about_seq")


@tells_of_contact("ratings")
def last_ratings(contact_id: int) -> list[dict[str, str]]:
    """``[{kind, words, at}]``, latest first; comments stay where they were written."""
    return [
        {"kind": one.get_kind_display(), "words": one.words, "at": one.created_at.isoformat()}
        for one in scoring.latest_of(contact_id)
    ]
