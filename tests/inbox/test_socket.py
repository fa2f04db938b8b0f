"""The live socket: who may listen, what they hear, and when it ends."""

import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.asgi import application
from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation
from helpdesk.inbox import consumers, sockets
from helpdesk.inbox.sockets import Watch
from helpdesk.live import hints, leaving
from helpdesk.live.hub import hub
from tenants.context import in_tenant, in_thread
from tenants.database import direct
from tests.cast import Company
from tests.inbox.conftest import Desk
from tests.sockets import Closed, Frame, Socket, inbox_headers, inbox_socket, ticket_of

SEEN: Frame = {"type": "seen", "conversation": 1, "upto": 1}


@pytest.fixture(autouse=True)
async def ears() -> AsyncIterator[None]:
    """The event loop's hub and pool end with the test."""
    yield
    await hub().close()
    await direct.close_pool()


async def listening(company: Company, desk: Desk) -> Socket:
    return await inbox_socket(company, desk.client)


async def dial(
    company: Company, client: Client | None = None, *, ticket: str = "none", origin: str = ""
) -> Socket:
    """A socket that has said hello, whatever comes of it."""
    headers = inbox_headers(company, client, origin)
    opened = await Socket(application, company, "/ws/inbox", headers).connect()
    await opened.send({"type": "hello", "ticket": ticket})
    return opened


async def say(company: Company, conversation: Conversation, body: str) -> int:
    with in_tenant(company.schema):
        posted = await messaging.apost_message(conversation.pk, body=body, cid=uuid4())
    return posted.seq


async def in_company(company: Company, fn: Any, *args: Any, **kwargs: Any) -> Any:
    return await in_thread(company.schema, fn, *args, **kwargs)


