"""One company floods with some fifty times what it may; what does another one notice?

Web process, worker and relay run as always. Calm's customers say five things a second to a
person and ask the assistant, first while it is quiet and then while Loud is flooded: messages
over many sockets, posts, pages of inbox and help centre, the API, redials, and an assistant's
turn for each message, with a model that is slow. Ours is Calm under the flood, the floor is Calm
in the quiet of the same round.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import orjson
import uvloop

from bench.flooding import Plan
from bench.people import Place, Visitor, agent_session, close_all, message, visitors
from bench.rows import Goal, Row, Run
from bench.servers import OURS, ROOT, Web, web, working
from bench.wire import Closed, Wire
from bench.workspace import workspace
from helpdesk.agents.models import Agent
from helpdesk.api.tokens import issue
from helpdesk.assistant.models import AssistantSettings
from helpdesk.conversations.models import Conversation
from knowledge import publishing
from knowledge.models import Passage
from tenants.context import in_tenant
from tests import fakes

# What a company may say in a second here, and how much Loud tries.
MESSAGES, REQUESTS, TIMES = 20, 8, 50
CROWD = 40
REDIALS = 10
CALM_RATE, WRITERS = 5, 5
SECONDS, QUICK_SECONDS = 10.0, 5.0
WITHIN = 20.0
THREADS = 8
QUESTION = "How do I get a refund for my plan?"
ARTICLE = (
    "Open **Settings › Billing**, choose the invoice and press **Ask for a refund**. "
    "The money is on your card after 5 working days."
)
ANSWER = "Open Settings › Billing, choose the invoice and press Ask for a refund [1]."
_ENVIRONMENT = {
    "TENANT_MESSAGES_PER_SECOND": str(MESSAGES),
    "TENANT_REQUESTS_PER_SECOND": str(REQUESTS),
    "WIDGET_SENDS_PER_10_SECONDS": "1000000",
    "API_RATE_PER_MINUTE": "1000000",
    "LLM_PRIVATE_ADDRESSES": "true",
    "WORKER_THREADS": str(THREADS),
}


@dataclass(slots=True)
class Heard:
    """What Calm noticed in one stretch: milliseconds, seconds, and what went wrong."""

    acks: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    quiet: Heard
    flooded: Heard
    asked: int
    refused: int


def measure(run: Run) -> Iterator[Row]:
    seconds = QUICK_SECONDS if run.quick else SECONDS
    with ExitStack() as stack:
        loud, calm = (stack.enter_context(workspace(name)) for name in ("loud", "calm"))
        slow = stack.enter_context(fakes.model_that(fakes.says(ANSWER, pause=2.0)))
        quick = stack.enter_context(fakes.model_that(fakes.says(ANSWER, pause=0.2)))
        stack.enter_context(working(_ENVIRONMENT))
        (process,) = stack.enter_context(web(OURS, 1, _ENVIRONMENT))
        _prepare(loud.schema_name, slow)
        _prepare(calm.schema_name, quick)
        side = Calm(Place.of(calm), process)
        plan = _plan(Place.of(loud), process, seconds)
        uvloop.run(side.live(2.0))  # warms up
        rounds = [_round(side, plan) for _ in range(2 if run.quick else 3)]
    yield from _rows(rounds)


def _round(side: "Calm", plan: Plan) -> Round:
    quiet = uvloop.run(side.live(plan.seconds))
    with _flood(plan) as process:
        flooded = uvloop.run(side.live(plan.seconds))
        counts = json.loads(process.communicate(timeout=plan.seconds + WITHIN)[0])
    time.sleep(1.0)
    return Round(quiet, flooded, counts["asked"], counts.get("refused", 0))


def _rows(rounds: list[Round]) -> Iterator[Row]:
    twice = Goal(at_most=2)
    for key, share in (("noisy_b_p50", 0.5), ("noisy_b_p99", 0.99)):
        yield Row(
            key,
            [_cut(one.flooded.acks, share) for one in rounds],
            [_cut(one.quiet.acks, share) for one in rounds],
            goal=twice,
            note="a message of the calm company acknowledged; floor: without the flood",
        )
    yield Row(
        "noisy_b_answer",
        [statistics.median(one.flooded.answers) for one in rounds],
        [statistics.median(one.quiet.answers) for one in rounds],
        unit="s",
        goal=twice,
        note="from its customer's question to the assistant's answer",
    )
    errors = [float(one.flooded.errors) for one in rounds]
    yield Row("noisy_b_errors", errors, unit="", goal=Goal(within=0))
    yield Row(
        "noisy_a_refused",
        [one.refused for one in rounds],
        [one.asked for one in rounds],
        unit="",
        goal=Goal(at_least=0.01),
        note="what was told to come later, of all that the flood asked",
    )


class Calm:
    """The other company's customers."""

    def __init__(self, place: Place, process: Web) -> None:
        self._place = place
        self._port = process.port

    async def live(self, seconds: float) -> Heard:
        """Write and ask for so long."""
        heard = Heard()
        loop = asyncio.get_running_loop()
        cast = await loop.run_in_executor(None, _with_a_person, self._place, WRITERS)
        askers = await loop.run_in_executor(None, visitors, self._place, int(seconds / 2) + 1)
        wires = [await visitor.dial(self._port) for visitor in cast]
        until = time.perf_counter() + seconds
        await asyncio.gather(
            self._write(wires, until, heard), self._ask(askers, until - 1.0, heard)
        )
        close_all(wires)
        return heard

    async def _write(self, wires: list[Wire], until: float, heard: Heard) -> None:
        """Open loop: a late acknowledgement does not spare the next message its moment."""
        said: list[asyncio.Task[None]] = []
        at = time.perf_counter()
        while at < until:
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            said.append(asyncio.create_task(_say(wires[len(said) % len(wires)], heard)))
            at += 1 / CALM_RATE
        await asyncio.gather(*said)

    async def _ask(self, askers: list[Visitor], until: float, heard: Heard) -> None:
        for visitor in askers:
            if time.perf_counter() > until:
                return
            try:
                async with asyncio.timeout(WITHIN):
                    heard.answers.append(await _answered(visitor, self._port))
            except (Closed, TimeoutError):
                heard.errors += 1


