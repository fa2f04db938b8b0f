"""What a visitor says and does, for the socket and for HTTP alike.

Each function is one act: within the visitor's limits, committed when it returns. The errors
are those that ``refusals`` knows.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from helpdesk.conversations import access, lifecycle, messaging
from helpdesk.conversations.messaging import Posted
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.widget import actions, limits
from helpdesk.widget.frames import Frame
from helpdesk.widget.sessions import Visit
from tenants.context import current_schema, in_thread


@dataclass(frozen=True, slots=True)
class Own:
    """A conversation that was looked up as the visitor's own. Only ``own`` makes one."""

    id: int
    public_id: str
    head: int


async def own(visit: Visit, public_id: str) -> Own:
    """Raises ``Conversation.DoesNotExist`` also for what belongs to somebody else."""
    return await in_thread(current_schema(), _own, visit.contact_id, public_id)


async def start(visit: Visit, frame: Frame) -> Own:
    """A new conversation, or the one that this ``key`` made before."""
    key, page = frame.uuid("key"), frame.page()
    locale = frame.text("locale", limit=12, required=False)
    await limits.spend(limits.START, visit.contact_id)
    return await in_thread(current_schema(), _start, visit.contact_id, key, page, locale)


async def say(visit: Visit, conversation: Own, frame: Frame) -> Posted:
    """Post a message: committed when this returns."""
    cid, body = frame.uuid("cid"), messaging.checked_body(frame.body())
    await limits.spend(limits.SEND, visit.contact_id)
    try:
        return await messaging.apost_message(conversation.id, body=body, cid=cid)
    except messaging.Refused:
        await in_thread(current_schema(), _complain_if_blocked, visit.contact_id)
        raise


async def act(visit: Visit, conversation: Own, frame: Frame) -> None:
    """Do one of ``actions.ACTIONS``."""
    await limits.spend(limits.ACT, visit.contact_id)
    await in_thread(current_schema(), _act, visit, conversation.id, frame)


def _own(contact_id: int, public_id: str) -> Own:
    return _as_own(access.of_contact(contact_id, public_id))


def _start(contact_id: int, key: UUID, page: dict[str, str], locale: str) -> Own:
    contact = Contact.objects.get(pk=contact_id)
    return _as_own(lifecycle.start(contact, client_key=key, page=page, locale=locale))


def _act(visit: Visit, conversation_id: int, frame: Frame) -> None:
    _complain_if_blocked(visit.contact_id)
    actions.act(visit, conversation_id, frame)


def _complain_if_blocked(contact_id: int) -> None:
    if Contact.objects.filter(pk=contact_id, is_blocked=True).exists():
        raise PermissionDenied


def _as_own(conversation: Conversation) -> Own:
    return Own(conversation.pk, conversation.public_id, conversation.head)