async def test_an_agent_hears_that_a_conversation_moved_and_nothing_of_its_text(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    ada = await listening(acme, adas)
    head = await say(acme, waiting, "My card number is secret")
    heard = await ada.receive("moved")
    assert heard == {"type": "moved", "conversations": {str(waiting.pk): head}}
    await ada.close()


async def test_another_company_hears_nothing(
    acme: Company, globex: Company, waiting: Conversation, adas: Desk, guss: Desk
) -> None:
    ada, gus = await listening(acme, adas), await listening(globex, guss)
    await say(acme, waiting, "Hello?")
    await ada.receive("moved")
    with pytest.raises(TimeoutError):
        await gus.receive("moved", timeout=0.5)


async def test_a_lost_hint_costs_one_poll(
    acme: Company, waiting: Conversation, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await listening(acme, adas)
    monkeypatch.setattr(hints, "tell_moved_here", lambda *_: None)
    head = await say(acme, waiting, "Hello?")
    hub().wake_all()
    assert (await ada.receive("moved"))["conversations"] == {str(waiting.pk): head}
    await ada.close()


async def test_who_is_not_logged_in_is_told_to_log_in(acme: Company) -> None:
    stranger = await dial(acme)
    with pytest.raises(Closed, match="4401"):
        await stranger.receive()


async def test_a_session_of_another_company_is_none_here(
    acme: Company, globex: Company, adas: Desk
) -> None:
    stolen = await dial(globex, adas.client, ticket=await ticket_of(adas.client))
    with pytest.raises(Closed, match="4401"):
        await stolen.receive()


async def test_a_page_of_another_site_cannot_listen_with_our_cookies(
    acme: Company, adas: Desk
) -> None:
    ticket = await ticket_of(adas.client)
    foreign = await dial(acme, adas.client, ticket=ticket, origin="https://evil.example")
    with pytest.raises(Closed, match="4403"):
        await foreign.receive()


async def test_the_socket_ends_when_the_agent_logs_out(acme: Company, adas: Desk) -> None:
    ada = await listening(acme, adas)
    await in_company(acme, adas.client.session.flush)
    hub().wake_all()
    with pytest.raises(Closed, match="4401"):
        await ada.receive("never")


async def test_the_socket_ends_when_the_agent_is_switched_off(
    acme: Company, bo: Agent, bos: Desk
) -> None:
    listener = await listening(acme, bos)
    await in_company(acme, Agent.objects.filter(pk=bo.pk).update, is_active=False)
    hub().wake_all()
    with pytest.raises(Closed, match="4401"):
        await listener.receive("never")


async def test_a_socket_that_cannot_look_any_more_asks_the_browser_to_come_back(
    acme: Company, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await listening(acme, adas)

    async def broken(_watch: Watch) -> dict[int, int]:
        raise psycopg.OperationalError("the server closed the connection")

    monkeypatch.setattr(Watch, "changed", broken)
    hub().wake_all()
    with pytest.raises(Closed, match="1013"):
        await ada.receive("never")


async def test_a_socket_that_breaks_is_closed_and_not_left_deaf(
    acme: Company, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await listening(acme, adas)

    async def break_down(_watch: Watch) -> dict[int, int]:
        raise ZeroDivisionError

    monkeypatch.setattr(Watch, "changed", break_down)
    hub().wake_all()
    with pytest.raises(Closed, match="1011"):
        await socket.receive()


async def test_who_has_brought_a_ticket_is_not_logged_out_because_we_take_long_to_look(
    acme: Company, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit = sockets.admit

    def admit_late(ticket: str, key: str) -> sockets.Member | None:
        time.sleep(0.6)
        return admit(ticket, key)

    ticket = await ticket_of(adas.client)
    monkeypatch.setattr(consumers, "HELLO_WITHIN", 0.4)
    monkeypatch.setattr(sockets, "admit", admit_late)
    await inbox_socket(acme, adas.client, ticket)


async def test_an_agents_typing_is_whispered_with_their_name(
    acme: Company, waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    ada, bo = await listening(acme, adas), await listening(acme, bos)
    said = {"type": "typing", "conversation": waiting.pk, "on": True, "mode": "reply"}
    await ada.send(said)
    heard = await bo.receive("whisper")
    assert (heard["kind"], heard["who"], heard["name"], heard["on"]) == (
        "typing", "agent", "Ada Lind", True,
    )  # fmt: skip
    await ada.close()
    await bo.close()


async def test_what_an_agent_has_seen_is_kept(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    ada = await listening(acme, adas)
    await ada.send({"type": "seen", "conversation": waiting.pk, "upto": 2})
    await ada.receive("whisper")
    await in_company(acme, waiting.refresh_from_db)
    assert waiting.agent_seen == 2
    await ada.close()


SEEN_BY_TRUTH = '{"type": "seen", "conversation": true, "upto": true}'
NONSENSE = ["not json", "[]", '{"type": "seen"}', SEEN_BY_TRUTH, '{"type": 7}', b"\xff"]


@pytest.mark.parametrize("frame", NONSENSE)
async def test_nonsense_is_passed_over(acme: Company, adas: Desk, frame: str | bytes) -> None:
    ada = await listening(acme, adas)
    await ada.send(frame)
    await ada.send({"type": "ping"})
    assert await ada.receive("pong") == {"type": "pong"}
    await ada.close()


@pytest.mark.parametrize(
    ("deed", "frame"),
    [
        ("helpdesk.inbox.sockets.admit", {"type": "hello", "ticket": "x"}),
        ("helpdesk.notifying.reading.saw", SEEN),
    ],
)
async def test_a_database_that_is_away_ends_the_socket_which_comes_back(
    acme: Company, adas: Desk, monkeypatch: pytest.MonkeyPatch, deed: str, frame: Frame
) -> None:
    headers = inbox_headers(acme, adas.client)
    opened = (
        await listening(acme, adas)
        if frame is SEEN
        else await Socket(application, acme, "/ws/inbox", headers).connect()
    )

    def is_away(*_args: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(deed, is_away)
    await opened.send(frame)
    assert (await opened.receive("bye"))["code"] == 1013
    with pytest.raises(Closed, match="1013"):
        await opened.receive()


async def test_an_agent_is_sent_on_by_a_process_that_ends(acme: Company, adas: Desk) -> None:
    opened = await listening(acme, adas)
    assert await leaving.let_go(within=1) == 1
    bye = await opened.receive("bye")
    assert bye["code"] == 1012
    assert 0 <= bye["retry_after_ms"] <= leaving.RETURN_MS
    with pytest.raises(Closed, match="1012"):
        await opened.receive()
