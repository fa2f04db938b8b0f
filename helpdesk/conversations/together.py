"""Group commit: what contacts of one tenant say at the same moment is stored by one statement.

The first message goes out at once; what comes while it is under way gathers and goes together
when it is back, or beside it once it is worth a statement. Where several spoke lately, the first
waits for what is said in the same turn of the loop. So a quiet desk waits for nothing, and a busy
one pays the start of a statement, the flush of its commit and the trip there once for many
messages: of 20, each cost PostgreSQL a seventh of the time (bench/message_path.py).

- **Tenants never meet.** A statement is of one schema and a transaction of its own.
- **It waits for no lock.** A conversation that somebody else is writing in is skipped, so no
  message holds the others up, and two processes cannot wait for each other in a ring.
- **It stores what is plain.** A message whose conversation is locked, merged, gone or blocked, or
  whose client id is there already, is left out. When the statement fails, all of it is rolled
  back. Whoever was left out runs the one statement that knows every case (``messaging``), alone.
- **Order holds.** A batch takes one message of a conversation; what follows it there waits.
"""

import asyncio
import logging
import math
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, LiteralString
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings

from helpdesk.conversations import log, owed
from helpdesk.conversations.models import PREVIEW
from tenants.context import current_schema, in_tenant
from tenants.database import direct

logger = logging.getLogger(__name__)

MOST = 32
# So many on their way at once: while the database stores one batch, the process reads the next.
AT_ONCE = 2
# Fewer would rather wait for the next batch than have a statement of their own.
WORTH_ONE = 4
# Who lies longer behind a batch has met a slow or dead connection, and takes another.
PATIENCE_SECONDS = 0.1
MOST_CARRIERS = 4
# Where several spoke at once lately, what is said in one turn of the loop goes together.
CROWDED_SECONDS = 0.05

_STORE: LiteralString = (
    """
WITH <head>, entry AS (
    INSERT INTO {schema}.conversations_message
        (conversation_id, seq, kind, sender, author, cid, body, data)
    SELECT id, head, 'message', 'contact', 'contact', cid, body, '{{}}' FROM head
), job AS (
    <job>
)
SELECT c.id, NULL, NULL, c.updated_at, <state> FROM head AS c <joins>
""".replace("<job>", owed.JOB)
    .replace("<state>", log.STATE)
    .replace("<joins>", log.STATE_JOINS)
)
_MANY = _STORE.replace(
    "<head>",
    """
said AS (
    SELECT * FROM unnest(%(conversations)s::bigint[], %(cids)s::uuid[], %(bodies)s::text[])
        AS said (conversation, cid, body)
), mine AS (
    SELECT id FROM {schema}.conversations_conversation
    WHERE id IN (SELECT conversation FROM said) AND NOT is_spam AND status <> 'merged'
    FOR NO KEY UPDATE SKIP LOCKED
), head AS (
    UPDATE {schema}.conversations_conversation AS c SET
        head = c.head + 1,
        updated_at = now(),
        last_message_at = now(),
        last_sender = 'contact',
        last_preview = left(s.body, %(preview)s::int)
    FROM said AS s, mine
    WHERE c.id = mine.id AND s.conversation = mine.id AND NOT EXISTS (
        SELECT FROM {schema}.conversations_message AS m
        WHERE m.conversation_id = s.conversation AND m.author = 'contact' AND m.cid = s.cid
    )
    RETURNING c.*, s.cid, s.body
)
""",
)
# A message that is alone pays the start of its statement by itself: without sets to be joined it
# takes a quarter less.
_ONE = _STORE.replace(
    "<head>",
    """
head AS (
    UPDATE {schema}.conversations_conversation AS c SET
        head = c.head + 1,
        updated_at = now(),
        last_message_at = now(),
        last_sender = 'contact',
        last_preview = left(%(body)s, %(preview)s::int)
    WHERE c.id = (
        SELECT id FROM {schema}.conversations_conversation
        WHERE id = %(conversation)s AND NOT is_spam AND status <> 'merged'
        FOR NO KEY UPDATE SKIP LOCKED
    ) AND NOT EXISTS (
        SELECT FROM {schema}.conversations_message
        WHERE conversation_id = %(conversation)s AND author = 'contact' AND cid = %(cid)s
    )
    RETURNING c.*, %(cid)s::uuid AS cid, %(body)s AS body
)
""",
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A message, and who waits for the row that it makes; None: left out."""

    conversation: int
    cid: UUID
    body: str
    stored: asyncio.Future[direct.Row | None]


Batch = dict[int, _Said]


@dataclass(slots=True)
class _Desk:
    """What one tenant's contacts have said and nobody has taken to the database yet."""

    schema: str
    waiting: list[_Said] = field(default_factory=list)
    # Batches under way, or about to set out.
    carriers: int = 0
    # Conversations whose message is under way.
    away: set[int] = field(default_factory=set)
    alarm: asyncio.TimerHandle | None = None
    # When several went together last.
    crowded_at: float = -math.inf

    def lay_down(self, said: _Said) -> None:
        self.waiting.append(said)
        if self._is_quiet():
            self.carriers += 1
            Context().run(self._carry, False)
        elif not self.carriers or (self.carriers < AT_ONCE and len(self.waiting) >= WORTH_ONE):
            self._send_off()
        elif self.alarm is None:
            loop = asyncio.get_running_loop()
            self.alarm = loop.call_later(PATIENCE_SECONDS, self._lose_patience)

    def _is_quiet(self) -> bool:
        """Nothing is under way, and lately nobody spoke while somebody else did."""
        if self.carriers:
            return False
        return asyncio.get_running_loop().time() - self.crowded_at > CROWDED_SECONDS

    def _send_off(self, *, hurries: bool = False) -> None:
        """With what else is said in this turn of the loop."""
        self.carriers += 1
        asyncio.get_running_loop().call_soon(self._carry, hurries, context=Context())

    def _lose_patience(self) -> None:
        self.alarm = None
        if self.waiting and self.carriers < MOST_CARRIERS:
            self._send_off(hurries=True)

    def _carry(self, hurries: bool) -> None:
        if batch := self._take(hurries):
            self.away |= batch.keys()
            with in_tenant(self.schema):
                direct.begin(*_statement(batch), partial(self._back, hurries, batch))
        else:
            self.carriers -= 1

    def _back(self, hurries: bool, batch: Batch, told: direct.Told) -> None:
        self.away -= batch.keys()
        _tell(batch, told)
        self.carriers -= 1
        if self.waiting:
            self._send_off(hurries=hurries)

    def _take(self, hurries: bool) -> Batch:
        """The next batch: what came first, and of each conversation one message.

        What follows a message that is under way waits for it, unless that takes too long.
        """
        batch: Batch = {}
        rest = []
        for said in self.waiting:
            follows = said.conversation in batch or (not hurries and said.conversation in self.away)
            if follows or len(batch) == MOST:
                rest.append(said)
            else:
                batch[said.conversation] = said
        self.waiting = rest
        if len(batch) > 1:
            self.crowded_at = asyncio.get_running_loop().time()
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None
        return batch


_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Desk]] = WeakKeyDictionary()


