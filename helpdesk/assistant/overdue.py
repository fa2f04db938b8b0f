"""Keep the promise of an answer: nobody waits longer than ASSISTANT_PROMISE_SECONDS."""

from django.db import transaction

from escalation.deciding import Facts, Moment
from escalation.rulebook import current_policy
from helpdesk.assistant import recording
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.case import Finding
from helpdesk.assistant.models import Turn
from helpdesk.conversations.access import locked
from helpdesk.conversations.circumstances import circumstances_of
from helpdesk.conversations.exchanges import assisted_stretch
from helpdesk.handoff.handing_over import hand_over

LATE = Moment.DEADLINE_MISSED


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
    policy = current_policy()
    about = circumstances_of(conversation_id, policy.spec.rules)
    facts = Facts(question=stretch.question, about=about, deadline_missed=True)
    decision = policy.decide(facts, LATE)
    handoff = hand_over(conversation_id, decision) if decision else None
    if handoff is None:
        return
    kept = recording.basis(Finding(facts, LATE, Answer(), decision), policy)
    outcome, question = Turn.Outcome.HANDED_OFF, stretch.question
    Turn.objects.update_or_create(
        conversation_id=conversation_id,
        trigger_seq=seq,
        defaults={"outcome": outcome, "question": question, "reply_seq": handoff.seq, **kept},
    )
