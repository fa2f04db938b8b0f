"""What storing a customer's message costs, against the floor: one INSERT with its commit.

``DATABASE_URL=… REDIS_URL=… python -m bench.hot_path`` opens a workspace of its own, measures
both in turns (so that a busy moment meets both), drops the workspace and prints one JSON object.
Ours does more than the floor: it numbers, deduplicates, touches the conversation, writes the job
and commits, in one statement.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from django.db import connection
from psycopg import sql

from helpdesk.conversations import lifecycle
from helpdesk.conversations.contacts import new_visitor
from helpdesk.conversations.messaging import apost_message
from helpdesk.live.hub import hub
from tenants.context import in_public, in_tenant
from tenants.database import direct
from tenants.models import Tenant
from tenants.provisioning import Opening, open_tenant

CONVERSATIONS = 40
QUIET = 300
ROUNDS = 3
SECONDS = 4.0
WRITERS = 8
BODY = "My card was charged twice this month, could somebody look at it please? " * 2

_FLOOR = """
    INSERT INTO {schema}.bench_floor (conversation, body) VALUES (%s, %s) RETURNING id
"""
Write = Callable[[int], Awaitable[Any]]


def main() -> None:
    with in_public():
        tenant = open_tenant(Opening(f"bench-{uuid4().hex[:8]}", "Bench", "b@bench.example"))
    try:
        print(json.dumps(asyncio.run(_measure(tenant.schema_name, _prepare(tenant)))))
    finally:
        _drop(tenant)


def _prepare(tenant: Tenant) -> list[int]:
    table = sql.SQL("CREATE TABLE {}.bench_floor (id bigserial, conversation int, body text)")
    with in_tenant(tenant.schema_name), connection.cursor() as cursor:
        cursor.execute(table.format(sql.Identifier(tenant.schema_name)))
        return [lifecycle.start(new_visitor()).pk for _ in range(CONVERSATIONS)]


async def _measure(schema: str, conversations: list[int]) -> dict[str, Any]:
    async def ours(at: int) -> None:
        await apost_message(conversations[at % CONVERSATIONS], body=BODY, cid=uuid4())

    async def floor(at: int) -> None:
        await direct.afetch(_FLOOR, (conversations[at % CONVERSATIONS], BODY))

    with in_tenant(schema):
        for warm in (ours, floor):
            await _quiet(warm, 30)
        quiet = [(await _quiet(ours, QUIET), await _quiet(floor, QUIET)) for _ in range(ROUNDS)]
        loaded = [(await _loaded(ours), await _loaded(floor)) for _ in range(ROUNDS)]
        await hub().close()
        await direct.close_pool()
    return {
        "quiet_p50_ms": _row(quiet, digits=3),
        "messages_per_second": {**_row(loaded, digits=0), "writers": WRITERS},
    }


async def _quiet(write: Write, times: int) -> float:
    """The median of one after the other, in milliseconds."""
    took = []
    for at in range(times):
        began = time.perf_counter()
        await write(at)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


async def _loaded(write: Write) -> float:
    """Messages per second with ``WRITERS`` at once."""
    until = time.perf_counter() + SECONDS

    async def writer(number: int) -> int:
        count = 0
        while time.perf_counter() < until:
            await write(number + count * WRITERS)
            count += 1
        return count

    return sum(await asyncio.gather(*map(writer, range(WRITERS)))) / SECONDS


def _row(pairs: list[tuple[float, float]], *, digits: int) -> dict[str, float]:
    ours, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
    return {
        "ours": round(ours, digits),
        "floor": round(floor, digits),
        "ratio": round(ours / floor, 2),
    }


def _drop(tenant: Tenant) -> None:
    drop = sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(tenant.schema_name))
    with in_public(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM public.work_job WHERE tenant = %s", [tenant.schema_name])
        cursor.execute(drop)
        tenant.delete()


if __name__ == "__main__":
    main()
