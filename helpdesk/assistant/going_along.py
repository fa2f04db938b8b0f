"""Turns, and what calls to a model cost and carried, go where their entries went."""

from django.db.models import F

from helpdesk.assistant.models import Disclosure, Expense, Turn
from helpdesk.conversations.carrying import Carried


def with_entries(carried: Carried) -> None:
    """A turn stands by the message that it was about."""
    going = Turn.objects.filter(conversation=carried.from_id, trigger_seq__gte=carried.first)
    going.update(
        conversation=carried.to_id,
        trigger_seq=F("trigger_seq") + carried.offset,
        reply_seq=F("reply_seq") + carried.offset,
    )


def with_all(carried: Carried) -> None:
    """The budget of a conversation counts what was spent in both."""
    for table in (Expense, Disclosure):
        table.objects.filter(conversation=carried.from_id).update(conversation=carried.to_id)
