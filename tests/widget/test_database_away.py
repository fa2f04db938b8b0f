"""Sockets that are opened while the database is away: told to come back, and no error."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection

from helpdesk.widget import consumers, doors, recognising
from tenants import hosts
from tenants.context import in_public
from tests.cast import Company
from tests.sockets import Closed
from tests.widget.visitor import PAGE, Tab, Visitor


async def test_a_browser_that_comes_while_the_database_is_away_is_asked_to_come_back(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_away(*_args: object) -> bool:
        raise OperationalError("the database is away")

    monkeypatch.setattr(doors, "may_enter", is_away)
    early = await Tab(acme, PAGE).connect()
    assert (await early.receive("bye"))["code"] == 1013
    with pytest.raises(Closed, match="1013"):
        await early.receive()


async def test_while_no_host_can_be_looked_up_sockets_are_turned_away_without_an_error(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away(_name: str) -> None:
        raise OperationalError("the database is away")

    hosts.forget()
    monkeypatch.setattr(hosts, "resolve", is_away)
    with pytest.raises(Closed, match="1013"):
        await Tab(acme, PAGE).connect()


async def test_a_hello_that_cannot_be_looked_up_ends_the_line_which_comes_back(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_away(*_who: str) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(recognising, "recognise", is_away)
    tab = await visitor.dial()
    assert (await tab.receive("bye"))["code"] == 1013
    with pytest.raises(Closed, match="1013"):
        await tab.receive()


async def test_who_has_said_hello_is_not_sent_away_because_we_take_long_to_look(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told that its token is bad, a browser asks for a new one, from the same slow database."""
    may_enter, recognise = doors.may_enter, recognising.recognise

    async def enter_late(*who: Any) -> bool:
        await asyncio.sleep(0.6)
        return await may_enter(*who)

    async def recognise_late(*who: str) -> recognising.Recognised:
        await asyncio.sleep(0.6)
        return await recognise(*who)

    monkeypatch.setattr(consumers, "HELLO_WITHIN", 0.4)
    monkeypatch.setattr(doors, "may_enter", enter_late)
    monkeypatch.setattr(recognising, "recognise", recognise_late)
    tab = await visitor.dial()
    assert (await tab.receive())["type"] == "welcome"


async def test_a_connection_that_died_turns_one_socket_away_at_most(acme: Company) -> None:
    def let_it_die() -> None:
        with in_public(), connection.cursor() as cursor, suppress(OperationalError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        hosts.forget()

    await sync_to_async(let_it_die)()
    with suppress(Closed):
        await Tab(acme, PAGE).connect()
    hosts.forget()
    await Tab(acme, PAGE).connect()
