"""One small read through each kind of door; what comes back is text that holds marks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from unittest import mock
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction

from helpdesk.conversations.models import Contact
from tenants.commands import TenantCommand
from tenants.context import in_public
from tenants.database import direct
from tenants.work import outbox, tasks
from tenants.work.models import Job
from tests.isolation.addressing import twins
from tests.isolation.browsing import Caller
from tests.isolation.listening import Line, frame_of
from tests.isolation.rows import TWIN
from tests.isolation.sinks import Record
from tests.isolation.world import Side, World

# A visitor may have eight tabs open.
LINES_EACH = 4
THREADS = 4
_TOPIC = "hammer.look"
_LOG = "/widget/conversations/twin-conversation/log?after=0&wait=5"

Door = Callable[[Side], Awaitable[str]]


class Forgetful(Record):
    """Ten thousand answers are looked at once; only faults are kept."""

    def add(self, sink: str, where: str, content: str | bytes, who: str | None = None) -> None:
        pass


@dataclass
class Doors:
    """The doors, and what stands open behind them."""

    record: Forgetful
    lines: dict[str, asyncio.Queue[Line]] = field(default_factory=dict)
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS))
    # What the job with this key has read.
    looked: dict[str, str] = field(default_factory=dict)

    def by_entry(self) -> dict[str, Door]:
        return {
            "page": self._page,
            "admin": self._admin,
            "api": self._api,
            "long_poll": self._long_poll,
            "frame": self._frame,
            "job": lambda side: self._in_worker(self._job, side),
            "command": lambda side: self._in_worker(_command, side),
        }

    def look(self, payload: outbox.Payload) -> None:
        """The work of a job of the hammer's."""
        self.looked[payload["key"]] = words()

    async def connect(self, side: Side) -> None:
        self.lines[side.letter] = asyncio.Queue()
        for _ in range(LINES_EACH):
            line = Line(side, "/ws/widget", self.record)
            await line.connect()
            await _greet(line, side)  # within its 15 seconds, however slow the machine is
            self.lines[side.letter].put_nowait(line)

    async def close(self) -> None:
        for waiting in self.lines.values():
            while not waiting.empty():
                await waiting.get_nowait().close()
        self.threads.shutdown()

    async def _page(self, side: Side) -> str:
        return await self._get("/inbox/c/twin-conversation/", side, session=side.keys.owner)

    async def _admin(self, side: Side) -> str:
        page = f"/admin/conversations/contact/{TWIN}/change/"
        return await self._get(page, side, session=side.keys.owner)

    async def _api(self, side: Side) -> str:
        page = "/api/v1/conversations/twin-conversation"
        return await self._get(page, side, bearer=side.keys.program)

    async def _long_poll(self, side: Side) -> str:
        return await self._get(_LOG, side, bearer=side.keys.visitor)

    async def _get(self, path: str, side: Side, *, session: str = "", bearer: str = "") -> str:
        caller = Caller("hammer", side, self.record, session=session, bearer=bearer)
        answer = await caller.get(path)
        return answer.body.decode()

    async def _frame(self, side: Side) -> str:
        """Say hello again on one of the open sockets, and hear the log once more."""
        line = await self.lines[side.letter].get()
        said = await _greet(line, side)
        self.lines[side.letter].put_nowait(line)
        return said

    async def _in_worker(self, do: Callable[[Side], str], side: Side) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, _hanging_up, do, side)

    def _job(self, side: Side) -> str:
        """Owed by one, done as a worker of Celery's does it: the row alone says for whom."""
        key = uuid4().hex
        with side.company.bound(), transaction.atomic():
            outbox.enqueue(_TOPIC, {"key": key}, key=key)
        with in_public():
            job_id = Job.objects.values_list("pk", flat=True).get(dedupe_key=key)
        tasks.run.apply((job_id, 0))
        return self.looked.pop(key)


@asynccontextmanager
async def opened(world: World) -> AsyncIterator[Doors]:
    """Sockets of all companies are connected before the first of them speaks."""
    doors = Doors(Forgetful())
    work = outbox.Work(_TOPIC, doors.look, outbox.Kept.WHOLE, patient=True)
    with mock.patch.dict(outbox._works, {_TOPIC: work}):
        for side in world.sides.values():
            await doors.connect(side)
        try:
            yield doors
        finally:
            await doors.close()


def words() -> str:
    """Two columns of the contact that all companies have, by the ORM and beside it."""
    text = "SELECT phone FROM {schema}.conversations_contact WHERE id = %s"
    return f"{Contact.objects.get(pk=TWIN).name} {direct.fetch(text, (TWIN,))[0][0]}"


class _Look(TenantCommand):
    def handle_tenant(self, *args: Any, **options: Any) -> None:
        self.stdout.write(words())


def _command(side: Side) -> str:
    said = StringIO()
    call_command(_Look(stdout=said), tenant=side.company.tenant.slug)
    return said.getvalue()


async def _greet(line: Line, side: Side) -> str:
    """Say hello, and hear until the log has come."""
    await line.send(frame_of("hello", twins(side), token=side.keys.visitor))
    said = [await line.text(timeout=30)]
    while '"type":"log"' not in said[-1]:
        said.append(await line.text(timeout=30))
    return "\n".join(said)


def _hanging_up(do: Callable[[Side], str], side: Side) -> str:
    try:
        return do(side)
    finally:
        connection.close()
