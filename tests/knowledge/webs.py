"""A web site to read: pages by path, behind a name that seems to be on the public internet."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore2
import pytest

from knowledge.sources import fetching

NAME = "docs.example"
START = f"http://{NAME}/"
# Nobody is asked there: connections to it end at the server on this machine.
PUBLIC = "93.184.215.14"

Answer = tuple[int, dict[str, str], bytes]
Page = Answer | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """``pages``: path → answer, or what answers; ``asked``: paths in order."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=lambda: {NAME: [PUBLIC]})
    connected: list[str] = field(default_factory=list)

    def write(self, path: str, title: str, words: str, *links: str) -> None:
        shown = "".join(f'<p><a href="{link}">more</a></p>' for link in links)
        body = f"<main><h1>{title}</h1><p>{words}</p></main>{shown}"
        self.pages[path] = html(body)

    def redirect(self, path: str, to: str) -> None:
        self.pages[path] = (302, {"Location": to}, b"")


def html(body: str) -> Answer:
    page = f"<html lang='en'><title>Docs</title><body><nav>Home</nav>{body}</body></html>"
    return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Serve it; names are looked up in ``Web.names``, which a test may change at any time."""
    web = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(web))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    connect = httpcore2.SyncBackend.connect_tcp

    def to_us(self: Any, host: str, port: int, *rest: Any, **more: Any) -> Any:
        web.connected.append(host)
        assert host == PUBLIC, f"a connection to {host}"
        return connect(self, "127.0.0.1", server.server_port, *rest, **more)

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", to_us)
    monkeypatch.setattr(fetching, "look_up", lambda host, _port: web.names.get(host, [host]))
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(self.path)
            page = web.pages.get(self.path, (404, {}, b"nothing"))
            if callable(page):
                page(self)
                return
            status, headers, body = page
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            pass

    return Handler
