"""Which pages may open a socket or read the chat's answers: exactly those that are listed.

A table of origins is tried at both sockets and at the chat's HTTP. The control arm is the check
that everybody writes first, a comparison of endings: it lets four of the table in.
"""

from collections.abc import Awaitable, Callable

import orjson
import pytest
from django.conf import settings
from django.test import Client

from helpdesk.asgi import application
from tests.cast import Company
from tests.inbox.conftest import Desk
from tests.sockets import Closed, Socket, inbox_headers, ticket_of
from tests.widget.visitor import Visitor, set_up

LISTED = "https://www.shop.example\nhttps://*.shop.test\nhttp://localhost:3000"
OWN = "http://acme.localhost"

# origin → who may enter: "chat" as a listed page, "both" as a page of our own, "" nowhere.
TABLE: dict[str | None, str] = {
    OWN: "both",
    "HTTP://ACME.localhost": "both",
    "http://acme.localhost:80": "both",
    "https://www.shop.example": "chat",
    "https://WWW.SHOP.example": "chat",
    "https://www.shop.example:443": "chat",
    "https://de.shop.test": "chat",
    "https://a.b.shop.test": "chat",
    "http://localhost:3000": "chat",
    None: "",
    "": "",
    "null": "",
    "*": "",
    "https://shop.example": "",
    "https://shop.test": "",
    "http://www.shop.example": "",
    "http://de.shop.test": "",
    "https://www.shop.example:8443": "",
    "https://www.shop.example:80": "",
    "https://www.shop.example.": "",
    "https://www.shop.example.evil.example": "",
    "https://evil.example/https://www.shop.example": "",
    "https://evilwww.shop.example": "",
    "https://evilshop.test": "",
    "https://shop.test.evil.example": "",
    "https://de.shop.test.": "",
    "https://de.shop.test:8443": "",
    "https://de.shop.test@evil.example": "",
    "https://evil.example#.shop.test": "",
    "https://evil.example?.shop.test": "",
    "https://evil.example\\.shop.test": "",
    "https://evil.example/.shop.test": "",
    "https://evil.example .shop.test": "",
    "https://user:word@www.shop.example": "",
    "https://www.shop.example/": "",
    "https://www.shop.example/path": "",
    "https://www.shop.example, https://evil.example": "",
    "https://evil.example, https://www.shop.example": "",
    "https://www.xn--shp-wna.example": "",
    "https://www.shоp.example": "",
    "//www.shop.example": "",
    "www.shop.example": "",
    "javascript://www.shop.example": "",
    "ftp://www.shop.example": "",
    "wss://www.shop.example": "",
    "file://": "",
    "chrome-extension://abcdefgh": "",
    "http://localhost": "",
    "http://localhost:30000": "",
    "http://127.0.0.1:3000": "",
    "http://[::1]:3000": "",
    "http://[::ffff:127.0.0.1]:3000": "",
    "https://acme.localhost": "",
    "http://acme.localhost:8000": "",
    "http://acme.localhost.": "",
    "http://user@acme.localhost": "",
    "http://acme.localhost/": "",
    "//acme.localhost": "",
    "ws://acme.localhost": "",
    "http://xacme.localhost": "",
    "http://acme.localhost.evil.example": "",
    "http://globex.localhost": "",
    "http://localhost,http://acme.localhost": "",
}

pytestmark = pytest.mark.usefixtures("ears")
Door = Callable[[Company, str | None], Awaitable[bool]]


async def chat_socket(company: Company, origin: str | None) -> bool:
    """Whether a page at ``origin`` is welcomed by the chat's socket."""
    visitor = await Visitor(company, OWN).arrive()
    headers = {} if origin is None else {"origin": _wire(origin)}
    socket = await Socket(application, company, "/ws/widget", headers).connect()
    await socket.send({"type": "hello", "token": visitor.token})
    answer = await socket.receive()
    assert answer["type"] in ("welcome", "bye")
    if answer["type"] == "bye":
        assert answer["code"] == 4403
        with pytest.raises(Closed, match="4403"):
            await socket.receive()
    else:
        await socket.close()
    return str(answer["type"]) == "welcome"


async def chat_http(company: Company, origin: str | None) -> bool:
    """Whether a page at ``origin`` is given a visit by plain HTTP."""
    headers = {"host": company.host} | ({} if origin is None else {"origin": _wire(origin)})
    visitor = Visitor(company)
    answer = await visitor.send("POST", "session", orjson.dumps({}), headers)
    assert answer.status_code in (200, 403)
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers.get("access-control-allow-origin") != "*"
    if answer.status_code == 403:
        assert answer.json() == {**answer.json(), "code": "origin"}
        assert "visitor" not in answer.json()
    return answer.status_code == 200


def inbox_socket_of(client: Client) -> Door:
    async def door(company: Company, origin: str | None) -> bool:
        """Whether a page at ``origin`` may listen with an agent's cookie and a good ticket."""
        headers = inbox_headers(company, client)
        headers["origin"] = _wire(origin or "")
        if origin is None:
            del headers["origin"]
        code = await turned_away(company, headers, await ticket_of(client))
        assert code in (0, 4403)
        return code == 0

    return door


