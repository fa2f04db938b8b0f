"""Replies that are held until they are due: taken back meanwhile, or sent, each once.

"Undo" and "send later" are one thing with another due time. The clock is the outbox: a held reply
owes ``composing.send_held`` at its due time, in the transaction that holds it. When it comes the
conversation is locked and looked at again. Sending it deletes the row in the transaction that
writes the message and notes the job as done, so it is sent once, however often that is tried. What
cannot be sent stays, says why, and is its agent's to send anyway or to take back.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import ANSWERING_ROLES
from helpdesk.composing import drafting, saying
from helpdesk.composing.drafting import Place, Written
from helpdesk.composing.models import HeldReply
from helpdesk.composing.saying import Letter
from helpdesk.composing.standing import against, standing_of
from helpdesk.composing.tries import TOPIC, as_they_are
from helpdesk.conversations import attaching, lifecycle, messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.lifecycle import AlreadyTaken
from helpdesk.conversations.messaging import Posted, Refused
from helpdesk.conversations.models import Conversation
from helpdesk.recovery.promising import Pledge
from tenants.work.outbox import enqueue, withdraw

LONGEST = timedelta(days=366)
# Of one agent, in all conversations.
MOST = 500

Kind, OnNews, Why = HeldReply.Kind, HeldReply.OnNews, HeldReply.Why
Status = Conversation.Status
# Kept in English, said in the language of whoever reads it.
_MERGED = gettext_noop("This was merged into another conversation meanwhile.")


@dataclass(frozen=True, slots=True)
class When:
    """When a reply is sent, and what to do if something happens before."""

    due_at: datetime
    kind: str = Kind.SCHEDULED
    on_news: str = OnNews.STOP


def in_seconds(seconds: int) -> When:
    """For what was sent and may be taken back: what the customer says meanwhile is no news."""
    return When(timezone.now() + timedelta(seconds=seconds), Kind.UNDO, OnNews.SEND)


@transaction.atomic
def hold(conversation_id: int, agent: Agent, letter: Letter, when: When) -> HeldReply | None:
    """Keep it until it is due; None when it was sent before. Held twice it is held once.

    Raises ``AlreadyTaken`` when a colleague has the conversation, ``Refused`` for a blocked
    contact, ``ValidationError`` for its text, files, promises or due time.
    """
    messaging.checked_body(letter.body, beside=letter.files)
    _check(when, letter)
    conversation = locked(conversation_id)
    if conversation.messages.filter(agent=agent, cid=letter.cid).exists():
        return None
    known = HeldReply.objects.filter(conversation=conversation, agent=agent, cid=letter.cid).first()
    return known or _hold(conversation, agent, letter, when)


@transaction.atomic
def send_due(held_id: int) -> None:
    """What the clock does: send it, or keep it and say why not. Twice does it once."""
    held = _locked(held_id)
    if held is None or held.is_stopped:
        return
    if why := _against(held):
        _stop(held, why)
        return
    try:
        with transaction.atomic():
            _send(held)
    except (PermissionDenied, ValidationError, ObjectDoesNotExist) as error:
        _stop(held, *_meaning(error))


@transaction.atomic
def send_now(held_id: int, *, by: Agent) -> Posted:
    """Its agent sends it as things stand, whatever stopped it.

    Raises ``HeldReply.DoesNotExist`` when it was sent or taken back, ``PermissionDenied`` for
    anybody else's, and as ``saying.say``: then it stays.
    """
    held = _locked(held_id)
    if held is None:
        raise HeldReply.DoesNotExist
    if held.agent != by:
        raise PermissionDenied(_("Only whoever wrote it sends it. You can take it back."))
    withdraw(TOPIC, key=str(held_id))
    return _send(held)


@transaction.atomic
def take_back(held_id: int, *, by: Agent) -> HeldReply:
    """Not sent after all: its text is the agent's draft again, and what is returned.

    Of a colleague's only what was stopped, or is of one who has left. Raises
    ``HeldReply.DoesNotExist`` when it was sent or taken back, ``PermissionDenied``.
    """
    held = _locked(held_id)
    if held is None:
        raise HeldReply.DoesNotExist
    if not may_take_back(held, by):
        raise PermissionDenied(_("Only whoever wrote it takes it back before it is due."))
    withdraw(TOPIC, key=str(held_id))
    if held.agent != by:
        attaching.pass_on(_tray(held), held.files, f"agent:{by.pk}")
    HeldReply.objects.filter(pk=held_id).delete()
    text = Written(held.body, held.cid, held.files, held.kept["macros"])
    drafting.put_back(Place(held.conversation_id, by, "reply"), text)
    if held.kind == Kind.SCHEDULED:
        _tell(held, "reply_unscheduled", by)
    return held


def may_take_back(held: HeldReply, agent: Agent) -> bool:
    [held] = as_they_are([held])
    return held.agent == agent or held.is_left or not _may_answer(held.agent)


def of(conversation_id: int) -> list[HeldReply]:
    """What is held in a conversation, whose soever, next first."""
    held = HeldReply.objects.filter(conversation=conversation_id)
    return as_they_are(held.select_related("agent").order_by("due_at", "id"))


def mine(agent: Agent) -> list[HeldReply]:
    """The agent's held replies: what was stopped first, then by due time."""
    held = HeldReply.objects.filter(agent=agent).select_related("conversation__contact")
    rows = as_they_are(held[:MOST])
    return sorted(rows, key=lambda one: (not one.is_left, one.due_at, one.pk))


