"""The answer as it is written, over a real server and a real WebSocket; the stored one ends it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import orjson
import pytest
import uvicorn
from pytest_django.fixtures import Settings
from websockets.asyncio.client import connect
from websockets.typing import Origin

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from helpdesk.live import hints
from tenants.context import in_thread
from tests import fakes
from tests.assistant.conftest import REFUNDS, publish, use_model
from tests.assistant.faults import AT_ONCE
from tests.assistant.test_aloud import FIRST, writes
from tests.cast import Company
from tests.sockets import Frame, Socket, inbox_socket
from tests.widget.visitor import Visitor, message
from tests.work import run_owed

REST = "money is on your card after 5 working days [1]."
QUESTION = "How do I get a refund for my plan?"


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    """The application on a free port, in this event loop."""
    config = uvicorn.Config(
        "helpdesk.asgi:application",
        port=0,
        lifespan="off",
        ws="websockets-sansio",
        log_level="error",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


class Browser:
    """A customer's page; ``draft`` is the answer that is being written, as it would show it."""

    def __init__(self, wire: Any) -> None:
        self._wire = wire
        self.frames: list[Frame] = []
        self.draft = ""
        self.drafts: list[str] = []

    async def send(self, frame: Frame) -> None:
        await self._wire.send(orjson.dumps(frame).decode())

    async def until(self, kind: str) -> Frame:
        while True:
            frame: Frame = orjson.loads(await asyncio.wait_for(self._wire.recv(), 10))
            self.frames.append(frame)
            self._show(frame)
            if frame["type"] == kind:
                return frame

    async def until_answered(self) -> Frame:
        while True:
            for item in (await self.until("log"))["items"]:
                if item["sender"] == "assistant":
                    answer: Frame = item
                    return answer

    def _show(self, frame: Frame) -> None:
        if frame["type"] == "delta":
            self.draft = "" if frame.get("failed") else self.draft[: frame["off"]] + frame["text"]
            self.drafts.append(self.draft)
        if frame["type"] == "log":
            self.draft = ""


@asynccontextmanager
async def browser_of(company: Company, port: int) -> AsyncIterator[Browser]:
    """A visitor who has begun a conversation."""
    visitor = await Visitor(company).arrive()
    address = f"ws://{company.host}/ws/widget"
    async with connect(
        address, origin=Origin(visitor.origin), host="127.0.0.1", port=port, proxy=None
    ) as wire:
        browser = Browser(wire)
        await browser.send({"type": "hello", "token": visitor.token})
        await browser.send({"type": "start", "key": str(uuid4())})
        await browser.until("started")
        yield browser


@pytest.fixture
async def port(acme: Company, settings: Settings) -> AsyncIterator[int]:
    """A server on which Acme knows how to get a refund."""
    settings.LLM_PRIVATE_ADDRESSES = True
    await asyncio.to_thread(_tell, acme)
    async with served() as port:
        yield port


def _tell(company: Company) -> None:
    with company.bound():
        publish("Get a refund for your plan", REFUNDS)
    run_owed()


async def _asked(browser: Browser, company: Company, behaviour: fakes.Behaviour) -> Frame:
    """What is answered to a question by a model that behaves so."""
    with fakes.model_that(behaviour) as model:
        model.pause = 1.0
        await asyncio.to_thread(use_model, company, model.base_url)
        await browser.send(message(QUESTION))
        await browser.until("ack")
        worker = asyncio.create_task(asyncio.to_thread(run_owed))
        item = await browser.until_answered()
        await worker
    return item


async def test_a_customer_reads_the_answer_while_it_is_written_and_then_has_it_whole(
    acme: Company, port: int
) -> None:
    async with browser_of(acme, port) as browser:
        item = await _asked(browser, acme, writes(f"{FIRST[:-1]} [1]. ", "The ", REST))
    assert browser.drafts == [FIRST]
    assert item["body"] == f"{FIRST} The {REST[:-5]}."
    assert browser.draft == ""
    kinds = [frame["type"] for frame in browser.frames]
    assert kinds.index("ack") < kinds.index("delta") < len(kinds) - 1


async def test_half_an_answer_is_gone_before_the_whole_one_comes(acme: Company, port: int) -> None:
    async with browser_of(acme, port) as browser:
        item = await _asked(browser, acme, AT_ONCE["is cut by a crash"])
    assert browser.drafts == [FIRST, ""]
    assert item["body"].startswith("From “Get a refund for your plan”")


async def test_what_comes_after_the_answer_is_not_passed_on(acme: Company, port: int) -> None:
    async with browser_of(acme, port) as browser:
        item = await _asked(browser, acme, writes(f"{FIRST[:-1]} [1]. ", "The ", REST))
        conversation = await in_thread(acme.schema, _only_conversation)
        late = {"type": "delta", "run": "late", "off": 0, "text": "Too late"}
        with acme.bound():
            hints.whisper_here(conversation, {**late, "about": item["seq"] - 1})
            hints.whisper_here(conversation, {**late, "about": item["seq"], "text": "In time"})
        assert (await browser.until("delta"))["text"] == "In time"


async def test_other_customers_and_the_inbox_hear_nothing_of_it(
    acme: Company, port: int, ada: Agent
) -> None:
    client = await asyncio.to_thread(acme.client, ada)
    inbox = await inbox_socket(acme, client)
    async with browser_of(acme, port) as browser, browser_of(acme, port) as other:
        await _asked(browser, acme, writes(f"{FIRST[:-1]} [1]. ", "The ", REST))
        await other.send({"type": "ping"})
        await other.until("pong")
    assert "delta" in [frame["type"] for frame in browser.frames]
    assert "delta" not in [frame["type"] for frame in other.frames]
    heard = await until_answered(inbox)
    assert "typing" in [frame.get("kind") for frame in heard]
    assert "delta" not in [frame.get("kind") for frame in heard]


async def until_answered(inbox: Socket) -> list[Frame]:
    """What an agent's socket heard until the answer (the second entry of its log) was there."""
    heard: list[Frame] = []
    while not any(2 in frame.get("conversations", {}).values() for frame in heard):
        heard.append(await inbox.receive())
    return heard


def _only_conversation() -> int:
    return Conversation.objects.order_by("-id").values_list("id", flat=True)[0]