async def accepted(door: Door, company: Company) -> set[str | None]:
    return {origin for origin in TABLE if await door(company, origin)}


def meant_for(*rooms: str) -> set[str | None]:
    return {origin for origin, room in TABLE.items() if room in rooms}


def _wire(origin: str) -> str:
    """As the bytes of a header are read."""
    return origin.encode().decode("latin-1")


def test_the_table_is_long_and_a_comparison_of_endings_would_let_strangers_in() -> None:
    ends = ("www.shop.example", ".shop.test", "localhost:3000", "acme.localhost")
    naive = {origin for origin in TABLE if origin and origin.endswith(ends)}
    assert len(TABLE) >= 60
    assert len(naive - meant_for("chat", "both")) >= 10


async def test_the_chats_socket_welcomes_listed_pages_only(acme: Company) -> None:
    await set_up(acme, allowed_origins=LISTED)
    assert await accepted(chat_socket, acme) == meant_for("chat", "both")


async def test_the_chats_http_answers_listed_pages_only(acme: Company) -> None:
    await set_up(acme, allowed_origins=LISTED)
    assert await accepted(chat_http, acme) == meant_for("chat", "both")


async def test_the_inboxs_socket_welcomes_our_own_pages_only(acme: Company, adas: Desk) -> None:
    await set_up(acme, allowed_origins=LISTED)
    assert await accepted(inbox_socket_of(adas.client), acme) == meant_for("both")


async def test_behind_tls_our_own_pages_are_those_under_tls(
    acme: Company, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_SCHEME", "https")
    door = inbox_socket_of(adas.client)
    assert await accepted(door, acme) == {"https://acme.localhost"}


async def test_without_a_list_every_page_may_show_the_chat_but_not_what_is_no_origin(
    acme: Company,
) -> None:
    assert await chat_socket(acme, "https://any.example")
    assert await chat_socket(acme, "null")
    assert not await chat_socket(acme, "https://a.example, https://b.example")
    assert not await chat_socket(acme, "https://user@any.example")


@pytest.mark.parametrize("path", ["/ws/widget", "/ws/inbox"])
@pytest.mark.parametrize(
    ("repeated", "code"), [(b"host", 4404), (b"origin", 4403), (b"cookie", 4403)]
)
async def test_a_header_that_decides_may_not_come_twice(
    acme: Company, path: str, repeated: bytes, code: int
) -> None:
    socket = Socket(application, acme, path, {"origin": OWN, "cookie": "a=b"})
    socket.also(repeated, {b"host": acme.host, b"origin": OWN, b"cookie": "c=d"}[repeated])
    with pytest.raises(Closed, match=str(code)):
        await socket.connect()


async def test_a_second_host_leads_nowhere_over_http_either(acme: Company) -> None:
    answer = await Visitor(acme).send("GET", "embed.js", b"", {"host": acme.host}, twice="host")
    assert answer.status_code == 404


async def test_the_chat_reads_no_cookie(acme: Company, adas: Desk) -> None:
    """An agent's cookie brings a visitor nothing, and no answer sets one."""
    cookie = inbox_headers(acme, adas.client)["cookie"]
    plain = await Visitor(acme, OWN).request("POST", "session", b"{}")
    with_cookie = await Visitor(acme, OWN).request("POST", "session", b"{}", cookie=cookie)
    assert with_cookie.json().keys() == plain.json().keys()
    assert with_cookie.json()["contact"]["identified"] is False
    assert "set-cookie" not in with_cookie.headers


async def test_a_ticket_opens_one_socket(acme: Company, adas: Desk) -> None:
    headers, ticket = inbox_headers(acme, adas.client), await ticket_of(adas.client)
    outcomes = [await admits(acme, headers, ticket) for _ in range(3)]
    assert outcomes == [True, False, False]


async def test_a_ticket_is_bound_to_session_workspace_and_time(
    acme: Company, globex: Company, adas: Desk, bos: Desk, guss: Desk
) -> None:
    adas_headers = inbox_headers(acme, adas.client)
    assert not await admits(acme, adas_headers, await ticket_of(bos.client))
    assert not await admits(acme, adas_headers, await ticket_of(guss.client))
    assert not await admits(acme, inbox_headers(acme), await ticket_of(adas.client))
    assert not await admits(acme, adas_headers, "forged")
    assert not await admits(acme, adas_headers, "")
    assert await admits(acme, adas_headers, await ticket_of(adas.client))


async def admits(company: Company, headers: dict[str, str], ticket: str) -> bool:
    code = await turned_away(company, headers, ticket)
    assert code in (0, 4401)
    return code == 0


async def turned_away(company: Company, headers: dict[str, str], ticket: str) -> int:
    """The code with which the inbox's socket is closed; 0: it listens."""
    socket = await Socket(application, company, "/ws/inbox", headers).connect()
    await socket.send({"type": "hello", "ticket": ticket})
    try:
        await socket.receive("ready")
    except Closed as closed:
        return closed.code
    await socket.close()
    return 0
