"""An agent as the inbox's pages are one: hears what moved over the socket, reads it by request."""

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from functools import partial

import httpx2
import orjson
import websockets

from tests.chaos.ledger import Ledger, Talk
from tests.chaos.stack import Firm
from tests.chaos.wire import TROUBLE, Journal, Wire, backoff, browser, dial, first_open, frames, url

READERS = 3
VIEWS = ("assistant", "waiting", "open", "resolved")
COOKIE = "sessionid"
# Pages carry it twice, as a cookie and in each form.
FORM_TOKEN = "c" * 32

_ROW = re.compile(r'data-id="(\d+)".{0,200}?href="/inbox/c/([\w-]+)/', re.DOTALL)
_ENTRY = re.compile(r'<li class="[^"]+"\s+id="entry-(\d+)"\s+[^>]*?>')
_CURSOR = re.compile(r'data-upto="(\d+)"')


@dataclass(eq=False)
class Agent:
    """One desk that has every conversation of its workspace open."""

    firm: Firm
    ways: tuple[int, ...]
    ledger: Ledger
    strangers: tuple[str, ...]
    chance: random.Random
    _names: dict[int, str] = field(default_factory=dict)
    _stale: dict[str, None] = field(default_factory=dict)
    _reading: set[str] = field(default_factory=set)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _failures: int = 0
    _rest: float = 0.0
    _port: int = 0
    line: Journal = field(default_factory=Journal)

    async def stay(self) -> None:
        """Keep the socket and read what moves, until cancelled."""
        cookie = f"{COOKIE}={self.firm.session}; csrftoken={FORM_TOKEN}"
        async with browser(self.firm, Cookie=cookie) as client, asyncio.TaskGroup() as g:
            g.create_task(self._listen(cookie, client))
            for _ in range(READERS):
                g.create_task(self._read(client))

    async def _listen(self, cookie: str, client: httpx2.AsyncClient) -> None:
        while True:
            try:
                await first_open(self.ways, partial(self._connect, cookie, client))
            except TROUBLE as trouble:
                self.line.ended(repr(trouble))
            self._failures += 1
            await asyncio.sleep(self._rest + backoff(self._failures, self.chance))
            self._rest = 0.0

    async def _connect(self, cookie: str, client: httpx2.AsyncClient, port: int) -> float:
        async with dial(self.firm, port, "/ws/inbox", Cookie=cookie) as wire:
            self._port = port
            self.line.opened(port)
            hello = {"type": "hello", "ticket": await self._ticket(client)}
            await wire.send(orjson.dumps(hello).decode())
            try:
                await self._hear(wire, client)
            except websockets.ConnectionClosed as closed:
                told = closed.rcvd is not None
                self.ledger.ends["told" if told else "cut"] += 1
                self.ledger.ends["renewed"] += closed.rcvd is not None and closed.rcvd.code == 4401
                raise
        return 0.0

    async def _ticket(self, client: httpx2.AsyncClient) -> str:
        address = url(self._port, "/inbox/ticket/")
        answer = await client.post(address, headers={"X-CSRFToken": FORM_TOKEN})
        answer.raise_for_status()
        return str(answer.json()["ticket"])

    async def _hear(self, wire: Wire, client: httpx2.AsyncClient) -> None:
        async for frame in frames(wire):
            self.line.hears(frame["type"])
            if frame["type"] == "bye":
                self._rest = frame["retry_after_ms"] / 1000
            elif frame["type"] == "ready":
                self._failures = 0
                await self._read_list(client)
            elif frame["type"] == "moved":
                await self._moved([int(number) for number in frame["conversations"]], client)

    async def _moved(self, numbers: list[int], client: httpx2.AsyncClient) -> None:
        if any(number not in self._names for number in numbers):
            await self._read_list(client)
        for number in numbers:
            if name := self._names.get(number):
                self._refresh(name)

    async def _read_list(self, client: httpx2.AsyncClient) -> None:
        """What a page does when its socket is back: everything may have moved."""
        for view in VIEWS:
            page = await self._get(client, f"/inbox/?view={view}&size=100")
            self._names |= {int(number): name for number, name in _ROW.findall(page)}
        for name in self._names.values():
            self._refresh(name)

    def standing(self, talk: Talk) -> str:
        """What this desk is about to do for a conversation that it has not read to the end."""
        name = talk.public_id
        known = "knows it" if name in self._names.values() else "has not seen it in a list"
        if name in self._reading:
            return f"{known}, is reading it"
        return f"{known}, {'will read it' if name in self._stale else 'waits for news of it'}"

    def _refresh(self, name: str) -> None:
        self._stale[name] = None
        self._woken.set()

    async def _read(self, client: httpx2.AsyncClient) -> None:
        while True:
            name = await self._next()
            self._reading.add(name)  # one request at a time for each thread, as pages do it
            if talk := self.ledger.by_public_id(name):
                await self._read_news(talk, client)
            else:  # the visitor has not heard its name yet
                await asyncio.sleep(0.2)
                self._refresh(name)
            self._reading.discard(name)
            self._woken.set()

    async def _next(self) -> str:
        while True:
            for name in self._stale:
                if name not in self._reading:
                    del self._stale[name]
                    return name
            self._woken.clear()
            await self._woken.wait()

    async def _read_news(self, talk: Talk, client: httpx2.AsyncClient) -> None:
        try:
            page = await self._get(
                client, f"/inbox/c/{talk.public_id}/news/?after={talk.desk.upto}"
            )
        except TROUBLE as trouble:
            self.line.ends.append((time.monotonic(), f"could not read: {trouble!r}"))
            await asyncio.sleep(backoff(2, self.chance))
            self._refresh(talk.public_id)
            return
        self._show(talk, page)

    def _show(self, talk: Talk, page: str) -> None:
        """New entries; those that replace one on the screen are no news."""
        now = time.monotonic()
        for entry in _ENTRY.finditer(page):
            if "hx-swap-oob" not in entry.group(0):
                talk.desk.show(int(entry.group(1)), now)
        talk.desk.upto = max([talk.desk.upto, *map(int, _CURSOR.findall(page))])
        talk.foreign += sum(page.count(f"[{stranger} ") for stranger in self.strangers)

    async def _get(self, client: httpx2.AsyncClient, path: str) -> str:
        answer = await client.get(url(self._port, path), headers={"HX-Request": "true"})
        answer.raise_for_status()
        return answer.text
