"""A synchronous page crosses to a thread once, whatever stands before it; a waiting one stays."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler

from helpdesk.agents.models import Agent
from helpdesk.pages import THREADS, Pages
from tests.asking import status
from tests.cast import Company

SLOW = "/slow/"
AT_ONCE = settings.TENANT_PAGES_AT_ONCE


@pytest.fixture
def crossings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what is run in a thread, in order."""
    seen: list[str] = []
    submit = ThreadPoolExecutor.submit

    def counted(self: Any, work: Any, /, *args: Any, **kwargs: Any) -> Any:
        inner = next((arg for arg in args if callable(arg)), work)
        seen.append(getattr(inner, "__qualname__", repr(inner)))
        return submit(self, work, *args, **kwargs)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", counted)
    return seen


@pytest.fixture
def cookie(acme: Company, ada: Agent) -> str:
    """Ada's, who is logged in."""
    return f"sessionid={acme.client(ada).cookies['sessionid'].value}"


async def test_a_page_crosses_to_a_thread_once(
    acme: Company, cookie: str, crossings: list[str]
) -> None:
    assert await status(Pages(), acme, "/inbox/", cookie) == 200
    assert len(crossings) == 1, crossings


async def test_pages_begin_no_threads_of_their_own(acme: Company, cookie: str) -> None:
    for _ in range(THREADS + 1):
        await status(Pages(), acme, "/inbox/", cookie)
    before = set(threading.enumerate())
    for _ in range(5):
        await status(Pages(), acme, "/inbox/", cookie)
    assert set(threading.enumerate()) <= before


async def test_djangos_own_handler_would_cross_for_every_middleware(
    acme: Company, cookie: str, crossings: list[str]
) -> None:
    assert await status(ASGIHandler(), acme, "/inbox/", cookie) == 200
    assert len(crossings) > 10


@pytest.mark.parametrize("path", ["/nowhere/", "/static/nothing.css"])
async def test_what_is_nowhere_is_answered_in_one_crossing(
    path: str, acme: Company, crossings: list[str]
) -> None:
    assert await status(Pages(), acme, path) == 404
    assert len(crossings) == 1, crossings


async def test_a_page_that_waits_holds_no_thread(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any, request: Any) -> Any:
        raise AssertionError(f"{request.path} was given to a thread.")

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.get_response", refuse)
    assert await status(Pages(), acme, "/widget/unread") == 401


LONG, SHORT = 10.0, 0.5


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Pages of this path are not done before the event."""
    go_on = threading.Event()
    plain = BaseHandler.get_response

    def held(self: Any, request: Any) -> Any:
        if request.path == SLOW:
            go_on.wait(LONG)
        return plain(self, request)

    monkeypatch.setattr(BaseHandler, "get_response", held)
    yield go_on
    go_on.set()


async def _is_held_up(company: Company, flooded: Company, slow: threading.Event) -> bool:
    """Whether a page waits while as many of ``flooded`` are being made as it may have at once."""
    for known in (company, flooded):
        assert await status(Pages(), known, "/help/") == 200
    flood = [asyncio.create_task(status(Pages(), flooded, SLOW)) for _ in range(AT_ONCE)]
    await asyncio.sleep(0.05)
    page = asyncio.create_task(status(Pages(), company, "/help/"))
    done, _ = await asyncio.wait([page], timeout=SHORT if company is flooded else LONG)
    slow.set()
    assert await page == 200
    await asyncio.gather(*flood)
    return not done


async def test_a_tenant_that_has_its_pages_under_way_waits_for_itself(
    acme: Company, slow: threading.Event
) -> None:
    assert await _is_held_up(acme, acme, slow)


async def test_another_tenants_page_does_not_wait_for_it(
    acme: Company, globex: Company, slow: threading.Event
) -> None:
    assert not await _is_held_up(globex, acme, slow)


async def test_who_only_waits_for_news_takes_no_pages_place(
    acme: Company, slow: threading.Event
) -> None:
    assert await status(Pages(), acme, "/help/") == 200
    flood = [asyncio.create_task(status(Pages(), acme, SLOW)) for _ in range(AT_ONCE)]
    await asyncio.sleep(0.05)
    async with asyncio.timeout(LONG):
        assert await status(Pages(), acme, "/widget/unread") == 401
    assert not any(page.done() for page in flood)
    slow.set()
    await asyncio.gather(*flood)
