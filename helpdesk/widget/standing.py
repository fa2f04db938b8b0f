"""Which visitors may still listen: one question for all open sockets of a workspace."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import LiteralString
from weakref import WeakKeyDictionary

from tenants.context import current_schema
from tenants.database import direct

Listening = Callable[[], Iterable[int]]

REMEMBER_SECONDS = 1.0

_WELCOME: LiteralString = """
    SELECT id FROM {schema}.conversations_contact WHERE id = ANY(%s) AND NOT is_blocked
"""


@dataclass(frozen=True, slots=True)
class _Answer:
    """Who was asked about, who of them is welcome, and until when that is believed."""

    asked: frozenset[int]
    welcome: frozenset[int]
    until: float


_asking: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Task[_Answer]]] = (
    WeakKeyDictionary()
)


async def is_welcome(contact_id: int, listening: Listening) -> bool:
    """False once the contact is blocked or gone; ``listening``: who else may ask soon."""
    answer = await _ask(contact_id, listening)
    while contact_id not in answer.asked:  # came while the question was on its way
        answer = await _ask(contact_id, listening)
    return contact_id in answer.welcome


async def _ask(contact_id: int, listening: Listening) -> _Answer:
    """The question that somebody asked a moment ago, or a new one."""
    asking, schema = _asking.setdefault(asyncio.get_running_loop(), {}), current_schema()
    last = asking.get(schema)
    if last is None or (last.done() and not _holds(last, contact_id)):
        last = asking[schema] = asyncio.create_task(_look(frozenset({contact_id, *listening()})))
    # A socket that closes must not take the answer from the others.
    return await asyncio.shield(last)


def _holds(last: asyncio.Task[_Answer], contact_id: int) -> bool:
    if last.cancelled() or last.exception():
        return False
    return last.result().until > time.monotonic() and contact_id in last.result().asked


async def _look(asked: frozenset[int]) -> _Answer:
    rows = await direct.afetch(_WELCOME, (list(asked),))
    welcome = frozenset(row[0] for row in rows)
    return _Answer(asked, welcome, time.monotonic() + REMEMBER_SECONDS)
