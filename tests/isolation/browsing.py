"""Browsers and programs that speak ASGI to the whole application and write down what they get."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from helpdesk.asgi import application
from tests.isolation.sinks import Record, act_for
from tests.isolation.world import Side

CSRF = "c" * 32
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Caller:
    """Somebody at a company's host, with or without a cookie or token.

    Whatever the host answers belongs to its company. ``outside``: behind a door for its own
    people this caller may see no company's words at all, not even its own.
    """

    name: str
    side: Side
    record: Record
    session: str = ""
    bearer: str = ""
    outside: bool = False
    more: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, *, is_private: bool = False) -> Answer:
        return await self.request("GET", path, is_private=is_private)

    async def form(self, path: str, content: dict[str, Any]) -> Answer:
        return await self.request("POST", path, urlencode(content, doseq=True).encode(), FORM)

    async def json(self, path: str, content: Any, method: str = "POST") -> Answer:
        return await self.request(method, path, orjson.dumps(content), JSON)

    async def request(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        kind: str = FORM,
        *,
        is_private: bool = False,
    ) -> Answer:
        scope = self._scope(method, path, kind, len(content))
        answer = await _exchange(acted(self.side.letter), scope, content)
        where = f"{method} {path} as {self.name}, {answer.status}"
        whose = "" if self.outside and is_private else self.side.letter
        self.record.add("headers", where, repr(answer.headers), who=whose)
        self.record.add("body", where, answer.body, who=whose)
        if answer.status >= 500:
            self.record.faults.append(where)
        return answer

    def _scope(self, method: str, path: str, kind: str, length: int) -> dict[str, Any]:
        address, _, query = path.partition("?")
        headers = {
            "host": self.side.host,
            "cookie": f"csrftoken={CSRF}",
            "x-csrftoken": CSRF,
            "content-type": kind,
            "content-length": str(length),
            **self.more,
        }
        if method != "GET":  # as browsers do; the chat's doors take no post without
            headers["origin"] = f"http://{self.side.host}"
        if self.session:
            headers["cookie"] += f"; {settings.SESSION_COOKIE_NAME}={self.session}"
        if self.bearer:
            headers["authorization"] = f"Bearer {self.bearer}"
        return {
            "type": "http",
            "method": method,
            "path": address,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 50000),
        }


def acted(letter: str) -> Any:
    """The whole application, noting for whom it works: a communicator starts with no context."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        with act_for(letter):
            await application(scope, receive, send)

    return app


async def _exchange(app: Any, scope: dict[str, Any], content: bytes) -> Answer:
    wire: Any = ApplicationCommunicator(app, scope)  # type: ignore[no-untyped-call]
    await wire.send_input({"type": "http.request", "body": content})
    start = await wire.receive_output(timeout=60)
    body, more = b"", True
    while more:
        part = await wire.receive_output(timeout=60)
        body, more = body + part.get("body", b""), part.get("more_body", False)
    await asyncio.wait_for(wire.wait(timeout=60), 60)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]
    ]
    return Answer(start["status"], headers, body)


@dataclass(frozen=True, slots=True)
class _Ways:
    """Which callers an address can tell apart: a page by its cookie, a program by its token."""

    beginnings: tuple[str, ...]
    names: tuple[str, ...]


_WAYS = (
    _Ways(("api/",), ("program", "nobody", "strange program")),
    _Ways(("widget/",), ("visitor", "nobody", "strange visitor", "other strange visitor")),
    _Ways(("help/", "files/"), ("nobody", "stranger")),
    _Ways(("",), ("owner", "agent", "nobody", "stranger")),
)


def can_tell_apart(pattern: str, caller: Caller) -> bool:
    ways = next(one for one in _WAYS if pattern.startswith(one.beginnings))
    return caller.name in ways.names


def insiders(side: Side, record: Record) -> list[Caller]:
    """Those who belong to a company, and a passer-by."""
    keys = side.keys
    return [
        Caller("owner", side, record, session=keys.owner),
        Caller("agent", side, record, session=keys.agent),
        Caller("visitor", side, record, bearer=keys.visitor),
        Caller("program", side, record, bearer=keys.program),
        Caller("nobody", side, record, outside=True),
    ]


def intruders(host: Side, home: Side, record: Record) -> list[Caller]:
    """Those who bring one company's keys to another's host."""
    keys = home.keys
    return [
        Caller("stranger", host, record, session=keys.lone_session, outside=True),
        Caller("strange visitor", host, record, bearer=keys.visitor, outside=True),
        Caller("other strange visitor", host, record, bearer=keys.lone_visitor, outside=True),
        Caller("strange program", host, record, bearer=keys.lone_program, outside=True),
    ]
