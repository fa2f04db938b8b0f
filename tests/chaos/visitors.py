"""A visitor as the widget is one: an outbox, one message on its way at a time, a cursor."""

import asyncio
import contextlib
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import orjson
import websockets

from tests.chaos.ledger import Ledger, Said, Seen, Talk
from tests.chaos.script import Line
from tests.chaos.stack import Firm
from tests.chaos.wire import (
    TROUBLE,
    Frame,
    Journal,
    Wire,
    backoff,
    browser,
    dial,
    first_open,
    frames,
    url,
)

ANSWER_SECONDS = 15.0
SHARE_THAT_WAITS, PATIENCE_SECONDS = 0.4, 5.0
SHARE_THAT_GOES_BACK = 0.7

# In the place of the desk's word: the line on which it would have come is down.
GONE: Frame = {}


class Lost(OSError):
    """The line went down, or no answer came, before the desk's word on a frame."""


@dataclass(eq=False)
class Visitor:
    """One browser tab: ``stay`` listens until cancelled, ``write`` ends when all is said."""

    firm: Firm
    ways: tuple[int, ...]
    ledger: Ledger
    talk: Talk
    chance: random.Random
    token: str = ""
    epoch: str = ""

    def __post_init__(self) -> None:
        self._key = str(uuid4())
        self._wire: Wire | None = None
        self._joined = asyncio.Event()
        self._answered = asyncio.Event()
        self.begun = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._failures = 0
        self._state: Frame = {}
        self.line = Journal()
        self._must_renew = False

    async def stay(self) -> None:
        """Keep a line to the desk, and come back after each fall."""
        while True:
            rest = 0.0
            try:
                rest = await first_open(self.ways, self._connect)
                self.ledger.ends["told"] += 1
            except TROUBLE as trouble:
                self.line.ended(repr(trouble))
            self._failures += 1
            await asyncio.sleep(rest + backoff(self._failures, self.chance))

    async def write(self, lines: Iterable[Line]) -> None:
        """Say each line in turn, and go on when the desk has it."""
        for line in lines:
            if line.begins_burst:
                await self._between_bursts()
            await asyncio.sleep(line.pause)
            await self._say(line.body)

    async def _between_bursts(self) -> None:
        """Some wait for the answer first; who waits for a person may turn back."""
        if self.chance.random() < SHARE_THAT_WAITS:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._answered.wait()
        if self._state.get("status") == "waiting" and self.chance.random() < SHARE_THAT_GOES_BACK:
            await self._until_done({"type": "do", "cid": str(uuid4()), "action": "cancel_wait"})

    async def _say(self, body: str) -> None:
        said = Said(body, time.monotonic())
        self.talk.said.append(said)
        self._answered.clear()
        answer = await self._until_done(self._message(body), said)
        said.acked_at, said.seq = time.monotonic(), answer["seq"]

    def _message(self, body: str) -> Frame:
        return {"type": "send", "cid": str(uuid4()), "body": body}

    def _again(self, frame: Frame) -> Frame:
        """What is sent when no answer came: the same, under the same id."""
        return frame

    async def _until_done(self, frame: Frame, said: Said | None = None) -> Frame:
        """Send, wait for the word on it, and send again until there is one."""
        while True:
            await self._joined.wait()
            if said:
                said.tries += 1
            with contextlib.suppress(Lost):
                answer = await self._ask(frame["cid"], frame)
                if answer["type"] == "ack":
                    return answer
                self.ledger.nacks[answer["code"]] += 1
                if not answer["retry"]:
                    return self._refused(frame, answer)
                await self._wait_as_told(answer, said)
            frame = self._again(frame)

    async def _wait_as_told(self, answer: Frame, said: Said | None) -> None:
        """Whoever wrote too fast is at its own pace; only from then on is it ours."""
        await asyncio.sleep(answer.get("after_ms", 1000) / 1000)
        if said and answer["code"] == "rate":
            said.tried_at = time.monotonic()

    def _refused(self, frame: Frame, answer: Frame) -> Frame:
        if frame["type"] == "do":  # a button that came too late
            return answer
        raise AssertionError(f"refused for good: {answer}")  # the run fails, and says why

    async def _ask(self, key: str, frame: Frame) -> Frame:
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[key] = answer
        try:
            async with asyncio.timeout(self.answer_seconds):
                await self._tell(frame)
                told = await answer
        except (*TROUBLE, TimeoutError):
            await self._hang_up()
            raise Lost from None
        finally:
            self._waiting.pop(key, None)
        if told is GONE:
            raise Lost
        return told

    answer_seconds = ANSWER_SECONDS

    async def _tell(self, frame: Frame) -> None:
        if self._wire is None:
            raise Lost
        await self._wire.send(orjson.dumps(frame).decode())

    async def _hang_up(self) -> None:
        # A closed line refuses at once, without a pause in which its end could be heard of.
        self._joined.clear()
        if self._wire is not None:
            self._wire.transport.abort()

    async def _connect(self, port: int) -> float:
        """One line from hello to its end. Returns how long the desk asked to stay away."""
        async with dial(self.firm, port, "/ws/widget") as wire:
            self._wire = wire
            self.line.opened(port)
            try:
                if not self.token or self._must_renew:
                    await self._arrive(port)
                await self._tell(self.hello())
                return await self._listen(wire)
            except websockets.ConnectionClosed:
                self.ledger.ends["cut"] += 1
                raise
            finally:
                self._drop()

    async def _arrive(self, port: int) -> None:
        """Begin a visit, or go on with it under a new token."""
        before = {"visitor": self.token} if self.token else {}
        async with browser(self.firm) as client:
            answer = await client.post(url(port, "/widget/session"), json=before)
        answer.raise_for_status()
        self.token, self.epoch = answer.json()["visitor"], answer.json()["epoch"]
        self._must_renew = False

    async def ping(self) -> None:
        """Whether anybody is there: answered by a ``pong``. Raises ``Lost`` without a line."""
        await self._tell({"type": "ping"})

    def hello(self) -> Frame:
        """What this tab says first, with the cursor that it has now."""
        hello: Frame = {"type": "hello", "token": self.token, "epoch": self.epoch}
        if self.talk.public_id:
            hello |= {"conversation": self.talk.public_id, "after": self._cursor()}
        return hello

    @property
    def seen(self) -> Seen:
        """The screen of this tab."""
        return self.talk.tab

    def _cursor(self) -> int:
        return self.seen.upto

    def _drop(self) -> None:
        self._wire = None
        self._joined.clear()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result(GONE)

    async def _listen(self, wire: Wire) -> float:
        try:
            async for frame in frames(wire):
                self.line.hears(frame["type"])
                if frame["type"] == "bye":
                    return self._bye(frame)
                await self._hear(frame)
        except TimeoutError:
            self.ledger.ends["silent"] += 1
            raise
        raise Lost

    def _bye(self, frame: Frame) -> float:
        self.line.ended(f"bye {frame['code']}: {frame['reason']}")
        if frame["code"] == 4401:
            self._must_renew = True
            self.ledger.ends["renewed"] += 1
        return float(frame["retry_after_ms"]) / 1000

    async def _hear(self, frame: Frame) -> None:
        hears = {
            "welcome": self._welcomed,
            "started": self._started,
            "log": self._read,
            "ack": self._told,
            "nack": self._told,
        }
        if hear := hears.get(frame["type"]):
            await hear(frame)

    async def _told(self, frame: Frame) -> None:
        """The desk's word on something of ours."""
        answer = self._waiting.get(frame["cid"] or "")
        if answer is None:
            self.line.ended(f"nack {frame['code']}")
            await self._hang_up()  # a hello or a start that could not be served now
        elif not answer.done():
            answer.set_result(frame)

    async def _started(self, frame: Frame) -> None:
        self.talk.public_id = frame["conversation"]
        self.begun.set()
        self._joined.set()

    async def _welcomed(self, frame: Frame) -> None:
        self._failures = 0
        assert frame["epoch"] == self.epoch, "nobody restored a backup"
        if self.talk.public_id:
            self._joined.set()
        else:
            await self._tell({"type": "start", "key": self._key})

    async def _read(self, frame: Frame) -> None:
        """Apply what follows the cursor; ask again for what is missing."""
        tab = self.seen
        if frame["after"] > tab.upto:
            await self._tell({"type": "resume", "after": tab.upto})
            return
        for item in frame["items"]:
            if item["seq"] > tab.upto:
                tab.show(item["seq"], time.monotonic())
                self._look_at(item)
        if frame["upto"] >= tab.upto:
            tab.upto, self._state = frame["upto"], frame["state"]

    def _look_at(self, item: Frame) -> None:
        if item["sender"] != "contact":
            self._answered.set()
