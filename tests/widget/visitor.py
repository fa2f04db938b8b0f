"""A visitor's browser in tests: the session over HTTP, the chat over the socket or HTTP."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
from asgiref.testing import ApplicationCommunicator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from helpdesk.asgi import application
from helpdesk.conversations.models import Message
from helpdesk.widget.models import WidgetSettings
from tenants.context import in_thread
from tests.cast import Company
from tests.sockets import Frame, Socket

PAGE = "https://www.shop.example"


class Tab(Socket):
    """A socket that keeps the log as it arrives, whatever the test waits for."""

    def __init__(self, company: Company, origin: str) -> None:
        super().__init__(application, company, "/ws/widget", {"origin": origin})
        self.log: list[Frame] = []
        self.state: Frame = {}
        self.upto = 0

    async def text(self, timeout: float = 5) -> str:
        text = await super().text(timeout)
        frame = orjson.loads(text)
        if frame["type"] == "log":
            self.log += frame["items"]
            self.upto, self.state = frame["upto"], frame["state"]
        return text

    async def until(self, seq: int) -> list[Frame]:
        """The log as it arrived, once it reaches to ``seq``."""
        while self.upto < seq:
            await self.receive("log")
        return self.log


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
        self.session = answer.json()
        return self

    async def post(self, path: str, content: Frame) -> "Answer":
        return await self.request("POST", path, orjson.dumps(content))

    async def get(self, path: str, **headers: str) -> "Answer":
        return await self.request("GET", path, b"", **headers)

    async def upload(self, name: str, content: bytes, **fields: str) -> "Answer":
        """Attach a file to the conversation; it is not sent yet."""
        form = encode_multipart(BOUNDARY, {**fields, "file": SimpleUploadedFile(name, content)})
        path = f"conversations/{self.conversation}/files"
        about = {"content-type": MULTIPART_CONTENT, "content-length": str(len(form))}
        return await self.request("POST", path, form, **about)

    async def attach(self, name: str, content: bytes) -> str:
        """The id of a file that was taken."""
        answer = await self.upload(name, content)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    async def links(self, file: str) -> Frame:
        """Where to fetch a file."""
        answer = await self.get(f"conversations/{self.conversation}/files/{file}")
        assert answer.status_code == 200, answer.content
        found: Frame = answer.json()
        return found

    async def read(self, after: int = 0, wait: int = 0) -> Frame:
        """The log over HTTP."""
        path = f"conversations/{self.conversation}/log?after={after}&wait={wait}"
        answer = await self.get(path)
        assert answer.status_code == 200, answer.content
        page: Frame = answer.json()
        return page

    async def begin(self) -> Tab:
        """Open a socket, say hello and start a conversation."""
        socket = await self.dial()
        await socket.send({"type": "start", "key": str(uuid4())})
        self.conversation = (await socket.receive("started"))["conversation"]
        await socket.receive("log")
        return socket

    async def begun(self) -> "Visitor":
        """The same with a new conversation, over HTTP."""
        answer = await self.post("conversations", {"key": str(uuid4())})
        self.conversation = answer.json()["id"]
        return self

    async def fetch(self, url: str, **headers: str) -> "Answer":
        """Follow a file's address as a browser does from any page: with no token."""
        return await self.request("GET", url, b"", authorization="", **headers)

    async def dial(self, **hello: Any) -> Tab:
        """Open a socket and say hello."""
        socket = Tab(self.company, self.origin)
        await socket.connect()
        await socket.send({"type": "hello", "token": self.token, **hello})
        return socket

    async def request(self, method: str, path: str, body: bytes = b"", **given: str) -> "Answer":
        """One HTTP request through the whole application, as a server hands it over."""
        headers = {"host": self.company.host, "origin": self.origin, **given}
        if self.session and "authorization" not in headers:
            headers["authorization"] = f"Bearer {self.token}"
        return await self.send(method, path, body, headers)

    async def send(
        self, method: str, path: str, body: bytes, headers: dict[str, str], twice: str = ""
    ) -> "Answer":
        """``request`` with these headers and no others; the one named ``twice`` comes twice."""
        lines = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        lines += [line for line in lines if line[0] == twice.encode()]
        whole = path if path.startswith("/") else f"/widget/{path}"
        path, _, query = whole.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": lines,
            "client": ("127.0.0.1", 50000),
        }
        wire: Any = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]
        await wire.send_input({"type": "http.request", "body": body})
        start = await wire.receive_output(timeout=30)
        content, more = b"", True
        while more:
            event = await wire.receive_output(timeout=5)
            content += event.get("body", b"")
            more = event.get("more_body", False)
        await wire.wait(timeout=5)
        kept = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Answer(start["status"], kept, content)


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        return orjson.loads(self.content)


def message(body: str = "How do I reset my password?", cid: str = "") -> Frame:
    return {"type": "send", "cid": cid or str(uuid4()), "body": body}


def with_files(*files: str, body: str = "", cid: str = "") -> Frame:
    """A message with uploads."""
    return {**message(body, cid), "attachments": list(files)}


def action(name: str, /, **fields: Any) -> Frame:
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


async def set_up(company: Company, **fields: Any) -> None:
    """Change a company's widget settings, as its admin does."""

    def change() -> None:
        settings = WidgetSettings.current()
        for name, value in fields.items():
            setattr(settings, name, value)
        settings.full_clean()
        settings.save()

    await in_thread(company.schema, change)
