"""A synchronous page crosses to a thread once, whatever stands before it; a waiting one stays."""

from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler

from helpdesk.agents.models import Agent
from helpdesk.pages import Pages
from tests.cast import Company

# One for the page, and one each for what Django does at the beginning and at the end.
CROSSINGS = 3


@pytest.fixture
def crossings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what is run in a thread, in order."""
    seen: list[str] = []
    cross = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(getattr(self.func, "__qualname__", repr(self.func)))
        return await cross(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    return seen


@pytest.fixture
def cookie(acme: Company, ada: Agent) -> str:
    """Ada's, who is logged in."""
    return f"sessionid={acme.client(ada).cookies['sessionid'].value}"


async def test_a_page_crosses_to_a_thread_once(
    acme: Company, cookie: str, crossings: list[str]
) -> None:
    assert await _status(Pages(), acme, "/inbox/", cookie) == 200
    assert len(crossings) <= CROSSINGS, crossings


async def test_djangos_own_handler_would_cross_for_every_middleware(
    acme: Company, cookie: str, crossings: list[str]
) -> None:
    assert await _status(ASGIHandler(), acme, "/inbox/", cookie) == 200
    assert len(crossings) > 3 * CROSSINGS


@pytest.mark.parametrize("path", ["/nowhere/", "/static/nothing.css"])
async def test_what_is_nowhere_is_answered_in_one_crossing(
    path: str, acme: Company, crossings: list[str]
) -> None:
    assert await _status(Pages(), acme, path) == 404
    assert len(crossings) <= CROSSINGS, crossings


async def test_a_page_that_waits_holds_no_thread(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any, request: Any) -> Any:
        raise AssertionError(f"{request.path} was given to a thread.")

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.get_response", refuse)
    assert await _status(Pages(), acme, "/widget/unread") == 401


async def _status(application: Any, company: Company, path: str, cookie: str = "") -> int:
    headers = [(b"host", company.host.encode()), (b"cookie", cookie.encode())]
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
    page: Any = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]
    await page.send_input({"type": "http.request", "body": b""})
    started = await page.receive_output(timeout=10)
    while (await page.receive_output(timeout=10)).get("more_body"):
        pass
    await page.wait()
    return int(started["status"])
