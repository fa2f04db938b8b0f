"""A company whose visitors flood it is slowed down; nobody else is."""

import asyncio

import pytest

from helpdesk.widget import limits
from tenants import lingering
from tenants.limits import LIMITS, Limit
from tests.widget.visitor import Tab, Visitor, message, say

FLOOD = 8


@pytest.fixture(autouse=True)
def _small_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three messages in half a minute, of all visitors together."""
    monkeypatch.delitem(LIMITS, limits.FLOOD.name)
    monkeypatch.setattr(limits, "FLOOD", Limit("flood", 3, 30))


async def test_a_flood_of_many_visitors_is_told_when_to_try_again(
    visitor: Visitor, other: Visitor
) -> None:
    first, second = await visitor.begin(), await other.begin()
    for socket in (first, second, first):
        await say(socket)
    await second.send(message())
    nack = await second.receive("nack")
    assert (nack["code"], nack["retry"]) == ("rate", True)
    assert 0 < nack["after_ms"] <= 30_000


async def test_another_company_does_not_notice(visitor: Visitor, stranger: Visitor) -> None:
    flooded, calm = await visitor.begin(), await stranger.begin()
    for _ in range(5):
        await flooded.send(message())
    assert await say(calm) == 1


async def refusals_within(socket: Tab, seconds: float) -> int:
    """How many of the flood are answered in so short a time."""
    for _ in range(3):
        await say(socket)
    for _ in range(FLOOD):
        await socket.send(message())
    await asyncio.sleep(seconds)
    heard = []
    while not await socket.is_silent(0.05):
        heard.append((await socket.receive())["type"])
    return heard.count("nack")


async def test_who_does_not_listen_is_not_read_for_a_while_and_answered_in_the_end(
    visitor: Visitor, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering, "AT_ONCE", 4)
    monkeypatch.setattr(lingering, "IN_SECONDS", 30)
    monkeypatch.setattr(lingering, "LONGEST_SECONDS", 1.0)
    flooded, calm = await visitor.begin(), await stranger.begin()
    answered = await refusals_within(flooded, 0.3)
    assert answered == 4 + 1, "the one that goes on too long is told so, and then left unread"
    assert await say(calm) == 1
    monkeypatch.setattr(lingering, "LONGEST_SECONDS", 0.05)
    for _ in range(FLOOD - answered):
        await flooded.receive("nack")


async def test_without_that_all_of_a_flood_is_read_at_once(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering, "AT_ONCE", 1000)
    assert await refusals_within(await visitor.begin(), 0.3) == FLOOD