def go_along(carried: Carried) -> None:
    """A conversation became part of another: what is held in it is sent there.

    What was to be held back if something happens is: its words were meant for less than is there
    now.
    """
    held_here = HeldReply.objects.select_for_update(of=("self",)).select_related("agent")
    for held in held_here.filter(conversation=carried.from_id):
        held.conversation_id = carried.to_id
        held.read_upto += carried.offset
        if HeldReply.objects.filter(
            conversation=carried.to_id, agent=held.agent, cid=held.cid
        ).exists():
            held.cid = uuid4()
        held.save(update_fields=["conversation", "read_upto", "cid"])
        if not held.is_stopped and held.on_news == OnNews.STOP:
            _stop(held, Why.REFUSED, _MERGED)


def _hold(conversation: Conversation, agent: Agent, letter: Letter, when: When) -> HeldReply:
    _take(conversation, agent, when)
    held = HeldReply(
        conversation=conversation,
        agent=agent,
        cid=letter.cid,
        body=letter.body,
        files=[*letter.files],
        kept=_kept(letter),
        kind=when.kind,
        on_news=when.on_news,
        due_at=when.due_at,
        read_upto=conversation.head,
        status_then=conversation.status,
    )
    attaching.keep_until(_tray(held), held.files, held.due_at)
    held.save()
    _owe(held)
    if held.kind == Kind.SCHEDULED:
        _tell(held, "reply_scheduled", agent)
    return held


def _owe(held: HeldReply) -> None:
    """At its moment where one was chosen, else after its seconds, whatever this server's clock."""
    clock: dict[str, Any] = {"at": held.due_at}
    if held.kind == Kind.UNDO:
        clock = {"delay": max(held.due_at - timezone.now(), timedelta(0))}
    enqueue(TOPIC, {"held": held.pk}, key=str(held.pk), **clock)


def _take(conversation: Conversation, agent: Agent, when: When) -> None:
    """Who sends has the conversation at once, so that the assistant is silent; who schedules not.

    A reply that is only sent may reopen what is resolved or asleep.
    """
    holder = conversation.assignee
    if conversation.status == Status.OPEN and holder and holder != agent:
        raise AlreadyTaken(holder)
    if conversation.is_spam:
        raise Refused(_("This contact is blocked."))
    if when.kind == Kind.UNDO and conversation.status in (Status.WAITING, Status.ASSISTED):
        lifecycle.claim(conversation.pk, agent)
        conversation.refresh_from_db(fields=["head", "status"])


def _locked(held_id: int) -> HeldReply | None:
    """The row under its locks: first the conversation's, as everywhere."""
    found = HeldReply.objects.filter(pk=held_id)
    conversation_id = found.values_list("conversation_id", flat=True).first()
    if conversation_id is None:
        return None
    locked(conversation_id)
    return found.select_related("agent", "conversation").select_for_update(of=("self",)).first()


def _against(held: HeldReply) -> str:
    now = standing_of(held, held.conversation, may_answer=_may_answer(held.agent))
    was_resolved = held.status_then == Status.RESOLVED
    return against(now, was_resolved=was_resolved, all_the_same=held.on_news == OnNews.SEND)


def _may_answer(agent: Agent) -> bool:
    return agent.is_active and agent.role in ANSWERING_ROLES


def _send(held: HeldReply) -> Posted:
    posted = saying.say(held.conversation_id, held.agent, _letter(held))
    HeldReply.objects.filter(pk=held.pk).delete()
    return posted


def _stop(held: HeldReply, why: str, exactly: str = "") -> None:
    held.why, held.why_exactly = why, exactly[:500]
    held.save(update_fields=["why", "why_exactly"])
    _tell(held, "reply_stopped", held.agent)


def _meaning(error: Exception) -> tuple[str, str]:
    if isinstance(error, AlreadyTaken):
        return Why.TAKEN, str(error)
    if isinstance(error, Refused):
        return Why.BLOCKED, ""
    said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return Why.REFUSED, said


def _tell(held: HeldReply, event: str, by: Agent) -> None:
    told = {"due_at": held.due_at.isoformat(), "why": held.why, "agent": by.name}
    messaging.add_event(held.conversation_id, event, internal=True, agent_id=by.pk, **told)


def _check(when: When, letter: Letter) -> None:
    if when.on_news not in OnNews.values:
        raise ValidationError(_("Choose what happens if the customer writes before."))
    if not timezone.now() < when.due_at < timezone.now() + LONGEST:
        raise ValidationError(_("Choose a time between now and a year from now."), code="due")
    if any(pledge.due_at <= when.due_at for pledge in letter.pledges):
        words = _("A promise in it is due before it is sent. Change one of the times.")
        raise ValidationError(words, code="due")


def _kept(letter: Letter) -> dict[str, Any]:
    pledges = [{**asdict(pledge), "due_at": pledge.due_at.isoformat()} for pledge in letter.pledges]
    along = {"steps": dict(letter.steps), "macros": [*letter.macros]}
    return {"pledges": pledges, "offer": letter.offer, **along}


def _letter(held: HeldReply) -> Letter:
    pledges = [
        Pledge(**{**one, "due_at": datetime.fromisoformat(one["due_at"])})
        for one in held.kept["pledges"]
    ]
    return Letter(
        body=held.body,
        cid=held.cid,
        files=held.files,
        pledges=pledges,
        offer=held.kept["offer"],
        macros=held.kept["macros"],
        steps=held.kept["steps"],
    )


def _tray(held: HeldReply) -> Tray:
    return Tray(held.conversation_id, f"agent:{held.agent_id}")
