"""A tenant that asks too often is told to come back, before a page costs anything."""

import asyncio
from typing import Any

import pytest

from helpdesk.asgi import application
from tenants import hosts, lingering, requests
from tenants.limits import LIMITS, Limit
from tenants.shares import Share
from tests.asking import answer, status
from tests.cast import Company

FEW = 3
HELP = "/help/"


@pytest.fixture(autouse=True)
async def _few(acme: Company, globex: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many requests in half a minute, by companies that the process knows."""
    for company in (acme, globex):
        assert await status(application, company, HELP) == 200
    monkeypatch.delitem(LIMITS, requests.REQUESTS.name)
    monkeypatch.setattr(requests, "REQUESTS", Limit("requests", FEW, 30))


async def test_a_tenant_has_so_many_requests_and_another_its_own(
    acme: Company, globex: Company
) -> None:
    answers = [await status(application, acme, HELP) for _ in range(FEW + 1)]
    assert answers == [200] * FEW + [429]
    assert await status(application, globex, HELP) == 200


async def test_who_is_refused_is_told_when_to_come_back(acme: Company) -> None:
    for _ in range(FEW):
        await answer(application, acme, HELP)
    refused = await answer(application, acme, HELP)
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert refused.headers["cache-control"] == "private, no-store"


async def test_a_refusal_never_reaches_django(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(FEW):
        await answer(application, acme, HELP)

    def refuse(self: Any, request: Any) -> Any:
        raise AssertionError(f"{request.path} was given to Django.")

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.get_response", refuse)
    assert await status(application, acme, HELP) == 429


async def test_a_host_that_was_not_looked_up_yet_is_not_counted(acme: Company) -> None:
    for _ in range(FEW + 1):
        hosts.forget()
        assert await status(application, acme, HELP) == 200


async def late(company: Company) -> bool:
    """Whether one more request is still unanswered after a moment; it is refused in any case."""
    asked = asyncio.create_task(status(application, company, HELP))
    _, waits = await asyncio.wait([asked], timeout=0.2)
    assert await asked == 429
    return bool(waits)


async def test_who_goes_on_is_refused_later_and_not_more_than_so_many_wait(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering, "AT_ONCE", 2)
    monkeypatch.setattr(lingering, "IN_SECONDS", 30)
    monkeypatch.setattr(lingering, "LONGEST_SECONDS", 0.5)
    for _ in range(FEW):
        await answer(application, acme, HELP)
    assert [await late(acme) for _ in range(3)] == [False, False, True]
    monkeypatch.setattr(lingering, "_waiting", Share(1))
    assert sorted(await asyncio.gather(*(late(acme) for _ in range(4))))[:2] == [False, False]
