"""Whether a workspace is still served, asked every few seconds by every socket of it."""

import asyncio
import time
from typing import LiteralString
from weakref import WeakKeyDictionary

from tenants.context import current_schema
from tenants.database import direct

REMEMBER_SECONDS = 1.0

_SERVED: LiteralString = """
    SELECT EXISTS (
        SELECT 1 FROM public.tenants_tenant WHERE schema_name = %s AND suspended_at IS NULL
    )
"""
# schema → (until when, served): thousands of sockets of one workspace ask every few seconds.
_remembered: dict[str, tuple[float, bool]] = {}
_asking: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Task[list[direct.Row]]]] = (
    WeakKeyDictionary()
)


async def still_served() -> bool:
    """False once the bound workspace is suspended or closed."""
    schema = current_schema()
    until, served = _remembered.get(schema, (0.0, False))
    if until < time.monotonic():
        served = await _ask(schema)
        _remembered[schema] = (time.monotonic() + REMEMBER_SECONDS, served)
    return served


def forget() -> None:
    """Look again at the next question."""
    _remembered.clear()


async def _ask(schema: str) -> bool:
    """One query for all sockets of a workspace that ask at the same time."""
    asking = _asking.setdefault(asyncio.get_running_loop(), {})
    if schema not in asking:
        asking[schema] = asyncio.create_task(direct.afetch(_SERVED, (schema,)))
        asking[schema].add_done_callback(lambda _done: asking.pop(schema))
    # A socket that closes must not take the answer from the others.
    return bool((await asyncio.shield(asking[schema]))[0][0])
