"""Addresses under which a file can be fetched: signed, for one reader, for five minutes.

Whoever holds such an address needs no cookie, and is asked for none. It says for whom it was made,
and is looked at again when it is used: a reader who may not see the file any more gets nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from urllib.parse import quote

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Attachment, Message
from tenants.signing import sign, unsign

PURPOSE = "file"
LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to see a file: ``contact``, ``agent`` or ``program`` (the API)."""

    kind: str
    id: int

    @classmethod
    def named(cls, text: str) -> Self:
        kind, _, number = text.partition(":")
        return cls(kind, int(number))

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def files(self) -> QuerySet[Attachment]:
        """What this reader may see now. A contact sees no file of a note."""
        kept = Attachment.objects.exclude(state=Attachment.State.REMOVED)
        if self.kind == "contact":
            own, said = Q(author="contact"), Q(message__kind=Message.Kind.MESSAGE)
            return kept.filter(own | said, conversation__contact_id=self.id)
        if self.kind == "agent" and not Agent.objects.filter(pk=self.id, is_active=True).exists():
            return kept.none()
        return kept


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to send: its row, its content, and whether that is the preview."""

    file: Attachment
    content: "File[bytes]"
    is_preview: bool
    reader: Reader


def addresses(reader: Reader, conversation_id: int, public_id: str) -> dict[str, str]:
    """``{url, preview?}``, paths on the tenant's host. Raises ``Attachment.DoesNotExist``."""
    file = reader.files.get(conversation_id=conversation_id, public_id=public_id)
    found = {"url": _address(reader, file, preview=False)}
    if file.preview:
        found["preview"] = _address(reader, file, preview=True)
    return found


def opened(token: str) -> Opened:
    """The file behind a token; the caller closes it.

    Raises ``BadToken``, ``Attachment.DoesNotExist`` or ``FileNotFoundError``: to an outsider
    these are one.
    """
    payload = unsign(PURPOSE, token, max_age=LIFETIME)
    reader, is_preview = Reader.named(payload["r"]), payload["p"]
    file = reader.files.get(public_id=payload["f"])
    stored = file.preview if is_preview else file.stored
    return Opened(file, default_storage.open(stored), is_preview, reader)


def _address(reader: Reader, file: Attachment, *, preview: bool) -> str:
    token = sign(PURPOSE, {"f": file.public_id, "r": str(reader), "p": preview})
    return f"/files/{token}/{quote(file.name, safe='')}"
