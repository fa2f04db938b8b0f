"""Stand-ins for what is outside: a model's endpoint that misbehaves on request."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["_Handler"], None]


class FakeModel:
    """An OpenAI-compatible endpoint on a free port. ``asked`` keeps the prompts it was sent."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.asked: list[dict[str, Any]] = []
        self.stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.fake, self._server.behaviour = self, behaviour  # type: ignore[attr-defined]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def model_that(behaviour: Behaviour) -> Iterator[FakeModel]:
    """A running endpoint that behaves so."""
    fake = FakeModel(behaviour)
    fake.start()
    try:
        yield fake
    finally:
        fake.stop()


def says(text: str, finish: str | None = "stop", pause: float = 0.0) -> Behaviour:
    """Stream the text word by word and end with this finish reason; None: end without one."""

    def behave(handler: "_Handler") -> None:
        handler.begin()
        time.sleep(pause)
        for word in text.split(" "):
            handler.event({"delta": {"content": f"{word} "}, "index": 0, "finish_reason": None})
        if finish:
            handler.event({"delta": {}, "index": 0, "finish_reason": finish})
            handler.line("data: [DONE]")

    return behave


def thinks_until(event: threading.Event, text: str) -> Behaviour:
    """Answer only once the test has set ``event``."""

    def behave(handler: "_Handler") -> None:
        event.wait(10)
        says(text)(handler)

    return behave


def fails(status: int) -> Behaviour:
    def behave(handler: "_Handler") -> None:
        handler.send_error(status)

    return behave


def hangs(handler: "_Handler") -> None:
    """Take the request and say nothing at all."""
    handler.wait(30)


def trickles_headers(handler: "_Handler") -> None:
    """A byte of a header now and then: no single read ever takes long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.wait(0.1):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def trickles_words(handler: "_Handler") -> None:
    """One more word now and then, without an end."""
    handler.begin()
    while not handler.wait(0.1):
        handler.event({"delta": {"content": "and "}, "index": 0, "finish_reason": None})


def speaks_gibberish(handler: "_Handler") -> None:
    handler.begin()
    handler.line('data: {"choices": [{"delta"')
    handler.line("data: 17")


def shows_a_web_page(handler: "_Handler") -> None:
    """A captive portal: 200, but not what was asked for."""
    body = b"<html>Welcome to the Wi-Fi</html>"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self._fake.asked.append(json.loads(self.rfile.read(length)))
        try:
            self.server.behaviour(self)  # type: ignore[attr-defined]
        except ConnectionError:
            return  # the caller gave up, as it should

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def event(self, choice: dict[str, Any]) -> None:
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
        self.line("data: " + json.dumps({**chunk, "choices": [choice]}))

    def line(self, text: str) -> None:
        self.wfile.write(f"{text}\n\n".encode())
        self.wfile.flush()

    def wait(self, seconds: float) -> bool:
        """Whether the test ended meanwhile."""
        return self._fake.stopped.wait(seconds)

    def log_message(self, *_args: Any) -> None:
        """Silence: the test's own output is enough."""

    @property
    def _fake(self) -> FakeModel:
        fake: FakeModel = self.server.fake  # type: ignore[attr-defined]
        return fake
