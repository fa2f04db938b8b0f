"""What a message costs in statements and commands does not grow. Milliseconds are for the bench."""

import asyncio
import contextlib
import gc
import tracemalloc
from pathlib import Path

import channels
import pytest

from helpdesk.conversations import log, messaging
from helpdesk.live import hints
from helpdesk.live import hub as live
from tenants.context import in_thread
from tests.cast import Company
from tests.meter import metered
from tests.widget.test_socket import conversation_of
from tests.widget.visitor import Tab, Visitor, say

# Whatever goes out without being waited for has gone by then.
SETTLED = 0.2
# Statements and commands of a socket that connects, says hello and is told what it missed.
COMING_BACK = (3, 0)
# Of our own lines and those that they lean on; what the server and the test keep is not counted.
OURS = [
    tracemalloc.Filter(True, str(Path(live.__file__).parents[2] / "helpdesk" / "*")),
    tracemalloc.Filter(True, str(Path(live.__file__).parents[2] / "tenants" / "*")),
    tracemalloc.Filter(True, str(Path(channels.__file__).parent / "*")),
    tracemalloc.Filter(True, contextlib.__file__),
]
RESTING_BYTES = 5 * 1024


@pytest.fixture(autouse=True)
def _no_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A poll in the middle would be counted as well."""
    monkeypatch.setattr(live.Hub, "wake_all", lambda _self: None)


async def filled(visitor: Visitor, entries: int) -> Tab:
    """A socket that has read a conversation of so many entries."""
    socket = await visitor.begin()
    number = await conversation_of(visitor)

    def fill() -> None:
        for _ in range(entries):
            messaging.add_event(number, "noted")

    await in_thread(visitor.company.schema, fill)
    await say(socket)
    await socket.until(entries + 1)
    await asyncio.sleep(SETTLED)
    return socket


@pytest.mark.parametrize("entries", [5, 50])
async def test_a_message_costs_one_statement_and_one_command_however_long_the_log(
    visitor: Visitor, entries: int
) -> None:
    socket = await filled(visitor, entries)
    with metered() as cost:
        await say(socket)
        await socket.until(entries + 2)
        await asyncio.sleep(SETTLED)
    assert cost.counts == (1, 1), cost


async def test_a_burst_costs_at_most_a_command_for_each_message(visitor: Visitor) -> None:
    socket = await filled(visitor, 0)
    with metered() as cost:
        for at in range(5):
            await say(socket)
            await socket.until(at + 2)
        await asyncio.sleep(SETTLED)
    assert len(cost.statements) == 5, cost
    assert len(cost.commands) <= 5, cost


@pytest.mark.parametrize("tabs", [1, 5])
async def test_what_others_wrote_is_read_once_however_many_listen(
    visitor: Visitor, acme: Company, tabs: int
) -> None:
    await filled(visitor, 0)
    ears = [await visitor.dial(conversation=visitor.conversation, after=1) for _ in range(tabs)]
    for ear in ears:
        await ear.receive("log")
    number = await conversation_of(visitor)
    with acme.bound(), metered() as cost:
        # Written elsewhere: this process hears the number and no text.
        await in_thread(
            acme.schema, messaging.post_message, number, sender="assistant", body="Here I am."
        )
        for ear in ears:
            await ear.until(2)
    reads = [text for text in cost.statements if "LATERAL" in text]
    assert len(reads) == 1, cost


@pytest.mark.parametrize("entries", [5, 50])
async def test_coming_back_costs_the_same_however_long_the_log(
    visitor: Visitor, entries: int
) -> None:
    await filled(visitor, entries)
    with metered() as cost:
        ear = await visitor.dial(conversation=visitor.conversation, after=entries)
        await ear.until(entries + 1)
        await asyncio.sleep(SETTLED)
    assert cost.counts == COMING_BACK, cost


async def test_the_meter_sees_what_the_naive_way_would_cost(
    visitor: Visitor, acme: Company
) -> None:
    await filled(visitor, 0)
    number = await conversation_of(visitor)
    with acme.bound(), metered() as cost:
        for at in range(3):
            await log.aentries_after(number, at, for_contact=True)
            hints.tell_moved_here(number, 1)
            await asyncio.sleep(SETTLED)
    assert (len(cost.statements), len(cost.commands)) == (3, 3), cost


async def test_a_resting_socket_keeps_little(visitor: Visitor) -> None:
    """Nine tenths of all sockets rest. Blocks, queues and copies for later had made it 9 KiB."""
    await filled(visitor, 0)  # loads what is loaded once
    tracemalloc.start()
    try:
        tabs = [await visitor.dial(conversation=visitor.conversation) for _ in range(6)]
        for tab in tabs:
            await tab.until(1)
        await asyncio.sleep(SETTLED)
        gc.collect()
        kept = tracemalloc.take_snapshot().filter_traces(OURS).statistics("lineno")
    finally:
        tracemalloc.stop()
    assert sum(line.size for line in kept) / len(tabs) < RESTING_BYTES, kept[:10]
