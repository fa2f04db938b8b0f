"""A web process that is told to end: nobody is cut off, everybody is sent on, nothing is lost."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextvars import ContextVar
from unittest.mock import AsyncMock

import pytest
import uvicorn

from helpdesk import web
from helpdesk.live import leaving
from helpdesk.live.hub import hub
from helpdesk.widget import limits
from tenants import serving
from tenants.database import direct
from tests.cast import Company
from tests.sockets import Closed
from tests.widget.visitor import Visitor, say, stored


@pytest.fixture(autouse=True)
async def ears() -> AsyncIterator[None]:
    serving.forget()
    yield
    await hub().close()
    await limits.close()
    await direct.close_pool()


async def test_a_visitor_is_told_to_come_back_and_has_lost_nothing(acme: Company) -> None:
    visitor = await Visitor(acme).arrive()
    line = await visitor.begin()
    await say(line, "Before")
    assert await leaving.let_go(within=1) == 1
    bye = await line.receive("bye")
    assert (bye["code"], 0 <= bye["retry_after_ms"] < leaving.RETURN_MS) == (1012, True)
    with pytest.raises(Closed, match="1012"):
        await line.receive()
    await line.close()
    back = await visitor.dial(conversation=visitor.conversation, after=1)
    assert (await back.receive("welcome"))["head"] == 1
    await say(back, "After")
    assert await stored(acme) == ["Before", "After"]


async def test_who_waits_for_news_by_request_is_answered_at_once(acme: Company) -> None:
    visitor = await Visitor(acme).arrive()
    line = await visitor.begin()
    await line.close()
    waiting = asyncio.create_task(visitor.read(wait=25))
    began = time.monotonic()
    while not await leaving.let_go(within=1):
        await asyncio.sleep(0.01)
    assert (await waiting)["items"] == []
    assert time.monotonic() - began < 20  # of the 25 that were asked for


async def test_many_guests_are_sent_away_one_by_one_within_the_time() -> None:
    left: list[float] = []

    def farewell() -> None:
        left.append(asyncio.get_running_loop().time())

    def another() -> None:
        farewell()

    with leaving.guest(farewell), leaving.guest(another):
        assert await leaving.let_go(within=0.2) == 2
    assert left[1] - left[0] > leaving.PAUSE_SECONDS / 2


async def test_who_has_left_already_is_not_told(acme: Company) -> None:
    visitor = await Visitor(acme).arrive()
    await (await visitor.begin()).close()
    assert await leaving.let_go(within=1) == 0


def test_what_is_loaded_for_good_is_no_longer_looked_through() -> None:
    gc.unfreeze()
    gc.collect()  # what other tests left behind is not loaded for good
    loaded = len(gc.get_objects())
    web.set_aside()
    assert gc.get_freeze_count() > loaded / 2
    assert len(gc.get_objects()) < loaded / 100


async def test_no_socket_inherits_what_loading_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    left: ContextVar[bool] = ContextVar("left", default=False)
    monkeypatch.setattr(web, "set_aside", lambda: left.set(True))
    monkeypatch.setattr(uvicorn.Server, "startup", AsyncMock())
    await web.WebServer(uvicorn.Config("helpdesk.asgi:application")).startup()
    assert not left.get()
