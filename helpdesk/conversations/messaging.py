"""Write to the log: the only writer of ``Message``, and the hot path in one statement.

One message is one SQL statement and one commit. It finds the client id, locks the head of the
conversation, inserts under the next sequence number, touches the conversation and writes the
assistant's job to the outbox. The ORM's way (five round trips in a thread) measured a tenth of
the throughput; everything that is not a message in flight uses the ORM all the same.

Two callers run the same text: ``post_message`` inside the caller's transaction, and for sockets,
on a pool of its own, ``apost_message``; it first tries to go together with others
(``together.py``).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from helpdesk.conversations import log, owed, together
from helpdesk.conversations.models import PREVIEW, Message
from helpdesk.live import hints
from tenants.context import current_schema
from tenants.database import direct

Kind = Message.Kind
Sender = Message.Sender

MAX_BODY_BYTES = 16 * 1024


class Refused(ObjectDoesNotExist):
    """The conversation is gone, blocked, or belongs to somebody else by now (fence)."""


class Conflict(ValidationError):
    """The client id was used before for another text."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where an entry stands in the log; ``duplicate`` when it was there already."""

    seq: int
    duplicate: bool
    status: str


_POST: LiteralString = (
    """
WITH prior AS (
    SELECT seq,
        body = %(body)s
        AND data->'attachments' IS NOT DISTINCT FROM %(data)s::jsonb->'attachments'
        OR redacted_at IS NOT NULL OR trigger_seq IS NOT NULL AS same
    FROM {schema}.conversations_message
    WHERE conversation_id = %(conversation)s AND author = %(author)s AND cid = %(cid)s::uuid
    UNION ALL
    SELECT seq, true FROM {schema}.conversations_message
    WHERE conversation_id = %(conversation)s AND trigger_seq = %(trigger)s::int
), head AS (
    UPDATE {schema}.conversations_conversation AS c SET
        head = c.head + 1,
        updated_at = now(),
        last_message_at = CASE WHEN %(kind)s = 'message' THEN now() ELSE c.last_message_at END,
        last_sender = CASE WHEN %(kind)s = 'message' THEN %(sender)s ELSE c.last_sender END,
        last_preview = CASE WHEN %(kind)s = 'message' THEN left(%(shown)s, %(preview)s::int)
                       ELSE c.last_preview END,
        first_reply_at = CASE WHEN %(kind)s = 'message' AND %(sender)s = 'agent'
                         THEN coalesce(c.first_reply_at, now()) ELSE c.first_reply_at END
    WHERE c.id = %(conversation)s AND c.status <> 'merged'
      AND NOT EXISTS (SELECT 1 FROM prior)
      AND (%(fence)s::int IS NULL OR c.fence = %(fence)s::int)
      AND NOT (c.is_spam AND %(sender)s = 'contact')
    RETURNING c.*
), entry AS (
    INSERT INTO {schema}.conversations_message
        (conversation_id, seq, kind, sender, author, agent_id, cid, trigger_seq, body, data)
    SELECT id, head, %(kind)s, %(sender)s, %(author)s, %(agent)s::bigint, %(cid)s::uuid,
           %(trigger)s::int, %(body)s, %(data)s FROM head
), job AS (
    <job> AND %(wants_turn)s
)
SELECT (SELECT seq FROM prior LIMIT 1), (SELECT same FROM prior LIMIT 1), c.updated_at, <state>
FROM (SELECT) AS always LEFT JOIN head AS c ON true <joins>
""".replace("<job>", owed.JOB)
    .replace("<state>", log.STATE)
    .replace("<joins>", log.STATE_JOINS)
)

# Where what was merged lives on. Not for an answer: its question has another number there.
_LIVING: LiteralString = """
    SELECT merged_into_id FROM {schema}.conversations_conversation
    WHERE id = %(conversation)s AND status = 'merged' AND %(trigger)s::int IS NULL
"""


def post_message(  # noqa: PLR0913 - the columns of an entry, all but two optional
    conversation_id: int,
    *,
    sender: str,
    body: str,
    cid: UUID | None = None,
    agent_id: int | None = None,
    data: dict[str, Any] | None = None,
    trigger_seq: int | None = None,
    fence: int | None = None,
) -> Posted:
    """Say something to the contact, or for them.

    Raises ``ValidationError`` for an empty or too long body, ``Refused`` when the fence has
    moved or the contact is blocked, ``Conflict`` when ``cid`` stands for another text.
    """
    checked_body(body, beside=_attached(data))
    values = _values(conversation_id, Kind.MESSAGE, sender, body)
    values.update(cid=cid, trigger=trigger_seq, fence=fence)
    return _post(values, agent_id=agent_id, data=data)


async def apost_message(conversation_id: int, *, body: str, cid: UUID) -> Posted:
    """The contact's message from a socket, committed when this returns. Raises as its twin."""
    checked_body(body)
    row = await together.store(conversation_id, cid, body)
    if row is None:
        conversation_id, row = await _alone(conversation_id, body, cid)
    posted = _posted(row)
    if not posted.duplicate:
        _, _, at, *state = row
        page = log.entry_said(posted.seq, body, cid, at, tuple(state))
        hints.tell_moved_here(conversation_id, posted.seq, page)
    return posted


