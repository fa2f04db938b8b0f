"""A pooler that shares sessions is refused before anything serves; a plain server is not."""

import time
from collections.abc import Callable, Iterator
from itertools import count, cycle
from typing import Any, LiteralString
from unittest import mock

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from helpdesk import web
from tenants.database import pooler
from tenants.database.pooler import Client, refuse_shared_sessions
from tenants.work import tasks

# In which session of the server the next statement of a client runs.
Choose = Callable[[int], int]


class Pooler:
    """Hands statements of many clients to sessions, each with the search path it was told last."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.paths: dict[int, str] = {}
        self.names = count()
        self.is_open: dict[int, bool] = {}

    async def connect(self) -> Client:
        name = next(self.names)
        self.is_open[name] = True
        return _Connection(self, name)


class _Connection:
    def __init__(self, behind: Pooler, name: int) -> None:
        self.behind, self.name = behind, name

    async def execute(self, text: LiteralString, params: tuple[str, ...] = (), /) -> Any:
        session = self.behind.choose(self.name)
        if params:
            self.behind.paths[session] = params[0]
        return _Answer(self.behind.paths.get(session, "public"))

    async def close(self) -> None:
        self.behind.is_open[self.name] = False


class _Answer:
    def __init__(self, path: str) -> None:
        self.path = path

    async def fetchone(self) -> tuple[str]:
        return (self.path,)


def in_turn(sessions: int) -> Choose:
    turns: Iterator[int] = cycle(range(sessions))
    return lambda _client: next(turns)


@pytest.mark.parametrize("sessions", [1, 2, 3, 5])
def test_sessions_that_serve_clients_in_turn_are_refused_by_name_and_fix(sessions: int) -> None:
    behind = Pooler(in_turn(sessions))
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL .* session mode") as refused:
        refuse_shared_sessions(behind.connect)
    assert "pool_mode = session" in str(refused.value)
    assert not any(behind.is_open.values())


def test_a_session_for_each_client_is_accepted() -> None:
    behind = Pooler(lambda client: client)
    refuse_shared_sessions(behind.connect)
    assert len(behind.paths) == pooler.CONNECTIONS
    assert not any(behind.is_open.values())


def test_a_plain_server_is_accepted_for_little(stage: None) -> None:
    began = time.process_time()
    refuse_shared_sessions()
    assert time.process_time() - began < 0.3


def test_a_program_starts_before_its_database(caplog: pytest.LogCaptureFixture) -> None:
    async def away() -> Client:
        raise psycopg.OperationalError("refused")

    refuse_shared_sessions(away)
    assert "the database is away: refused" in caplog.text


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> mock.Mock:
    """Every program finds a pooler that shares sessions; what it would serve with is watched."""
    behind = Pooler(in_turn(2))
    monkeypatch.setattr(pooler.refuse_shared_sessions, "__defaults__", (behind.connect,))
    served = mock.Mock()
    monkeypatch.setattr(web.WebServer, "run", served)
    monkeypatch.setattr("tenants.management.commands.relay.run_forever", served)
    monkeypatch.setattr("tenants.management.commands.migrate_tenants.migrate_all", served)
    return served


@pytest.mark.parametrize(
    ("start", "ends_with"),
    [
        (lambda: web.main(["--port", "1"]), ImproperlyConfigured),
        (lambda: call_command("relay"), ImproperlyConfigured),
        (lambda: call_command("migrate_tenants"), ImproperlyConfigured),
        (tasks.look_at_sessions, SystemExit),
    ],
    ids=["web", "relay", "migrate_tenants", "worker"],
)
def test_no_program_serves_behind_it(
    shared: mock.Mock, start: Callable[[], None], ends_with: type[BaseException]
) -> None:
    with pytest.raises(ends_with, match="DATABASE_URL"):
        start()
    shared.assert_not_called()
