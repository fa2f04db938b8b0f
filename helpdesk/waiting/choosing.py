"""Choose how to be reached: told to the customer, put into the case, and owed as a promise.

All of it is one transaction. It can be chosen anew until a person has the conversation.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from helpdesk.conversations import contacts, messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Contact, Conversation, Handoff
from helpdesk.handoff.keeping_up import keep_up
from helpdesk.recovery import promising
from helpdesk.recovery.models import Promise
from helpdesk.recovery.promising import Pledge
from helpdesk.routing.hours import due_at
from helpdesk.routing.models import TeamQueue
from helpdesk.routing.writing_hours import moment_in_words
from helpdesk.waiting.ways import WITHIN, Way, checked, offered

_KEY: Final = "way:"
# For a team whose hours never come.
_AT_ALL_EVENTS: Final = timedelta(days=2)


@transaction.atomic
def choose(
    conversation_id: int,
    way: str,
    *,
    address: str = "",
    name: str = "",
    owner_id: int | None = None,
) -> None:
    """Reach the customer this way. The same again changes nothing.

    Without ``address`` the one that is known is taken; ``owner_id`` is the agent who owes it.
    Raises ``ValidationError`` naming the field that is wrong or missing, or with code ``too_late``
    once a person has the conversation.
    """
    conversation = locked(conversation_id)
    handoff = conversation.handoffs.first()
    if conversation.status != Conversation.Status.WAITING or handoff is None:
        raise ValidationError("You are not waiting. Write to us here.", code="too_late")
    if way not in (ways := offered(handoff.offers)):
        raise ValidationError({"way": f"Choose one of {', '.join(ways)}."})
    chosen = Way(way)
    reached = checked(chosen, address or known_address(conversation.contact, chosen))
    if not _is_chosen(handoff, chosen, reached):
        _leave(conversation, chosen, reached, name)
        _choose(conversation, handoff, chosen, reached, owner_id)


def known_address(contact: Contact, way: Way) -> str:
    """Where this way reaches the contact; "" where that is not known."""
    return {Way.CALLBACK: contact.phone, Way.EMAIL: contact.email}.get(way, "")


def _is_chosen(handoff: Handoff, way: Way, address: str) -> bool:
    kept = handoff.package.get("way") or {"way": Way.CHAT, "address": ""}
    return (kept["way"], kept["address"]) == (way, address)


def _leave(conversation: Conversation, way: Way, address: str, name: str) -> None:
    known = {Way.CALLBACK: {"phone": address}, Way.EMAIL: {"email": address}}.get(way, {})
    contacts.leave_details(conversation.contact_id, name=name, **known)
    keep_up(conversation.pk)


def _choose(
    conversation: Conversation, handoff: Handoff, way: Way, address: str, owner_id: int | None
) -> None:
    due = None if way == Way.CHAT else _due(conversation, way)
    words = _words(way, address, due)
    posted = messaging.add_event(conversation.pk, "way_chosen", words=words, way=way)
    handoff.refresh_from_db()
    handoff.package["way"] = {
        "way": way,
        "address": address,
        "due_at": due.isoformat() if due else "",
        "seq": posted.seq,
    }
    handoff.save(update_fields=["package"])
    _let_go(conversation)
    if due is not None:
        pledge = Pledge(str(way), words, due, owner_id=owner_id, seq=posted.seq)
        promising.make_promise(conversation.pk, pledge, key=f"{_KEY}{posted.seq}")


def _due(conversation: Conversation, way: Way) -> datetime:
    now = timezone.now()
    hours = TeamQueue.of(conversation.team_id).hours
    due = due_at(hours, now, WITHIN[way]) or now + _AT_ALL_EVENTS
    return due.astimezone(hours.zone) if hours else due


def _words(way: Way, address: str, due: datetime | None) -> str:
    if due is None:
        return "We will answer you here in the chat."
    when = f"{moment_in_words(due, timezone.now())} ({due:%Z})"
    if way == Way.CALLBACK:
        return f"We will call you on {address}, at the latest {when}."
    return f"We will write to {address}, at the latest {when}."


def _let_go(conversation: Conversation) -> None:
    """What was promised for the way before this one is no longer owed."""
    owed: Any = Promise.objects.filter(conversation=conversation, key__startswith=_KEY)
    for promise_id in owed.filter(closed_at=None).values_list("pk", flat=True):
        promising.cancel(promise_id)
