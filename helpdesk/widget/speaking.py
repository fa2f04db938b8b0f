"""What a visitor says and does, for the socket and for HTTP alike.

Each function is one act: within the visitor's limits, committed when it returns. The errors
are those that ``refusals`` knows.
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from helpdesk.conversations import access, attaching, lifecycle, linking, messaging
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.linking import Reader
from helpdesk.conversations.messaging import Posted
from helpdesk.conversations.models import Contact, Message
from helpdesk.widget import actions, limits
from helpdesk.widget.frames import Frame
from helpdesk.widget.models import WidgetSettings
from helpdesk.widget.sessions import Visit
from tenants.context import current_schema, in_thread
from tenants.uploads import receiving
from tenants.uploads.examining import Examined


@dataclass(frozen=True, slots=True)
class Own:
    """A conversation that was looked up as the visitor's own, by the name that they know.

    Only ``own`` makes one. ``is_renamed``: what they know was merged into the one that this is.
    """

    id: int
    public_id: str
    head: int
    is_renamed: bool = False

    def life(self, epoch: str) -> str:
        """What its numbers are counted in: under a merged one's name they are not what they were.

        A browser to which the epoch is news forgets the log and reads it from the beginning.
        """
        return f"{epoch}-{self.id}" if self.is_renamed else epoch


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
    cid, files = frame.uuid("cid"), frame.names("attachments")
    body = messaging.checked_body(frame.body(), beside=files)
    limits.SEND.spend_here(visit.contact_id)
    limits.FLOOD.spend_here()
    try:
        if files:
            return await in_thread(current_schema(), _say, conversation.id, body, cid, files)
        return await messaging.apost_message(conversation.id, body=body, cid=cid)
    except messaging.Refused:
        await in_thread(current_schema(), _complain_if_blocked, visit.contact_id)
        raise


async def act(visit: Visit, conversation: Own, frame: Frame) -> None:
    """Do one of ``actions.ACTIONS``."""
    await limits.spend(limits.ACT, visit.contact_id)
    if frame.content.get("action") == "survey":
        await limits.spend(limits.SURVEY, visit.contact_id)
    await in_thread(current_schema(), _act, visit, conversation.id, frame)


async def upload(visit: Visit, conversation: Own, request: HttpRequest) -> dict[str, Any]:
    """Keep a file until it is sent. Returns what ``attaching.described`` does."""
    schema = current_schema()
    await limits.spend(limits.UPLOAD, visit.contact_id)
    limit = await in_thread(schema, _file_limit, visit.contact_id)
    with TemporaryDirectory(prefix="upload-") as folder:
        # Reading may take seconds, and asks a scanner: no transaction may be open.
        file = await asyncio.to_thread(receiving.received, request, Path(folder), limit=limit)
        return await in_thread(schema, _keep, conversation.id, file)


async def addresses(visit: Visit, conversation: Own, name: str) -> dict[str, str]:
    """Where a file can be fetched in the next minutes."""
    reader = Reader("contact", visit.contact_id)
    return await in_thread(current_schema(), linking.addresses, reader, conversation.id, name)


def _own(contact_id: int, public_id: str) -> Own:
    row = access.of_contact(contact_id, public_id)
    return Own(row.pk, public_id, row.head, is_renamed=row.public_id != public_id)


def _start(contact_id: int, key: UUID, page: dict[str, str], locale: str) -> Own:
    contact = Contact.objects.get(pk=contact_id)
    begun = lifecycle.start(contact, client_key=key, page=page, locale=locale)
    return _own(contact_id, begun.public_id)


def _say(conversation_id: int, body: str, cid: UUID, files: list[str]) -> Posted:
    write = partial(messaging.post_message, sender=Message.Sender.CONTACT)
    return attaching.post(write, _tray(conversation_id), files, body=body, cid=cid)


def _file_limit(contact_id: int) -> int:
    _complain_if_blocked(contact_id)
    chat = WidgetSettings.current()
    if not chat.takes_files:
        raise ValidationError("Files cannot be sent here.", code="files_off")
    return chat.file_limit


def _keep(conversation_id: int, file: Examined) -> dict[str, Any]:
    return attaching.described(attaching.keep(_tray(conversation_id), file))


def _tray(conversation_id: int) -> Tray:
    return Tray(conversation_id, str(Message.Sender.CONTACT))


def _act(visit: Visit, conversation_id: int, frame: Frame) -> None:
    _complain_if_blocked(visit.contact_id)
    actions.act(visit, conversation_id, frame)


def _complain_if_blocked(contact_id: int) -> None:
    if Contact.objects.filter(pk=contact_id, is_blocked=True).exists():
        raise PermissionDenied
