"""A visitor's browser in tests: the session over HTTP, the chat over the socket or HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import orjson
from asgiref.sync import sync_to_async
from django.http import HttpResponse

from helpdesk.asgi import application
from helpdesk.conversations.models import Message
from helpdesk.widget.models import WidgetSettings
from tenants.context import in_thread
from tests.cast import Company
from tests.sockets import Frame, Socket

PAGE = "https://www.shop.example"


class Visitor:
    """One browser on a page of a company's customer."""

    def __init__(self, company: Company, origin: str = PAGE) -> None:
        self.company = company
        self.origin = origin
        self.session: Frame = {}
        self.conversation = ""

    @property
    def token(self) -> str:
        return str(self.session["visitor"])

    async def arrive(self, **details: Any) -> "Visitor":
        """Begin a visit. With ``identity``, as somebody."""
        answer = await self.post("session", details)
        assert answer.status_code == 200, answer.content
        self.session = orjson.loads(answer.content)
        return self

    async def post(self, path: str, content: Any, **headers: str) -> HttpResponse:
        body = content if isinstance(content, str | bytes) else orjson.dumps(content)
        return await self._request("post", path, body, "application/json", **headers)

    async def get(self, path: str, **headers: str) -> HttpResponse:
        return await self._request("get", path, **headers)

    async def read(self, after: int = 0, wait: int = 0) -> Frame:
        """The log over HTTP."""
        path = f"conversations/{self.conversation}/log?after={after}&wait={wait}"
        answer = await self.get(path)
        assert answer.status_code == 200, answer.content
        page: Frame = orjson.loads(answer.content)
        return page

    async def begin(self, path: str = "/ws/widget") -> Socket:
        """Open a socket, say hello and start a conversation."""
        socket = await self.dial(path)
        await socket.send({"type": "start", "key": str(uuid4())})
        self.conversation = (await socket.receive("started"))["conversation"]
        await socket.receive("log")
        return socket

    async def dial(self, path: str = "/ws/widget", **hello: Any) -> Socket:
        """Open a socket and say hello."""
        socket = Socket(application, self.company, path, {"origin": self.origin})
        await socket.connect()
        await socket.send({"type": "hello", "token": self.token, **hello})
        return socket

    async def _request(self, method: str, path: str, *args: Any, **headers: str) -> HttpResponse:
        given = {"origin": self.origin, **headers}
        if self.session and "authorization" not in given:
            given["authorization"] = f"Bearer {self.token}"
        client = self.company.client()
        call = getattr(client, method)
        response: HttpResponse = await sync_to_async(call)(f"/widget/{path}", *args, headers=given)
        return response


def message(body: str = "How do I reset my password?", cid: str = "") -> Frame:
    return {"type": "send", "cid": cid or str(uuid4()), "body": body}


def action(name: str, **fields: Any) -> Frame:
    return {"type": "do", "cid": str(uuid4()), "action": name, **fields}


async def say(socket: Socket, body: str = "How do I reset my password?") -> int:
    await socket.send(message(body))
    return int((await socket.receive("ack"))["seq"])


async def stored(company: Company) -> list[str]:
    """What contacts have said at this company, in order."""

    def look() -> list[str]:
        said = Message.objects.filter(sender="contact").order_by("conversation_id", "seq")
        return list(said.values_list("body", flat=True))

    return await in_thread(company.schema, look)


@contextmanager
def settings_of(company: Company) -> Iterator[WidgetSettings]:
    """Change a company's widget settings, as its admin does."""
    with company.bound():
        settings = WidgetSettings.current()
        yield settings
        settings.full_clean()
        settings.save()
