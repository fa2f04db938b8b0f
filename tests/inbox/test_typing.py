"""Typing through both sockets: the customer hears of a reply that is written, never of a note."""

import asyncio

import pytest

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, merging
from helpdesk.conversations.models import Conversation
from helpdesk.live import hints
from helpdesk.widget import pump
from tenants.context import in_thread
from tests.cast import Company
from tests.inbox.conftest import Desk
from tests.inbox.test_socket import ears, listening
from tests.sockets import Frame, Socket
from tests.widget.visitor import Visitor, say

__all__ = ["ears"]

# Longer than any whisper takes within a process.
SILENCE = 0.4


@pytest.fixture
async def customer(acme: Company) -> Socket:
    """A customer's socket that has read what it said itself."""
    visitor = await Visitor(acme).arrive()
    socket = await visitor.begin()
    await say(socket, "How do I change the VAT rate?")
    await socket.until(1)
    return socket


async def number_of(company: Company) -> int:
    return int(await in_thread(company.schema, lambda: Conversation.objects.get().pk))


async def heard_by(customer: Socket) -> list[Frame]:
    """All that the customer's browser is told until there is silence."""
    heard = []
    while not await customer.is_silent(SILENCE):
        heard.append(await customer.receive())
    return heard


def typing(number: int, *, on: bool, **more: object) -> Frame:
    return {"type": "typing", "conversation": number, "on": on, **more}


def noting(number: int) -> Frame:
    return {"type": "at", "conversation": number, "doing": "noting"}


async def settled(desk: Socket) -> None:
    await desk.send({"type": "ping"})
    await desk.receive("pong")
    await asyncio.sleep(0.05)


async def test_a_reply_that_turns_into_a_note_ends_the_typing_that_the_customer_sees(
    acme: Company, customer: Socket, adas: Desk, bos: Desk
) -> None:
    ada, bo = await listening(acme, adas), await listening(acme, bos)
    number = await number_of(acme)
    await bo.send({"type": "watch", "conversations": [number]})
    await ada.send(typing(number, on=True, mode="reply"))
    assert await customer.receive("typing") == {
        "type": "typing", "who": "agent", "name": "Ada Lind", "on": True,
    }  # fmt: skip
    # What the page sends when the switch is turned in the middle of a word.
    await ada.send(typing(number, on=False, mode="reply"))
    await ada.send(noting(number))
    assert (await customer.receive("typing"))["on"] is False
    assert await heard_by(customer) == []
    while (heard := await bo.receive("whisper"))["kind"] != "presence":
        pass
    assert (heard["name"], heard["doing"]) == ("Ada Lind", "noting")


async def test_after_a_merge_the_customer_hears_of_typing_where_it_lives_alone(
    acme: Company, customer: Socket, adas: Desk, bo: Agent
) -> None:
    old = await number_of(acme)
    kept = await in_thread(acme.schema, _merged_into_another, old, bo)
    ada = await listening(acme, adas)
    await heard_by(customer)  # both logs, from the beginning
    await ada.send(typing(old, on=True, mode="reply"))
    assert await heard_by(customer) == [], "a page that is older than the merge"
    await ada.send(typing(kept, on=True, mode="reply"))
    assert (await customer.receive("typing"))["on"] is True


def _merged_into_another(old: int, by: Agent) -> int:
    kept = lifecycle.start(Conversation.objects.get(pk=old).contact)
    return merging.merge(old, into=kept.pk, by=by).pk


@pytest.mark.parametrize("mode", ["note", "", None, ["reply"], True])
async def test_typing_that_is_not_plainly_a_reply_reaches_nobody(
    acme: Company, customer: Socket, adas: Desk, mode: object
) -> None:
    ada = await listening(acme, adas)
    number = await number_of(acme)
    await ada.send(typing(number, on=True, mode=mode))
    await ada.send(typing(number, on=True))
    await ada.send(noting(number))
    await settled(ada)
    assert await heard_by(customer) == []


async def test_a_leak_in_one_wall_is_held_by_the_other_and_one_in_both_is_heard(
    acme: Company, customer: Socket, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control arm: what these tests listen with would hear it."""
    ada = await listening(acme, adas)
    number = await number_of(acme)
    monkeypatch.setattr(hints, "whisper_desk_here", hints.whisper_here)
    await ada.send(noting(number))
    assert await heard_by(customer) == []
    monkeypatch.setattr(pump, "for_contact", lambda whisper: whisper)
    await ada.send({**noting(number), "doing": "viewing"})
    assert [frame["type"] for frame in await heard_by(customer)] == ["presence"]
