"""Files that are sent with messages: the only writer of ``Attachment``.

A file is uploaded first and lies in a tray, its author's in one conversation. The message that is
sent with it takes it out, in one transaction, once. What is never sent is thrown away after a day,
and a redacted message's files go with its text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.conversations.access import locked
from helpdesk.conversations.messaging import Posted
from helpdesk.conversations.models import Attachment, Conversation, Message
from tenants.context import current_schema
from tenants.uploads.examining import Examined
from tenants.work.effects import once
from tenants.work.outbox import enqueue

State = Attachment.State

MOST_FILES = 5
# Uploads that one author may have waiting in one conversation.
MOST_WAITING = 20
KEEP_UNSENT = timedelta(days=1)
ERASE_TOPIC = "conversations.erase_files"
PURGE_TOPIC = "conversations.purge_uploads"
_FOLDERS = ("attachments", "previews")


@dataclass(frozen=True, slots=True)
class Tray:
    """Where an author's uploads lie until they are sent. ``author``: as ``Message.author``."""

    conversation_id: int
    author: str

    @property
    def uploads(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(conversation_id=self.conversation_id, author=self.author)


class NoRoom(ValidationError):
    """More than one author may have waiting, or one visitor may send in a day."""

    def __init__(self, words: str) -> None:
        super().__init__(words, code="quota")


class Write(Protocol):
    """Writes an entry: ``messaging.post_message`` or ``add_note``, all else filled in."""

    def __call__(
        self, conversation_id: int, *, body: str, cid: UUID | None, data: dict[str, Any] | None
    ) -> Posted: ...


def keep(tray: Tray, file: Examined) -> Attachment:
    """Store an upload and its row. What a crash leaves between the two, ``purge`` finds.

    Raises ``NoRoom``.
    """
    check_room(tray, file.size)
    names: list[str] = []
    try:
        for path, folder in zip((file.path, file.preview), _FOLDERS, strict=True):
            names.append(_store(path, folder) if path else "")
        with transaction.atomic():
            return _row(tray, file, stored=names[0], preview=names[1])
    except BaseException:
        erase(names)
        raise


def check_room(tray: Tray, size: int) -> None:
    """Raises ``NoRoom``."""
    if tray.uploads.filter(state=State.UPLOADED).count() >= MOST_WAITING:
        raise NoRoom(_("Too many files are waiting. Send some of them first."))
    if tray.author == "contact" and _sent_today(tray) + size > settings.UPLOAD_DAY_BYTES:
        raise NoRoom(_("These were many files for one day. Try again tomorrow."))


def post(
    write: Write, tray: Tray, ids: Sequence[str], *, body: str, cid: UUID | None = None
) -> Posted:
    """Write an entry with these uploads, or the one that ``cid`` wrote before.

    Raises what ``write`` raises, and ``ValidationError`` with code ``too_many_files`` or
    ``file_gone``: a file that was sent already, is another's, or was never there.
    """
    if not ids:
        return write(tray.conversation_id, body=body, cid=cid, data=None)
    with transaction.atomic():
        tray = _living(tray)
        files = _locked(tray, list(dict.fromkeys(ids)))
        data = {"attachments": [described(file) for file in files]} if files else None
        posted = write(tray.conversation_id, body=body, cid=cid, data=data)
        if files and not posted.duplicate:
            _tie(tray, files, posted)
        return posted


@transaction.atomic
def keep_until(tray: Tray, ids: Sequence[str], moment: datetime) -> None:
    """These wait to be sent at ``moment``: their day counts from then. Raises as ``post``."""
    files = _locked(tray, list(dict.fromkeys(ids)))
    if any(file.state != State.UPLOADED for file in files):
        raise _gone()
    waiting = Attachment.objects.filter(pk__in=[file.pk for file in files])
    waiting.update(created_at=moment)


def pass_on(tray: Tray, ids: Sequence[str], author: str) -> None:
    """Put uploads that are not sent into the tray of another author."""
    tray.uploads.filter(public_id__in=ids, state=State.UPLOADED).update(author=author)


def described(file: Attachment) -> dict[str, Any]:
    """What screens and programs are told of a file."""
    shape = {"width": file.width, "height": file.height} if file.preview else {}
    return {
        "id": file.public_id,
        "name": file.name,
        "media": file.media,
        "size": file.size,
        **shape,
    }


def remove_from(entry: Message) -> None:
    """Forget an entry's files; the disk follows once this is committed."""
    files = list(entry.attachments.exclude(state=State.REMOVED))
    if not files:
        return
    blank: dict[str, Any] = dict.fromkeys(("name", "sha256", "stored", "preview"), "")
    entry.attachments.update(state=State.REMOVED, width=None, height=None, **blank)
    enqueue(ERASE_TOPIC, {"names": [name for file in files for name in _names(file)]})


def erase(names: Iterable[str]) -> None:
    """Delete stored files. What is gone already is no matter."""
    for name in filter(None, names):
        default_storage.delete(name)


def purge() -> None:
    """Throw away uploads that nobody sent within a day, and files that belong to no row."""
    before = timezone.now() - KEEP_UNSENT
    with once():
        unsent = Attachment.objects.filter(state=State.UPLOADED, created_at__lt=before)
        dropped = list(unsent.select_for_update(skip_locked=True))
        Attachment.objects.filter(pk__in=[file.pk for file in dropped]).delete()
    erase(name for file in dropped for name in _names(file))
    for folder in _FOLDERS:
        _purge_strays(f"{current_schema()}/{folder}")


def _store(path: Any, folder: str) -> str:
    with path.open("rb") as content:
        return str(default_storage.save(f"{folder}/new", File(content)))


def carry(from_id: int, to_id: int, entry_ids: Iterable[int] | None = None) -> None:
    """Files go with their entries to another conversation; with all of them, uploads too."""
    files = Attachment.objects.filter(conversation=from_id)
    if entry_ids is not None:
        files = files.filter(message__in=list(entry_ids))
    files.update(conversation=to_id)


def _living(tray: Tray) -> Tray:
    """The tray of the conversation that lives, which is merged with no other from here on."""
    return replace(tray, conversation_id=locked(tray.conversation_id).pk)


def _row(tray: Tray, file: Examined, *, stored: str, preview: str) -> Attachment:
    return Attachment.objects.create(
        conversation_id=_living(tray).conversation_id,
        author=tray.author,
        name=file.name,
        media=file.media,
        size=file.size,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        stored=stored,
        preview=preview,
    )


def _sent_today(tray: Tray) -> int:
    contact = Conversation.objects.filter(pk=tray.conversation_id).values("contact_id")
    recent = Attachment.objects.filter(
        author=tray.author,
        conversation__contact_id__in=contact,
        created_at__gt=timezone.now() - timedelta(days=1),
    )
    return recent.aggregate(total=Sum("size"))["total"] or 0


def _locked(tray: Tray, ids: list[str]) -> list[Attachment]:
    """The uploads in the order of ``ids``, locked: a second sender waits and then sees."""
    if not ids:
        return []
    if len(ids) > MOST_FILES:
        words = _("Send at most {number} files with one message.")
        raise ValidationError(words.format(number=MOST_FILES), code="too_many_files")
    rows = tray.uploads.filter(public_id__in=ids).order_by("pk").select_for_update()
    found = {row.public_id: row for row in rows}
    if len(found) < len(ids):
        raise _gone()
    return [found[one] for one in ids]


def _tie(tray: Tray, files: list[Attachment], posted: Posted) -> None:
    if any(file.state != State.UPLOADED for file in files):
        raise _gone()
    entry = Message.objects.only("pk").get(conversation_id=tray.conversation_id, seq=posted.seq)
    tied = Attachment.objects.filter(pk__in=[file.pk for file in files])
    tied.update(message=entry, state=State.SENT)


def _gone() -> ValidationError:
    return ValidationError(_("A file is not there any more. Attach it again."), code="file_gone")


def _names(file: Attachment) -> list[str]:
    return [name for name in (file.stored, file.preview) if name]


def _purge_strays(folder: str) -> None:
    """Files as old as an unsent upload may be, of which no row knows: a crash left them."""
    if not default_storage.exists(folder):
        return
    before = timezone.now() - KEEP_UNSENT
    names = (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
    for some in _in_portions(names):
        known = Attachment.objects.filter(Q(stored__in=some) | Q(preview__in=some))
        kept = {name for file in known for name in _names(file)}
        strays = [name for name in some if name not in kept]
        erase(one for one in strays if default_storage.get_modified_time(one) < before)


def _in_portions(names: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    waiting = iter(names)
    while some := list(islice(waiting, size)):
        yield some
