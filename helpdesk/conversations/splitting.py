"""Two matters in one conversation become two: from a message on it goes on in a new one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations import carrying, lifecycle, messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.moving import move

Status = Conversation.Status
# What a conversation says of where its customer is, and of whom it is for.
_SAME = ("contact_id", "origin", "locale", "page", "team_id", "priority", "assistant_on")
_READ = ("contact_seen", "agent_seen")


@transaction.atomic
def split(conversation_id: int, seq: int, *, by: Agent) -> Conversation:
    """Begin a new conversation of the contact's with entry ``seq`` and all after it.

    ``by`` has the new one; the old one stays whose it is, and what arrives under its name stays
    there. Raises ``ValidationError`` where ``seq`` is no message, or nothing would be left.
    """
    old = locked(conversation_id)
    _check(old, seq)
    new = Conversation.objects.create(**{name: getattr(old, name) for name in _SAME})
    who: dict[str, Any] = {"agent_id": by.pk, "agent": by.name}
    messaging.add_event(
        new.pk,
        "split_here",
        words="Part of your conversation goes on here.",
        **dict[str, Any]({"from": old.public_id, "number": old.pk}),
        **who,
    )
    new.refresh_from_db(fields=["head"])
    carried = carrying.carry(old, new, first=seq)
    read = {name: carried.where(getattr(old, name)) or 0 for name in _READ}
    words = "Part of this conversation goes on in another one."
    messaging.add_event(old.pk, "split", words=words, into=new.public_id, number=new.pk, **who)
    for one in (old, new):
        _date(one)
    # Raises the old one's fence too: an answer to what has gone is no answer here.
    move(old, Status(old.status))
    lifecycle.owe_waking(old)
    move(new, Status.OPEN, assignee=by, **read)
    return new


def _check(old: Conversation, seq: int) -> None:
    said = Message.objects.filter(conversation=old.pk, kind=Message.Kind.MESSAGE)
    if not said.filter(seq=seq).exists():
        raise ValidationError(_("Choose a message to begin the new conversation with."))
    if not said.filter(seq__lt=seq).exists():
        raise ValidationError(
            _("This is the first message. Nothing would be left: choose a later one.")
        )


def _date(conversation: Conversation) -> None:
    """Lists show it by the last message that it has."""
    last = carrying.latest_of(conversation.pk)
    if last is None:
        return
    conversation.last_message_at, conversation.last_sender = last.created_at, last.sender
    conversation.last_preview = messaging.preview_of(last.body, last.data)
    conversation.save(update_fields=["last_message_at", "last_sender", "last_preview"])
