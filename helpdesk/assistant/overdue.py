"""Keep the promise of an answer: nobody waits longer than ASSISTANT_PROMISE_SECONDS."""

from django.db import transaction

from helpdesk.assistant.models import Turn
from helpdesk.conversations.access import locked
from helpdesk.conversations.exchanges import assisted_stretch
from helpdesk.handoff.handing_over import hand_over_late


@transaction.atomic
def hand_off_unanswered(conversation_id: int, seq: int) -> None:
    """A person takes over what has no answer yet; nothing happens to what has one.

    Called by the relay itself, so it works while the broker or every worker is down. A turn that
    is still thinking finds the fence moved, and its answer is not sent.
    """
    locked(conversation_id)
    stretch = assisted_stretch(conversation_id)
    if not any(entry.seq == seq for entry in stretch.asked):
        return
    if handoff := hand_over_late(conversation_id):
        Turn.objects.get_or_create(
            conversation_id=conversation_id,
            trigger_seq=seq,
            defaults={
                "outcome": Turn.Outcome.HANDED_OFF,
                "question": stretch.question,
                "reply_seq": handoff.seq,
                "decision": {"trigger": handoff.trigger, "rule_name": handoff.rule_name},
                "moment": "deadline_missed",
            },
        )
