"""Notice that a conversation failed its customer, from what happens to it, and what repairs it."""

from django.db import transaction
from django.utils import timezone

from helpdesk.conversations import redacting
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.recovery import recovering
from helpdesk.recovery.failures import BY_TRIGGER, CAME_BACK_WITHIN, POOR_RATING, Failure
from helpdesk.recovery.models import RecoveryCase
from helpdesk.recovery.stages import State

Status = Conversation.Status
# Where a resolved conversation goes when the customer is not done with it.
NOT_DONE = (Status.ASSISTED, Status.WAITING)


def handed_off(handoff: Handoff) -> None:
    """Some hand-offs are failures; others serve the customer as they should."""
    failure = BY_TRIGGER.get(handoff.trigger)
    if failure is not None:
        recovering.detect(handoff.conversation_id, failure, why=handoff.reason)


def moved(conversation_id: int, was: str, status: str, assignee_id: int | None) -> None:
    """Who takes the conversation owns its case; who comes back soon was not helped."""
    if was == Status.RESOLVED and status in NOT_DONE and _resolved_lately(conversation_id):
        recovering.come_back(conversation_id)
        recovering.detect(conversation_id, Failure.CAME_BACK)
    if assignee_id is not None and status == Status.OPEN:
        recovering.own(conversation_id, assignee_id)


@transaction.atomic
def judged(conversation_id: int, *, solved: bool) -> None:
    """The customer's own verdict on an answer; the last word counts while nobody was called."""
    if not solved:
        recovering.detect(conversation_id, Failure.CONTRADICTED)
        return
    case = recovering.open_case(conversation_id)
    if case is not None and _was_only_contradicted(case):
        recovering.withdraw(conversation_id)


@transaction.atomic
def rated(conversation_id: int, score: int, *, helped: bool) -> None:
    """The customer's rating of 1 to 5. Poor after a person ``helped``, it wants a review (S2)."""
    is_poor = helped and score <= POOR_RATING
    if is_poor:
        recovering.detect(conversation_id, Failure.POOR_RATING, why=f"{score} of 5")
    recovering.note_rating(conversation_id, score, needs_review=is_poor)


def forget(conversation_id: int, body: str) -> None:
    """Take a redacted text out of the reasons and notes of the conversation's cases."""
    for case in RecoveryCase.objects.filter(conversation=conversation_id):
        case.signs = redacting.without(case.signs, body)
        case.root_note = redacting.without(case.root_note, body)
        case.save(update_fields=["signs", "root_note"])


def _was_only_contradicted(case: RecoveryCase) -> bool:
    failures = {sign["failure"] for sign in case.signs}
    return case.state == State.DETECTED and failures == {Failure.CONTRADICTED.value}


def _resolved_lately(conversation_id: int) -> bool:
    ends = Message.objects.filter(conversation=conversation_id, data__event="resolved")
    at = ends.order_by("-seq").values_list("created_at", flat=True).first()
    return at is not None and timezone.now() - at < CAME_BACK_WITHIN
