"""Put right what failed a customer: the only writer of ``RecoveryCase``.

Each verb takes the conversation's id, locks it, and takes one step of ``stages`` in its open case;
where there is none, or the step would say nothing new, nothing happens.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.access import locked
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import Promise, RecoveryCase, RootCause
from helpdesk.recovery.stages import ENDS, NOTED, OUTCOMES, UNDONE, State, Step, after, may

WHY_KEPT = 300
NOTE_KEPT = 500
SIGNS_KEPT = 20


@transaction.atomic
def detect(conversation_id: int, failure: Failure, *, why: str = "") -> RecoveryCase | None:
    """The conversation failed its customer: open its case, or note the sign in the open one.

    None for spam. Exactly one case is open per conversation.
    """
    conversation = locked(conversation_id)
    if conversation.is_spam:
        return None
    case = open_case(conversation.pk)
    sign = {"failure": failure.value, "why": why[:WHY_KEPT], "at": timezone.now().isoformat()}
    if case is None:
        case = RecoveryCase.objects.create(
            conversation=conversation, failure=failure, signs=[sign], detected_at=timezone.now()
        )
        if conversation.assignee is not None:
            _take(case, Step.OWN, owner=conversation.assignee)
    elif len(case.signs) < SIGNS_KEPT:
        case.signs.append(sign)
        case.save(update_fields=["signs"])
    return case


@transaction.atomic
def acknowledge(conversation_id: int) -> None:
    """A person's words set out to repair it."""
    case = _locked_case(conversation_id)
    if case is not None and case.acknowledged_at is None:
        _take(case, Step.ACKNOWLEDGE)


@transaction.atomic
def own(conversation_id: int, agent_id: int) -> None:
    """This agent has the conversation now, and with it the case."""
    case = _locked_case(conversation_id)
    if case is not None and case.owner_id != agent_id:
        _take(case, Step.OWN, owner=Agent.objects.get(pk=agent_id))


@transaction.atomic
def conclude(conversation_id: int, outcome: str, *, by: Agent) -> RecoveryCase:
    """How it ended: solved, a workaround, or a next step that is promised. May be corrected.

    Raises ``ValidationError`` for another outcome, where no case is open, or for a next step
    without an owed promise that says when.
    """
    case = _required(conversation_id)
    step = next((step for step, state in ENDS.items() if state == outcome), None)
    if step is None:
        raise ValidationError(_("Choose how it ended: solved, a workaround, or a next step."))
    if step is Step.NAME_NEXT and not _is_promised(conversation_id):
        raise ValidationError(_("A next step needs a promise that says when. Record one first."))
    if case.owned_at is None:
        _take(case, Step.OWN, owner=by)
    _take(case, step, outcome=outcome)
    _tell(case, step, by)
    return case


@transaction.atomic
def resolve(conversation_id: int, outcome: str, *, by: Agent) -> None:
    """Conclude the case and resolve its conversation, in this order: the survey asks about both."""
    conclude(conversation_id, outcome, by=by)
    lifecycle.resolve(conversation_id, by=by)


@transaction.atomic
def asked(conversation_id: int) -> None:
    """The customer was asked how it was, after an outcome."""
    case = _locked_case(conversation_id)
    if case is not None and case.state in OUTCOMES:
        _take(case, Step.ASK)


@transaction.atomic
def come_back(conversation_id: int) -> None:
    """The customer is back before the loop is closed: it was not over."""
    case = _locked_case(conversation_id)
    if case is not None and may(case.state, Step.RETURN):
        undone: dict[str, Any] = dict.fromkeys(UNDONE)
        _take(case, Step.RETURN, outcome="", returns=case.returns + 1, **undone)


@transaction.atomic
def close(conversation_id: int, root_cause: str, *, note: str = "", by: Agent) -> RecoveryCase:
    """Close the loop with what caused the failure; "no failure after all" closes at once.

    Raises ``ValidationError`` for another cause, or while it is not said how the case ended.
    """
    case = _required(conversation_id)
    if root_cause not in RootCause.values:
        raise ValidationError(_("Choose what caused the failure."))
    step = Step.DISMISS if root_cause == RootCause.NO_FAILURE else Step.CLOSE
    if not may(case.state, step):
        raise ValidationError(_("Say first how it ended: solved, a workaround, or a next step."))
    note = note.replace("\x00", "").strip()[:NOTE_KEPT]
    _take(case, step, root_cause=root_cause, root_note=note)
    _tell(case, step, by)
    return case


@transaction.atomic
def withdraw(conversation_id: int) -> None:
    """It was no failure, as the customer says by now: nobody needs to look."""
    case = _locked_case(conversation_id)
    if case is not None:
        _take(case, Step.DISMISS, root_cause=RootCause.NO_FAILURE)


@transaction.atomic
def note_rating(conversation_id: int, score: int, *, needs_review: bool) -> None:
    """Keep the latest rating with the open case."""
    case = _locked_case(conversation_id)
    if case is not None:
        case.rating, case.needs_review = score, case.needs_review or needs_review
        case.save(update_fields=["rating", "needs_review"])


def open_case(conversation_id: int) -> RecoveryCase | None:
    """The conversation's open case, if it has one."""
    cases = RecoveryCase.objects.filter(conversation=conversation_id)
    return cases.exclude(state=State.CLOSED).select_related("owner").first()


def _locked_case(conversation_id: int) -> RecoveryCase | None:
    """Looked for before the lock: most conversations have none, and need not wait for it."""
    if open_case(conversation_id) is None:
        return None
    locked(conversation_id)
    return open_case(conversation_id)


def _required(conversation_id: int) -> RecoveryCase:
    case = _locked_case(conversation_id)
    if case is None:
        raise ValidationError(_("There is no open recovery case here."))
    return case


def _is_promised(conversation_id: int) -> bool:
    owed = Promise.objects.filter(conversation=conversation_id, closed_at=None)
    return owed.exclude(kind=Promise.Kind.WAIT).exists()


def _take(case: RecoveryCase, step: Step, **fields: Any) -> None:
    case.state = after(case.state, step)
    noted = NOTED.get(step)
    if noted:
        fields[noted] = timezone.now()
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *fields])


def _tell(case: RecoveryCase, step: Step, by: Agent) -> None:
    """What an agent decides stands in the log; all other steps go with an entry that is there."""
    data = {"case": case.public_id, "step": step.value, "agent": by.name}
    messaging.add_event(case.conversation_id, "recovery_moved", internal=True, **data)
