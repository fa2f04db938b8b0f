"""Two conversations of one contact become one: docs/decisions/0038.

The one that goes keeps its row as another name of the one that stays. What arrives under the old
name, from a browser that knows no better or from work that was owed, lands where it lives: under
the row's lock in ``access.locked``, and in the statement that stores a message.
"""

from typing import Any, Final, LiteralString

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations import carrying, lifecycle, messaging
from helpdesk.conversations.access import living, locked
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.moving import move
from helpdesk.conversations.signals import conversation_merged
from tenants.context import current_schema
from tenants.database import direct

Status = Conversation.Status
Priority = Conversation.Priority

# Whose standing the merged conversation takes: the one that presses more.
_PRESSING: Final = (
    *(Status.OPEN, Status.WAITING, Status.ASSISTED),
    *(Status.SNOOZED, Status.RESOLVED),
)
_READ: Final = ("contact_seen", "agent_seen")
_HURRY: Final = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)


@transaction.atomic
def merge(conversation_id: int, *, into: int, by: Agent) -> Conversation:
    """Take everything of this conversation into ``into``, which lives on and is returned.

    Raises ``ValidationError`` with code ``same``, ``other_contact`` or ``spam``, and
    ``Conversation.DoesNotExist``. Where the assistant owes an answer in either, ``by`` takes it
    instead: two matters in one log are not what the assistant was asked.
    """
    old, kept = _both(conversation_id, into)
    _check(old, kept)
    standing = _standing(old, kept, by)
    had = kept.assignee_id
    standing |= _carry_all(old, kept, by)
    _close(old, kept, by)
    # Above both: what was owed under either fence finds that it has moved.
    kept.fence = max(old.fence, kept.fence)
    move(kept, **standing)
    if kept.status == Status.OPEN and kept.assignee_id != had:
        _say_who(kept)
    lifecycle.owe_waking(kept)
    return kept


# One merge of a contact's conversations at a time. Not the contact's row: who blocks a contact
# locks that after a conversation, and the two would wait in a ring.
_ONE_AT_A_TIME: LiteralString = """
    SELECT pg_advisory_xact_lock(hashtextextended(%s, contact_id))
    FROM {schema}.conversations_conversation WHERE id = %s
"""


def _both(one_id: int, other_id: int) -> tuple[Conversation, Conversation]:
    """Both rows as they live, locked in the order of their ids: nobody waits in a ring.

    A row that was merged is not locked on the way, since another merge may hold what it leads to.
    """
    direct.fetch(_ONE_AT_A_TIME, (f"merge:{current_schema()}", one_id))
    one, other = living(one_id), living(other_id)
    found = {pk: locked(pk) for pk in sorted({one, other})}
    return found[one], found[other]


def _check(old: Conversation, kept: Conversation) -> None:
    if old.pk == kept.pk:
        raise ValidationError(_("This is one and the same conversation."), code="same")
    if old.contact_id != kept.contact_id:
        raise ValidationError(
            _("Only conversations of one and the same customer can be merged."),
            code="other_contact",
        )
    if old.is_spam or kept.is_spam:
        raise ValidationError(_("This contact is blocked. Nothing can be merged."), code="spam")


def _standing(old: Conversation, kept: Conversation, by: Agent) -> dict[str, Any]:
    """Who has it from now on, as fields of ``kept``: what presses more gives the standing."""
    leads, follows = sorted((kept, old), key=lambda one: _PRESSING.index(Status(one.status)))
    standing: dict[str, Any] = {
        "status": Status(leads.status),
        "assignee": leads.assignee or follows.assignee,
        "team": leads.team or follows.team,
        "waiting_since": leads.waiting_since,
        "snoozed_until": leads.snoozed_until,
        "resolved_at": leads.resolved_at,
        **_times(leads, follows),
        **_sum(old, kept),
    }
    if leads.status in (Status.WAITING, Status.ASSISTED):
        standing["assignee"] = None
    if leads.status == Status.ASSISTED and _wakes(old, kept):
        standing |= {"status": Status.OPEN, "assignee": by}
    return standing


def _times(leads: Conversation, follows: Conversation) -> dict[str, Any]:
    """Of two who wait the earlier place counts; a first reply is that of whose case leads."""
    times: dict[str, Any] = {
        name: getattr(leads, name) or getattr(follows, name)
        for name in ("handed_off_at", "first_reply_at")
    }
    if leads.status == follows.status == Status.WAITING:
        for name in ("waiting_since", "handed_off_at"):
            times[name] = _earliest(getattr(leads, name), getattr(follows, name))
        times["first_reply_at"] = leads.first_reply_at and follows.first_reply_at
    return times


def _sum(old: Conversation, kept: Conversation) -> dict[str, Any]:
    """What both have, put together."""
    latest = max((kept, old), key=lambda one: one.last_message_at)
    return {
        "priority": max(kept.priority, old.priority, key=_HURRY.index),
        "assistant_on": kept.assistant_on and old.assistant_on,
        "subject": kept.subject or old.subject,
        "page": kept.page or old.page,
        "last_message_at": latest.last_message_at,
        "last_sender": latest.last_sender,
        "last_preview": latest.last_preview,
    }


def _wakes(old: Conversation, kept: Conversation) -> bool:
    """Whether somebody has to look: the assistant owes an answer, or an agent's snooze ends."""
    with_it = [one for one in (old, kept) if one.status == Status.ASSISTED]
    owed = any(one.last_sender == Message.Sender.CONTACT for one in with_it)
    return owed or any(one.status == Status.SNOOZED for one in (old, kept))


def _carry_all(old: Conversation, kept: Conversation, by: Agent) -> dict[str, int]:
    """Everything goes over, behind an event that says so. Returns what stays read, and up to where.

    Where a side had read both to the end, it has read the whole.
    """
    messaging.add_event(
        kept.pk,
        "merged_here",
        words="Another conversation of yours goes on here.",
        **dict[str, Any]({"from": old.public_id, "number": old.pk}),
        agent_id=by.pk,
        agent=by.name,
    )
    had_read = [name for name in _READ if _read(old, name) and _read(kept, name)]
    kept.refresh_from_db(fields=["head"])
    carried = carrying.carry(old, kept)
    conversation_merged.send(Conversation, carried=carried)
    return dict.fromkeys(had_read, kept.head)


def _close(old: Conversation, kept: Conversation, by: Agent) -> None:
    """The last entry of the one that goes, for those who have it open; then its row points on."""
    Conversation.objects.filter(merged_into=old.pk).update(merged_into=kept.pk)
    messaging.add_event(
        old.pk,
        "merged",
        words="This conversation goes on in another one of yours.",
        into=kept.public_id,
        number=kept.pk,
        agent_id=by.pk,
        agent=by.name,
    )
    nobody = {"assignee": None, "waiting_since": None, "snoozed_until": None}
    move(old, Status.MERGED, merged_into=kept, **nobody)


def _say_who(kept: Conversation) -> None:
    """The customer is told when somebody else speaks to them from now on."""
    agent = kept.assignee
    if agent is not None:
        words = f"{agent.name} joined and can see this conversation."
        messaging.add_event(
            kept.pk, "joined", words=words, agent_id=agent.pk, agent=agent.name, by=""
        )


def _read(conversation: Conversation, name: str) -> bool:
    return bool(getattr(conversation, name) >= conversation.head)


def _earliest(one: Any, other: Any) -> Any:
    return min(one, other) if one and other else one or other
