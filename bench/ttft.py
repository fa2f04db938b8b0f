"""The first words of a model's answer: what we add between the provider and the customer's screen.

The whole stack runs as processes of its own; the model is a fake one on loopback that answers at
once. What the provider itself takes, from the request to its first byte, is taken off on both
sides. The floor is a bare socket that asks the same model and passes on what it says.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from django.conf import settings
from websockets.asyncio.client import ClientConnection, connect

from bench.rows import Goal, Row, Run
from bench.workspace import workspace
from helpdesk.assistant.models import AssistantSettings
from knowledge import publishing
from knowledge.models import Passage
from tenants.context import in_public, in_tenant
from tenants.models import Tenant
from tests import fakes
from tests.browser.stack import running_stack

# Below what one visitor may begin in ten minutes.
QUESTIONS = 10
# No two alike: what is kept of a question that comes again is no help.
ASKED = (f"How do I get a refund for my plan of {seats} seats?" for seats in count(2))
ARTICLE = (
    "Open **Settings › Billing**, choose the invoice and press **Ask for a refund**. "
    "The money is on your card after 5 working days."
)
FIRST = "Open Settings › Billing, choose the invoice and press Ask for a refund [1]. The"
REST = " money is on your card after 5 working days [1]."
WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Took:
    """Medians in milliseconds, without the provider's own time."""

    from_turn: float
    from_ack: float


def measure(run: Run) -> Iterator[Row]:
    settings.LLM_PRIVATE_ADDRESSES = True
    os.environ["LLM_PRIVATE_ADDRESSES"] = "true"
    with ExitStack() as stack:
        model = stack.enter_context(fakes.model_that(_answers))
        tenant = stack.enter_context(workspace("ttft"))
        floor = stack.enter_context(_floor(model))
        logs = stack.enter_context(tempfile.TemporaryDirectory())
        ours = stack.enter_context(running_stack(Path(logs)))
        host = _prepare(tenant, model)
        rounds = []
        for _ in range(run.rounds + 1):
            bare = asyncio.run(_bare(floor, model))
            rounds.append((bare, asyncio.run(_chat(ours, host, model))))
        yield from _rows(rounds[1:])  # the first one warms up


def _rows(rounds: list[tuple[float, Took]]) -> Iterator[Row]:
    bare = [one for one, _ in rounds]
    yield Row(
        "ttft",
        [took.from_turn for _, took in rounds],
        bare,
        goal=Goal(at_most=2, within=10),
        note="from the assistant's sign that it writes; retrieval, budget and check included",
    )
    pause = f"{settings.ASSISTANT_BURST_SECONDS:g} s"
    note = f"from the acknowledgement; {pause} of it gather a burst, by design"
    yield Row("ttft_from_ack", [took.from_ack for _, took in rounds], bare, note=note)


async def _answers(exchange: fakes.Exchange) -> None:
    await exchange.begin()
    await exchange.word(FIRST)
    await exchange.wait(0.02)
    await exchange.word(REST)
    await exchange.event({"delta": {}, "finish_reason": "stop"})
    await exchange.data("[DONE]")


def _provider_seconds(model: fakes.FakeModel) -> float:
    """What the fake itself took the last time, from the request to its first byte."""
    last = model.exchanges[-1]
    return last.spoke_at - last.came_at


def _prepare(tenant: Tenant, model: fakes.FakeModel) -> str:
    """One article, found by the stack's own worker, and the model, for nothing. The host."""
    with in_tenant(tenant.schema_name):
        article = publishing.create(title="Get a refund for your plan", body=ARTICLE)
        publishing.publish(article.id)
        AssistantSettings.objects.create(
            id=1, base_url=model.base_url, model="fake", price_in=0, price_out=0
        )
        until = time.monotonic() + WITHIN
        while not Passage.objects.filter(article=article.id).exists():
            if time.monotonic() > until:
                raise TimeoutError("the worker does not index")
            time.sleep(0.1)
    with in_public():
        return str(tenant.domains.get().domain)


async def _chat(port: int, host: str, model: fakes.FakeModel) -> Took:
    """A new visitor, and a conversation for each question."""
    token = await asyncio.to_thread(_visitor, host, port)
    from_turn, from_ack = [], []
    async with connect(f"ws://{host}/ws/widget", host="127.0.0.1", port=port, proxy=None) as wire:
        await _send(wire, type="hello", token=token)
        for _ in range(QUESTIONS):
            await _send(wire, type="start", key=str(uuid4()))
            await _next(wire, "started")
            await _send(wire, type="send", cid=str(uuid4()), body=next(ASKED))
            acked = await _next(wire, "ack")
            turned = await _next(wire, "typing")
            said = await _next(wire, "delta")
            provider = _provider_seconds(model)
            from_turn.append(said - turned - provider)
            from_ack.append(said - acked - provider)
            await asyncio.sleep(0.1)  # the rest of the answer
    return Took(statistics.median(from_turn) * 1000, statistics.median(from_ack) * 1000)


def _visitor(host: str, port: int) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/widget/session",
        data=b"{}",
        headers={"Host": host, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=WITHIN) as answer:  # noqa: S310 - our own
        return str(orjson.loads(answer.read())["visitor"])


async def _send(wire: ClientConnection, **frame: Any) -> None:
    await wire.send(orjson.dumps(frame).decode())


async def _next(wire: ClientConnection, kind: str) -> float:
    """When the next frame of this kind came."""
    async with asyncio.timeout(WITHIN):
        while orjson.loads(await wire.recv())["type"] != kind:
            pass
    return time.monotonic()


@contextmanager
def _floor(model: fakes.FakeModel) -> Iterator[int]:
    """The bare relay on a port, in a process of its own."""
    port = fakes.free_port()
    program = [sys.executable, "-m", "uvicorn", "bench.relaying:app", "--port", str(port)]
    quiet = ["--ws", "websockets-sansio", "--lifespan", "off", "--log-level", "error"]
    environment = {**os.environ, "FLOOR_MODEL": model.base_url}
    with subprocess.Popen([*program, *quiet], env=environment) as process:  # noqa: S603 - ours
        try:
            yield port
        finally:
            process.terminate()


async def _bare(port: int, model: fakes.FakeModel) -> float:
    took = []
    async with connect(f"ws://127.0.0.1:{port}/", proxy=None) as wire:
        for _ in range(QUESTIONS):
            asked = time.monotonic()
            await wire.send(next(ASKED))
            await wire.recv()
            took.append(time.monotonic() - asked - _provider_seconds(model))
            while await wire.recv() != "END":
                pass
    return statistics.median(took) * 1000
