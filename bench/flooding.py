"""One company's flood, as a process of its own: many sockets, posts, pages, programs, redials.

``python -m bench.flooding JSON`` asks for ``seconds``, never listens to "later", and prints how
often it asked and was refused. It is paced: what it offers does not depend on what it gets.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

import orjson
import uvloop

from bench.people import BODY, Place, Visitor, message
from bench.wire import Closed, Wire

LATER = (b"429", b"503")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who floods which port, for how long, and how often in a second all of them together."""

    port: int
    seconds: float
    host: str
    schema: str
    visitors: list[tuple[str, str, int]]
    session: str
    key: str
    messages: float
    requests: float
    redials: float

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    def people(self) -> list[Visitor]:
        place = Place(self.schema, self.host)
        return [Visitor(place, *one) for one in self.visitors]


class Flood:
    """What is asked, and what became of it: ``asked``, ``done``, ``refused``, ``failed``."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._until = time.perf_counter() + plan.seconds
        self._people = plan.people()
        self.counts: Counter[str] = Counter()

    async def run(self) -> None:
        plan, crowd = self._plan, len(self._people)
        tasks = [self._write(one, plan.messages / crowd) for one in self._people]
        tasks += [self._ask(one, plan.requests / crowd) for one in self._people]
        tasks += [self._paced(plan.redials, self._redial)]
        await asyncio.gather(*tasks)

    async def _write(self, visitor: Visitor, rate: float) -> None:
        wire: Wire | None = None

        async def say() -> None:
            nonlocal wire
            if wire is None:
                wire = await visitor.dial(self._plan.port, self._ear())
            self.counts["asked"] += 1
            try:
                wire.send(orjson.dumps(message()))
            except Closed:
                wire = None

        await self._paced(rate, say)
        if wire is not None:
            wire.close()

    def _ear(self) -> type[Wire]:
        counts = self.counts

        class Ear(Wire):
            def arrived(self, frame: bytes | None) -> None:
                super().arrived(frame)
                if frame is not None and b'"type":"ack"' in frame:
                    counts["done"] += 1
                elif frame is not None and b'"type":"nack"' in frame:
                    counts["refused"] += 1

        return Ear

    async def _ask(self, visitor: Visitor, rate: float) -> None:
        seen = {"Cookie": f"sessionid={self._plan.session}"}
        program = {"Authorization": f"Bearer {self._plan.key}"}
        said = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
        said["Origin"] = f"http://{self._plan.host}"
        messages = f"/widget/conversations/{visitor.conversation}/messages"
        doors = [
            ("/inbox/?view=open", seen, b""),
            ("/help/", {}, b""),
            ("/api/v1/conversations/", program, b""),
            (messages, said, b"send"),
        ]
        at = 0

        async def get() -> None:
            nonlocal at
            at += 1
            path, headers, kind = doors[at % len(doors)]
            body = orjson.dumps({"cid": str(uuid4()), "body": BODY}) if kind else b""
            await self._request(path, headers, body)

        await self._paced(rate, get)

    async def _request(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.counts["asked"] += 1
        lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"Host: {self._plan.host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["Connection: close", f"Content-Length: {len(body)}"]
        reader, writer = await asyncio.open_connection("127.0.0.1", self._plan.port)
        try:
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            status = (await reader.read(16)).split()[1:2]
            while await reader.read(65_536):
                pass
        finally:
            writer.close()
        self.counts[_became(status)] += 1

    async def _redial(self) -> None:
        self.counts["asked"] += 1
        wire = await self._people[0].dial(self._plan.port)
        wire.close()
        self.counts["done"] += 1

    async def _paced(self, rate: float, act: Callable[[], Awaitable[Any]]) -> None:
        """At most so often in a second; who waits for an answer does not ask meanwhile."""
        while (began := time.perf_counter()) < self._until:
            try:
                async with asyncio.timeout(max(self._until - began, 0.1)):
                    await act()
            except TimeoutError:
                self.counts["unanswered"] += 1
            except (Closed, OSError, IndexError):
                self.counts["refused"] += 1
            await asyncio.sleep(max(0.0, began + 1 / rate - time.perf_counter()))


def _became(status: list[bytes]) -> str:
    if status and status[0] in LATER:
        return "refused"
    return "done" if status and status[0] < b"400" else "failed"


def main() -> None:
    flood = Flood(Plan(**json.loads(sys.argv[1])))
    with suppress(KeyboardInterrupt):
        uvloop.run(flood.run())
    print(json.dumps(flood.counts))


if __name__ == "__main__":
    main()