async def _alone(conversation_id: int, body: str, cid: UUID) -> tuple[int, direct.Row]:
    """What could not be stored together with others: waits for locks, and says why not.

    Returns where it stands as well: what was merged takes nothing, the one that lives does.
    """
    values = _values(conversation_id, Kind.MESSAGE, Sender.CONTACT, body)
    values["cid"] = cid
    while True:
        try:
            row = (await direct.afetch(_POST, values))[0]
        except UniqueViolation:  # the same client id committed meanwhile: a new snapshot sees it
            row = (await direct.afetch(_POST, values))[0]
        if not _is_refused(row):
            break
        living = await direct.afetch(_LIVING, values)
        if not living:
            break
        values["conversation"] = living[0][0]
    return values["conversation"], row


def add_note(
    conversation_id: int,
    *,
    agent_id: int,
    body: str,
    cid: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> Posted:
    """Say something to agents only."""
    checked_body(body, beside=_attached(data))
    values = _values(conversation_id, Kind.NOTE, Sender.AGENT, body)
    values["cid"] = cid
    return _post(values, agent_id=agent_id, data=data)


def add_event(
    conversation_id: int,
    event: str,
    *,
    words: str = "",
    internal: bool = False,
    sender: str = Sender.SYSTEM,
    **data: Any,
) -> Posted:
    """Log that something happened. ``words`` are for the customer, unless ``internal``."""
    values = _values(conversation_id, Kind.EVENT, sender, words)
    agent_id = data.pop("agent_id", None)
    content = {"event": event, **({"internal": True} if internal else {}), **data}
    return _post(values, agent_id=agent_id, data=content)


@transaction.atomic
def mark_verdict(conversation_id: int, seq: int, *, solved: bool) -> None:
    """Keep on an answer what the contact said of it; the last word counts.

    Raises ``Message.DoesNotExist`` when the entry is no answer of the assistant.
    """
    verdict = "confirmed" if solved else "contradicted"
    answer = Message.objects.select_for_update().get(
        conversation_id=conversation_id, seq=seq, sender=Sender.ASSISTANT, kind=Kind.MESSAGE
    )
    if answer.data.get("verdict") != verdict:
        answer.data["verdict"] = verdict
        answer.save(update_fields=["data"])
        add_event(conversation_id, "verdict", internal=True, target=seq, verdict=verdict)


def checked_body(body: str, *, beside: object = None) -> str:
    """The same text, which may be empty if something stands ``beside`` it.

    Raises ``ValidationError`` with code ``empty``, ``too_long`` or ``not_text``.
    """
    if not body.strip() and not beside:
        raise ValidationError(_("The message is empty. Write something."), code="empty")
    try:
        size = len(body.encode())
    except UnicodeEncodeError:  # half a character
        size = -1
    if size < 0 or "\x00" in body:
        raise ValidationError(_("The message holds what is not text. Send text."), code="not_text")
    if size > MAX_BODY_BYTES:
        raise ValidationError(
            _("The message is over 16 KiB. Shorten or split it."), code="too_long"
        )
    return body


def preview_of(body: str, data: dict[str, Any] | None) -> str:
    """What lists show of a message; where there are no words, the names of its files."""
    names = ", ".join(one["name"] for one in _attached(data))
    return (body or names)[:PREVIEW]


def _attached(data: dict[str, Any] | None) -> list[dict[str, Any]]:
    return (data or {}).get("attachments") or []


def _values(conversation_id: int, kind: str, sender: str, body: str) -> dict[str, Any]:
    wants_turn = kind == Kind.MESSAGE and sender == Sender.CONTACT
    return {
        "tenant": current_schema(),
        "conversation": conversation_id,
        "kind": str(kind),
        "sender": str(sender),
        "author": str(sender),
        "agent": None,
        "cid": None,
        "trigger": None,
        "fence": None,
        "body": body,
        "shown": body,
        "preview": PREVIEW,
        "data": Jsonb({}),
        "wants_turn": wants_turn,
        "pause": timedelta(seconds=settings.ASSISTANT_BURST_SECONDS),
    }


def _post(
    values: dict[str, Any], *, agent_id: int | None = None, data: dict[str, Any] | None = None
) -> Posted:
    if agent_id is not None:
        values.update(agent=agent_id)
        if values["sender"] == Sender.AGENT:
            values["author"] = f"agent:{agent_id}"
    values.update(data=Jsonb(data or {}), shown=preview_of(values["body"], data))
    row = _stored(values)
    while _is_refused(row) and (living := direct.fetch(_LIVING, values)):
        values["conversation"] = living[0][0]
        row = _stored(values)
    posted = _posted(row)
    if not posted.duplicate:
        hints.tell_moved(values["conversation"], posted.seq)
    return posted


def _stored(values: dict[str, Any]) -> direct.Row:
    try:
        with transaction.atomic():
            return direct.fetch_prepared(_POST, values)[0]
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        return direct.fetch(_POST, values)[0]


def _is_refused(row: direct.Row) -> bool:
    """Neither there before nor stored now."""
    prior_seq, _, _, _, _, head, *_ = row
    return prior_seq is None and head is None


def _posted(row: tuple[Any, ...]) -> Posted:
    prior_seq, same_body, _, _, status, head, *_ = row
    if prior_seq is not None:
        if not same_body:
            raise Conflict("This client id was used for another text.", code="conflict")
        return Posted(seq=prior_seq, duplicate=True, status="")
    if head is None:
        raise Refused("The conversation takes no message from here.")
    return Posted(seq=head, duplicate=False, status=status)