async def store(conversation_id: int, cid: UUID, body: str) -> direct.Row | None:
    """Store a contact's message with those of others, committed when this returns.

    Returns the row that ``messaging`` would get, or None when it was left out. Raises
    ``OperationalError`` when the database is away. Whoever is cancelled leaves the others alone;
    the message may be stored all the same.
    """
    loop, schema = asyncio.get_running_loop(), current_schema()
    desks = _desks.setdefault(loop, {})
    said = _Said(conversation_id, cid, body, loop.create_future())
    desks.setdefault(schema, _Desk(schema)).lay_down(said)
    return await said.stored


def _tell(batch: Batch, told: direct.Told) -> None:
    """One statement, one commit; now everyone who waits hears of it."""
    rows: dict[int, direct.Row] = {}
    if isinstance(told, psycopg.OperationalError):  # the database is away, for each of them
        for said in _waiting(batch):
            said.stored.set_exception(told)
    elif isinstance(told, Exception):  # one of them is to blame, and finds out alone
        logger.info("a batch of %d messages was rolled back: %s", len(batch), told)
    else:
        rows = {row[0]: row[1:] for row in told}
    for said in _waiting(batch):
        said.stored.set_result(rows.get(said.conversation))


def _waiting(batch: Batch) -> list[_Said]:
    """Those who were not told yet; a browser may also have gone meanwhile."""
    return [said for said in batch.values() if not said.stored.done()]


def _statement(batch: Batch) -> tuple[LiteralString, dict[str, Any]]:
    """What stores them, and its values."""
    said = batch.values()
    values: dict[str, Any] = {
        "preview": PREVIEW,
        "tenant": current_schema(),
        "pause": timedelta(seconds=settings.ASSISTANT_BURST_SECONDS),
    }
    if len(batch) == 1:
        (one,) = said
        return _ONE, values | {"conversation": one.conversation, "cid": one.cid, "body": one.body}
    return _MANY, values | {
        "conversations": list(batch),
        "cids": [one.cid for one in said],
        "bodies": [one.body for one in said],
    }