async def _say(wire: Wire, heard: Heard) -> None:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(WITHIN):
            wire.send(orjson.dumps(message()))
            answer = await wire.next(b'ck","cid"')
    except (Closed, TimeoutError):
        heard.errors += 1
        return
    heard.errors += b'"type":"nack"' in answer
    heard.acks.append((time.perf_counter() - began) * 1000)


async def _answered(visitor: Visitor, port: int) -> float:
    """Seconds until the assistant's words stand in the log."""
    wire = await visitor.dial(port)
    began = time.perf_counter()
    wire.send(orjson.dumps({"type": "send", "cid": str(uuid4()), "body": QUESTION}))
    await wire.next(b'"sender":"assistant"')
    wire.close()
    return time.perf_counter() - began


def _with_a_person(place: Place, count: int) -> list[Visitor]:
    """Visitors to whose messages the assistant has nothing to say."""
    cast = visitors(place, count)
    with in_tenant(place.schema):
        theirs = Conversation.objects.filter(pk__in=[one.number for one in cast])
        theirs.update(status=Conversation.Status.OPEN)
    return cast


def _prepare(schema: str, model: fakes.FakeModel) -> None:
    """An article that the worker has indexed, and a model."""
    with in_tenant(schema):
        article = publishing.create(title="Get a refund for your plan", body=ARTICLE)
        publishing.publish(article.id)
        AssistantSettings.objects.create(
            id=1, base_url=model.base_url, model="fake", price_in=0, price_out=0
        )
        until = time.monotonic() + 2 * WITHIN
        while not Passage.objects.filter(article=article.id).exists():
            if time.monotonic() > until:
                raise TimeoutError("the worker does not index")
            time.sleep(0.1)


def _plan(place: Place, process: Web, seconds: float) -> Plan:
    with in_tenant(place.schema):
        _, key = issue("bench", ["conversations:read"], by=Agent.objects.get())
    return Plan(
        port=process.port,
        seconds=seconds + 1,
        host=place.host,
        schema=place.schema,
        visitors=[(one.token, one.conversation, one.number) for one in visitors(place, CROWD)],
        session=agent_session(place),
        key=key,
        messages=MESSAGES * TIMES,
        requests=REQUESTS * TIMES,
        redials=REDIALS,
    )


@contextmanager
def _flood(plan: Plan) -> Iterator["subprocess.Popen[str]"]:
    """The flood, a second under way."""
    program = [sys.executable, "-m", "bench.flooding", plan.as_json()]
    with subprocess.Popen(program, cwd=Path(ROOT), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        time.sleep(1.5)  # it starts
        try:
            yield process
        finally:
            process.terminate()


def _cut(took: list[float], share: float) -> float:
    return statistics.quantiles(took, n=1000, method="inclusive")[round(share * 1000) - 1]
