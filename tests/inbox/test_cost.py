"""What listening costs an inbox, with few conversations and agents and with many."""

import asyncio

import pytest

from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.live import hub as live
from tests.cast import Company
from tests.inbox.conftest import Desk
from tests.inbox.test_socket import ears, listening, say
from tests.meter import metered

__all__ = ["ears"]

# Whatever goes out without being waited for has gone by then.
SETTLED = 0.2
CONNECTING = (5, 0)


@pytest.fixture(autouse=True)
def _no_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A poll in the middle would be counted as well."""
    monkeypatch.setattr(live.Hub, "wake_all", lambda _self: None)


@pytest.mark.parametrize("conversations", [2, 20])
async def test_connecting_costs_the_same_however_much_there_is(
    acme: Company, cleo: Contact, waiting: Conversation, adas: Desk, conversations: int
) -> None:
    await asyncio.to_thread(_start, acme, cleo, conversations)
    await listening(acme, adas)  # what a process looks up once it has looked up
    with metered() as cost:
        await listening(acme, adas)
        await asyncio.sleep(SETTLED)
    assert cost.counts == CONNECTING, cost


@pytest.mark.parametrize("agents", [1, 5])
async def test_a_message_costs_no_more_however_many_agents_hear_of_it(
    acme: Company, waiting: Conversation, adas: Desk, agents: int
) -> None:
    heard = [await listening(acme, adas) for _ in range(agents)]
    await say(acme, waiting, "Is anybody there?")
    for socket in heard:
        await socket.receive("moved")
    await asyncio.sleep(SETTLED)
    with metered() as cost:
        await say(acme, waiting, "Hello?")
        for socket in heard:
            await socket.receive("moved")
        await asyncio.sleep(SETTLED)
    assert cost.counts == (1, 1), cost


@pytest.mark.parametrize("agents", [2, 20])
async def test_a_beat_of_presence_costs_no_statement_however_many_agents_are_there(
    acme: Company, waiting: Conversation, adas: Desk, agents: int
) -> None:
    desks = [await listening(acme, adas) for _ in range(agents)]
    at = {"type": "at", "conversation": waiting.pk, "doing": "viewing"}
    for desk in desks:
        await desk.send(at)
        await desk.receive("present")
    await asyncio.sleep(SETTLED)
    with metered() as cost:
        await desks[0].send(at)
        await desks[0].receive("present")
        await asyncio.sleep(SETTLED)
    assert cost.statements == []
    assert cost.commands == ["HSET", "EXPIRE", "HGETALL"]


def _start(company: Company, contact: Contact, count: int) -> None:
    with company.bound():
        for _ in range(count):
            lifecycle.start(contact)
