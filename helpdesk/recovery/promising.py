"""Promises to customers: make, keep, break, cancel, pass on. The only writer of ``Promise``.

Each verb takes an id, locks the conversation and then the promise, and looks again. The clock is
the outbox: a promise owes ``recovery.promises_due`` at its due time, which costs one row of the
jobs' index until then and one indexed look at the tenant's open promises when it comes. The relay
takes those jobs as any other, fairly over tenants; a look finds whatever is due, so a job that is
lost is made up for by the next. Withdrawn when the promise is done with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation
from helpdesk.recovery import recovering
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import TEXT_KEPT, Promise
from tenants.work.outbox import enqueue, withdraw

DUE_TOPIC = "recovery.promises_due"
MAIL_TOPIC = "recovery.tell_owner"
# Promises that one look breaks; what is left is owed another.
BATCH = 50
LONGEST = timedelta(days=366)

Kind, State, Maker = Promise.Kind, Promise.State, Promise.Maker


@dataclass(frozen=True, slots=True)
class Pledge:
    """What is promised: ``text`` as the customer was told, ``due_at`` aware.

    Who has no owner gets the conversation's agent, if it has one. ``seq`` is the entry that says
    it: only what is said later can keep it.
    """

    kind: str
    text: str
    due_at: datetime
    made_by: str = Maker.SYSTEM
    owner_id: int | None = None
    team_id: int | None = None
    seq: int | None = None


@transaction.atomic
def make_promise(conversation_id: int, pledge: Pledge, *, key: str) -> Promise:
    """Owe it; asked for again under the same ``key`` it is the promise that was made.

    Raises ``ValidationError`` for a kind that does not exist, an empty text, or a due time that is
    past or more than a year off; ``Conversation.DoesNotExist``.
    """
    conversation = locked(conversation_id)
    made = Promise.objects.filter(conversation=conversation, key=key).first()
    if made is not None:
        return made
    promise = Promise.objects.create(
        conversation=conversation, key=key, **_checked(pledge, conversation)
    )
    enqueue(DUE_TOPIC, {}, key=str(promise.pk), at=promise.due_at)
    if promise.kind != Kind.WAIT:
        _tell("promised", promise)
    return promise


def keep(promise_id: int, *, by: Agent | None = None) -> Promise:
    """Done: kept, or after its due time broken and done late. Twice changes nothing."""
    return _settled(promise_id, lambda promise: _close(promise, "promise_kept", by, done=True))


def cancel(promise_id: int, *, by: Agent | None = None) -> Promise:
    """No longer owed, as the customer knows; a broken promise stays broken and is let go."""
    return _settled(promise_id, lambda promise: _close(promise, "promise_cancelled", by))


def reassign(promise_id: int, *, to: Agent, by: Agent) -> Promise:
    """Another agent owes it. Raises ``ValidationError`` when nothing is owed any more."""

    def passed_on(promise: Promise) -> None:
        promise.owner = to
        promise.save(update_fields=["owner"])
        _tell("promise_passed_on", promise, by)

    promise = _settled(promise_id, passed_on)
    if promise.closed_at is not None:
        raise ValidationError(_("This promise is done with. Nobody owes it any more."))
    return promise


@transaction.atomic
def break_due() -> int:
    """Break what is due and not kept, by the database's clock. Returns how many.

    An index of open promises gives the earliest ``BATCH``; what is not due costs nothing.
    """
    due = Promise.objects.filter(state=State.OPEN, due_at__lte=Now()).order_by("due_at", "id")
    found = list(due.values_list("conversation_id", "id")[:BATCH])
    for conversation_id, promise_id in sorted(found):
        locked(conversation_id)
        _break(promise_id)
    if len(found) == BATCH:
        enqueue(DUE_TOPIC, {})
    return len(found)


def _break(promise_id: int) -> None:
    promise = Promise.objects.select_for_update().filter(pk=promise_id, state=State.OPEN).first()
    if promise is None:
        return
    promise.state, promise.broken_at = State.BROKEN, promise.due_at
    promise.save(update_fields=["state", "broken_at"])
    _tell("promise_broken", promise)
    if promise.owner_id:
        enqueue(MAIL_TOPIC, {"promise": promise.pk}, key=str(promise.pk))
    recovering.detect(promise.conversation_id, Failure.PROMISE_BROKEN, why=promise.text)


@transaction.atomic
def _settled(promise_id: int, change: Callable[[Promise], None]) -> Promise:
    """``change`` the promise under its locks, if anything is still owed."""
    conversation_id = Promise.objects.values_list("conversation_id", flat=True).get(pk=promise_id)
    locked(conversation_id)
    promise = Promise.objects.select_for_update().get(pk=promise_id)
    if promise.closed_at is None:
        change(promise)
    return promise


def _close(promise: Promise, event: str, by: Agent | None, *, done: bool = False) -> None:
    now = timezone.now()
    promise.closed_at = now
    promise.kept_at = now if done else None
    if promise.state == State.OPEN:
        promise.state = State.KEPT if done else State.CANCELLED
    if promise.state == State.KEPT and now > promise.due_at:  # the clock has not come by yet
        promise.state, promise.broken_at = State.BROKEN, promise.due_at
    promise.save(update_fields=["state", "kept_at", "broken_at", "closed_at"])
    withdraw(DUE_TOPIC, key=str(promise.pk))
    if promise.kind != Kind.WAIT:
        _tell(event, promise, by)


def _tell(event: str, promise: Promise, by: Agent | None = None) -> None:
    messaging.add_event(
        promise.conversation_id,
        event,
        internal=True,
        promise=promise.public_id,
        kind=promise.kind,
        due_at=promise.due_at.isoformat(),
        owner=promise.owner.name if promise.owner else "",
        agent=by.name if by else "",
    )


def _checked(pledge: Pledge, conversation: Conversation) -> dict[str, object]:
    if pledge.kind not in Kind.values:
        raise ValidationError(
            _("Choose what is promised: a reply, a call, an e-mail or a follow-up.")
        )
    text = pledge.text.strip()
    if not text or "\x00" in text:
        raise ValidationError(_("Say what is promised, as the customer was told."))
    if not timezone.now() < pledge.due_at < timezone.now() + LONGEST:
        raise ValidationError(_("Choose a due time between now and a year from now."))
    return {
        "kind": pledge.kind,
        "text": text[:TEXT_KEPT],
        "due_at": pledge.due_at,
        "made_by": pledge.made_by,
        "owner_id": pledge.owner_id or conversation.assignee_id,
        "team_id": pledge.team_id or conversation.team_id,
        "seq": pledge.seq,
    }
