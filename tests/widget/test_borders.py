"""Who may hear what: other visitors, other companies, other sites, other times."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.utils import timezone

from helpdesk.asgi import application
from helpdesk.live.hub import hub
from helpdesk.widget import consumers, speaking
from tenants import serving
from tenants.context import in_public
from tenants.provisioning import suspend_tenant
from tests.cast import Company
from tests.sockets import Closed, Socket
from tests.widget.visitor import Visitor, message, say, set_up, stored


async def test_another_visitors_conversation_does_not_exist(
    visitor: Visitor, other: Visitor
) -> None:
    await say(await visitor.begin())
    intruder = await other.dial(conversation=visitor.conversation)
    refusal = await intruder.receive()
    assert (refusal["type"], refusal["code"]) == ("nack", "gone")
    await intruder.send(message("Let me in"))
    assert (await intruder.receive())["code"] == "gone"
    assert "Let me in" not in await stored(visitor.company)


async def test_asking_for_anothers_conversation_looks_like_asking_for_none(
    visitor: Visitor, other: Visitor, stranger: Visitor
) -> None:
    await say(await visitor.begin())
    for curious in (other, stranger):
        theirs = await curious.get(f"conversations/{visitor.conversation}/log?after=0")
        nobodys = await curious.get("conversations/AAAAAAAAAAAAAAAA/log?after=0")
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content


async def test_a_token_of_another_company_is_worth_nothing(
    visitor: Visitor, globex: Company
) -> None:
    smuggler = Visitor(globex)
    smuggler.session = visitor.session
    socket = await smuggler.dial()
    assert (await socket.receive("bye"))["code"] == 4401
    with pytest.raises(Closed, match="4401"):
        await socket.receive()
    assert (await smuggler.get("conversations")).status_code == 401


async def test_a_foreign_token_brings_a_stranger_in_and_not_its_owner(
    visitor: Visitor, globex: Company
) -> None:
    arrived = await Visitor(globex).arrive(visitor=visitor.token)
    assert arrived.session["contact"]["id"] != visitor.session["contact"]["id"]


@pytest.mark.parametrize("token", ["", "forged", "a.b:c:d"])
async def test_a_forged_token_is_refused(visitor: Visitor, token: str) -> None:
    visitor.session = {"visitor": token or "x"}
    socket = await visitor.dial()
    assert (await socket.receive("bye"))["code"] == 4401
    answer = await visitor.get("conversations", authorization=f"Bearer {token}")
    assert answer.status_code == 401


async def test_a_token_expires_also_for_an_open_socket(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await visitor.begin()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert (await visitor.get("conversations")).status_code == 401
        hub().wake_all()
        assert (await socket.receive("bye"))["code"] == 4401


async def test_before_hello_nothing_is_done(acme: Company) -> None:
    socket = await Socket(application, acme, "/ws/widget").connect()
    await socket.send({"type": "start", "key": str(uuid4())})
    assert (await socket.receive("bye"))["code"] == 4401


async def test_an_address_that_leads_nowhere_is_closed(acme: Company) -> None:
    with pytest.raises(Closed, match="4404"):
        await Socket(application, acme, "/ws/elsewhere").connect()


async def test_who_says_nothing_is_sent_away(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "HELLO_WITHIN", 0.05)
    socket = await Socket(application, acme, "/ws/widget").connect()
    assert (await socket.receive("bye"))["code"] == 4401


async def test_a_suspended_workspace_falls_silent(visitor: Visitor, acme: Company) -> None:
    socket = await visitor.begin()
    await sync_to_async(_suspend)(acme)
    serving.forget()
    hub().wake_all()
    assert (await socket.receive("bye"))["code"] == 4403
    with pytest.raises(Closed, match="4403"):
        await socket.receive()
    assert (await visitor.get("conversations")).status_code == 404


async def test_only_allowed_pages_may_use_the_chat(visitor: Visitor, acme: Company) -> None:
    await set_up(acme, allowed_origins="https://*.shop.example\nhttp://localhost:3000")
    assert (await visitor.post("session", {})).status_code == 200
    foreign = Visitor(acme, origin="https://evil.example")
    answer = await foreign.post("session", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    foreign.session = visitor.session
    socket = await foreign.dial()
    assert (await socket.receive("bye"))["code"] == 4403


async def test_pages_of_other_sites_are_answered_without_cookies(visitor: Visitor) -> None:
    answer = await visitor.get("conversations")
    assert answer.headers["access-control-allow-origin"] == visitor.origin
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in answer.headers


async def test_a_socket_that_broke_leaves_its_place_to_the_next(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted for ever, eight of them would shut the visitor out."""

    async def break_down(*_arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(speaking, "start", break_down)
        for _ in range(consumers.SOCKETS_PER_VISITOR):
            tab = await visitor.dial()
            await tab.send({"type": "start", "key": str(uuid4())})
            with pytest.raises(ZeroDivisionError):
                await tab.receive("started")
    assert (await (await visitor.dial()).receive())["type"] == "welcome"


async def test_too_many_tabs_of_one_visitor_are_asked_to_wait(visitor: Visitor) -> None:
    tabs = [await visitor.dial() for _ in range(consumers.SOCKETS_PER_VISITOR)]
    for tab in tabs:
        await tab.receive("welcome")
    bye = await (await visitor.dial()).receive("bye")
    assert (bye["code"], bye["retry_after_ms"] > 0) == (1013, True)
    await tabs[0].close()
    await (await visitor.dial()).receive("welcome")


def _suspend(company: Company) -> None:
    with in_public():
        suspend_tenant(company.tenant)
