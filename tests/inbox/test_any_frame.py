"""Whatever arrives on the inbox's socket is passed over or done, and the socket goes on."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings

from helpdesk.asgi import application
from helpdesk.live.hub import hub
from tenants.database import direct
from tests.any_frames import LISTS, Sent, frames, fuzzing, put
from tests.cast import Company
from tests.inbox.conftest import Desk
from tests.sockets import Closed, Frame, Socket, inbox_headers, inbox_socket

GOOD: list[Frame] = [
    {"type": "hello", "ticket": "x"},
    {"type": "typing", "conversation": 1, "on": True, "mode": "reply"},
    {"type": "at", "conversation": 1, "doing": "replying"},
    {"type": "watch", "conversations": [1, 2]},
    {"type": "seen", "conversation": 1, "upto": 1},
    {"type": "ping"},
]


@pytest.fixture(autouse=True)
async def ears() -> AsyncIterator[None]:
    """The event loop's hub and pool end with the test."""
    yield
    await hub().close()
    await direct.close_pool()


@pytest.mark.proof
@settings(fuzzing, max_examples=LISTS)
@given(sent=frames(GOOD))
async def test_any_frame_leaves_the_socket_listening(
    acme: Company, adas: Desk, sent: list[Sent]
) -> None:
    desk = await inbox_socket(acme, adas.client)
    for frame in sent:
        answers = await put(desk, frame, {})
        assert {answer["type"] for answer in answers} <= {"moved", "whisper", "present"}, frame
    await desk.close()


@settings(fuzzing, max_examples=4)
@given(sent=frames(GOOD[1:]))
async def test_any_first_frame_but_a_ticket_ends_the_socket(
    acme: Company, adas: Desk, sent: list[Sent]
) -> None:
    for frame in sent:
        desk = Socket(application, acme, "/ws/inbox", inbox_headers(acme, adas.client))
        await desk.connect()
        await desk.send(frame)
        with pytest.raises(Closed, match="4401"):
            await desk.text()
        await desk.close()
