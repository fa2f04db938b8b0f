"""Drafts: what an agent has begun to write stays theirs, on every device, until it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.composing.models import Draft, HeldReply
from helpdesk.conversations.access import locked
from helpdesk.conversations.attaching import MOST_FILES
from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.models import Message

# More than may be sent: who is over it shortens the text, and must not lose it meanwhile.
MOST_BYTES = 64 * 1024
MOST_MACROS = 10


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a composer; ``files`` and ``macros`` by public id."""

    body: str
    cid: UUID
    files: Sequence[str] = ()
    macros: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.body.strip() or self.files)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose draft it is, where, and of which kind."""

    conversation_id: int
    agent: Agent
    kind: str


class Stale(Exception):
    """The draft has another version than the writer saw. ``now`` is how it stands; None: gone."""

    def __init__(self, now: Draft | None) -> None:
        super().__init__("The draft was changed elsewhere.")
        self.now = now


def of(conversation_id: int, agent: Agent) -> list[Draft]:
    """The agent's drafts here, one of each kind at most."""
    return list(Draft.objects.filter(conversation=conversation_id, agent=agent))


def keep(place: Place, written: Written, *, seen: UUID | None) -> Draft | None:
    """Keep what is written over the version that was ``seen`` (None: there was none).

    Of a conversation that was merged, where it lives: the draft went there too.
    Returns the draft with its new version, None when nothing is left of it. Raises ``Stale``, and
    ``ValidationError`` for what is no text or too much of it.
    """
    _check(place.kind, written)
    try:
        with transaction.atomic():
            return _kept(_living(place), written, seen)
    except IntegrityError:  # another tab began the same draft meanwhile
        raise Stale(_rows(place).first()) from None


def sent(place: Place, written: Written, *, seen: UUID | None = None) -> None:
    """This was sent: no tab brings it back. What was begun after it stays."""
    this = Q(cid=written.cid) | Q(body=written.body) | Q(version=seen)
    _rows(place).filter(this).delete()


@transaction.atomic
def put_back(place: Place, written: Written) -> None:
    """What was taken back is a draft again, unless another was begun since: that one is kept."""
    if not _rows(place).select_for_update().exists():
        _write(Draft(**_whose(place)), written)


def go_along(carried: Carried) -> None:
    """A conversation became part of another: who has begun to write in both has one draft of both.

    One that stays as it was keeps its version, so the tab in which it is written goes on.
    """
    for draft in Draft.objects.select_for_update().filter(conversation=carried.from_id):
        there = Place(carried.to_id, draft.agent, draft.kind)
        other = _rows(there).select_for_update().first()
        if other is None:
            Draft.objects.filter(pk=draft.pk).update(conversation=carried.to_id)
            continue
        draft.delete()
        _write(other, _joined(other, draft))


def _joined(one: Draft, other: Draft) -> Written:
    texts = [draft.body for draft in (one, other) if draft.body.strip()]
    macros = [*dict.fromkeys([*one.macros, *other.macros])]
    return Written("\n\n".join(texts), one.cid, [*one.files, *other.files], macros)


def _living(place: Place) -> Place:
    return replace(place, conversation_id=locked(place.conversation_id).pk)


def _kept(place: Place, written: Written, seen: UUID | None) -> Draft | None:
    draft = _rows(place).select_for_update().first()
    if _was_sent(place, written):
        _rows(place).filter(cid=written.cid).delete()
        return None
    if (draft.version if draft else None) != seen and not _is_same(draft, written):
        raise Stale(draft)
    if written.is_empty:
        _rows(place).delete()
        return None
    return _write(draft or Draft(**_whose(place)), written)


def _was_sent(place: Place, written: Written) -> bool:
    """A tab that is slow keeps what another, or the same, has sent."""
    mine: dict[str, Any] = {"conversation": place.conversation_id, "cid": written.cid}
    said = Message.objects.filter(author=f"agent:{place.agent.pk}", **mine)
    return said.exists() or HeldReply.objects.filter(agent=place.agent, **mine).exists()


def _is_same(draft: Draft | None, written: Written) -> bool:
    """Two tabs that say the same are not in each other's way."""
    if draft is None:
        return written.is_empty
    return draft.body == written.body and draft.files == [*written.files]


def _write(draft: Draft, written: Written) -> Draft:
    draft.body, draft.cid, draft.version = written.body, written.cid, uuid4()
    draft.files, draft.macros = [*written.files], [*written.macros]
    draft.save()
    return draft


def _rows(place: Place) -> QuerySet[Draft]:
    return Draft.objects.filter(**_whose(place))


def _whose(place: Place) -> dict[str, Any]:
    return {"conversation_id": place.conversation_id, "agent": place.agent, "kind": place.kind}


def _check(kind: str, written: Written) -> None:
    if kind not in Draft.Kind.values:
        raise ValidationError(_("Choose a reply or a note."), code="kind")
    if len(written.files) > MOST_FILES or len(written.macros) > MOST_MACROS:
        raise ValidationError(_("A draft holds at most five files and ten macros."), code="many")
    try:
        size = len(written.body.encode())
    except UnicodeEncodeError:  # half a character
        size = -1
    if size < 0 or "\x00" in written.body:
        raise ValidationError(_("The draft holds what is not text. Write text."), code="not_text")
    if size > MOST_BYTES:
        raise ValidationError(_("The draft is over 64 KiB. Shorten it."), code="too_long")
