"""A customer's message: acknowledged, and told to the agent's socket; quiet, and as many as go.

Real web processes and real sockets that speak our protocol. The floor is a bare ASGI application
that stores the text by one INSERT, waits for its commit, answers and tells every listener; both
run under uvicorn with the same flags on the same PostgreSQL. Ours also authenticates, numbers,
deduplicates, limits, touches the conversation, owes the assistant's turn, keeps the sender's other
tabs up to date and tells the other processes. No worker runs, so turns stay owed.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from uuid import uuid4

import uvloop

from bench import floor_sockets
from bench.people import (
    BODY,
    FREE,
    Place,
    Visitor,
    agent_session,
    close_all,
    dial_inbox,
    message,
    visitors,
)
from bench.rows import Goal, Row, Run
from bench.servers import FLOOR, OURS, Web, web
from bench.wire import Wire, dial
from bench.workspace import workspace

QUIET, LOADED = 150, 2.5
PAIRS = (8, 20)

Say = Callable[[Wire, int], Awaitable[None]]


# What one side measured in one round, by the name of the row.
Figures = dict[str, float]
GOALS = {
    "message_acked_p50": Goal(at_most=2),
    "message_to_agent_p50": Goal(at_most=2),
    "message_to_agent_elsewhere_p50": Goal(at_most=2),
    "messages_8_writers": Goal(at_least=0.5),
    "messages_20_writers": Goal(at_least=0.5),
}
NOTES = {
    "message_to_agent_elsewhere_p50": "the agent is at another web process; the floor has one",
    "messages_for_a_core": "for a second of the web process's own processor time",
}


def measure(run: Run) -> Iterator[Row]:
    floor_sockets.prepare()
    with workspace("path") as tenant, web(OURS, 2, FREE) as ours, web(FLOOR) as bottom:
        place = Place.of(tenant)
        side = Ours(visitors(place, max(PAIRS)), agent_session(place), ours)
        rounds = uvloop.run(_rounds(run, side, Bottom(bottom[0])))
    for key in rounds[0][0]:
        yield _row(key, rounds)


async def _rounds(run: Run, ours: "Ours", bottom: "Bottom") -> list[tuple[Figures, Figures]]:
    quiet, seconds = (50, 1.0) if run.quick else (QUIET, LOADED)
    await bottom.round(20, 0.3), await ours.round(20, 0.3)
    pairs = []
    for _ in range(run.rounds):
        low = await bottom.round(quiet, seconds)
        pairs.append((low, await ours.round(quiet, seconds)))
    return pairs


class Bottom:
    """The floor's process and what is asked of it."""

    def __init__(self, process: Web) -> None:
        self._process = process

    async def round(self, quiet: int, seconds: float) -> Figures:
        ear = await dial(self._process.port, "/hear", {"Host": "floor"})
        await ear.tell({"type": "ping"}, "pong")
        mouths = [
            await dial(self._process.port, "/say", {"Host": "floor"}) for _ in range(max(PAIRS))
        ]
        figures = await _quiet(mouths, ear, self._say, quiet)
        figures["message_to_agent_elsewhere_p50"] = figures["message_to_agent_p50"]
        figures |= await _load(mouths, self._say, seconds, self._process)
        close_all([ear, *mouths])
        return figures

    @staticmethod
    async def _say(wire: Wire, number: int) -> None:
        frame = {"type": "send", "cid": str(uuid4()), "room": number, "body": BODY}
        await wire.tell(frame, "ack")


class Ours:
    """Two web processes: visitors are at the first, agents at either."""

    def __init__(self, cast: list[Visitor], session: str, processes: list[Web]) -> None:
        self._cast = cast
        self._session = session
        self._here, self._there = processes

    async def round(self, quiet: int, seconds: float) -> Figures:
        place = self._cast[0].place
        mouths = [await visitor.dial(self._here.port) for visitor in self._cast]
        ear = await dial_inbox(place, self._there.port, self._session)
        elsewhere = await _quiet(mouths, ear, self._say, quiet)
        ear.close()
        ear = await dial_inbox(place, self._here.port, self._session)
        figures = await _quiet(mouths, ear, self._say, quiet)
        figures["message_to_agent_elsewhere_p50"] = elsewhere["message_to_agent_p50"]
        figures |= await _load(mouths, self._say, seconds, self._here)
        close_all([ear, *mouths])
        return figures

    @staticmethod
    async def _say(wire: Wire, _number: int) -> None:
        await wire.tell(message(), "ack")


async def _quiet(mouths: list[Wire], ear: Wire, say: Say, times: int) -> Figures:
    """One message in flight: milliseconds until its ack, and until the listener heard of it."""
    acks, heard = [], []
    for at in range(times):
        began = time.perf_counter()
        hearing = asyncio.create_task(_heard(ear))
        await say(mouths[at % len(mouths)], at)
        acks.append(time.perf_counter() - began)
        heard.append(await hearing - began)
        ear.forget()
    return {
        "message_acked_p50": _ms(acks, 0.5),
        "message_acked_p99": _ms(acks, 0.99),
        "message_to_agent_p50": _ms(heard, 0.5),
        "message_to_agent_p99": _ms(heard, 0.99),
    }


async def _heard(ear: Wire) -> float:
    await ear.next()
    return time.perf_counter()


async def _load(mouths: list[Wire], say: Say, seconds: float, process: Web) -> Figures:
    """As many as go with so many who each wait for their ack."""
    figures: Figures = {}
    for writers in PAIRS:
        used, began = process.cpu_seconds(), time.perf_counter()
        took = await _flood(mouths[:writers], say, seconds)
        figures[f"messages_{writers}_writers"] = len(took) / (time.perf_counter() - began)
        figures[f"messages_{writers}_writers_p99"] = _ms(took, 0.99)
        figures["messages_for_a_core"] = len(took) / max(process.cpu_seconds() - used, 0.01)
    return figures


async def _flood(mouths: list[Wire], say: Say, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    took: list[float] = []

    async def speak(wire: Wire, number: int) -> None:
        while (began := time.perf_counter()) < until:
            await say(wire, number)
            took.append(time.perf_counter() - began)
            wire.forget()

    await asyncio.gather(*(speak(wire, number) for number, wire in enumerate(mouths)))
    return took


def _row(key: str, rounds: list[tuple[Figures, Figures]]) -> Row:
    is_rate = key.endswith(("writers", "core"))
    return Row(
        key,
        ours=[ours[key] for _, ours in rounds],
        floor=[low[key] for low, _ in rounds],
        unit="/s" if is_rate else "ms",
        goal=GOALS.get(key, Goal()),
        note=NOTES.get(key, ""),
    )


def _ms(took: list[float], share: float) -> float:
    """The milliseconds that this share of them does not exceed."""
    cuts = statistics.quantiles(took, n=1000, method="inclusive")
    return cuts[round(share * 1000) - 1] * 1000
