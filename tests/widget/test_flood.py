"""A company whose visitors flood it is slowed down; nobody else is."""

import pytest

from helpdesk.widget import limits
from tenants.limits import LIMITS, Limit
from tests.widget.visitor import Visitor, message, say


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
