"""An application behind the server that it is shipped with, asked over one connection."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_READY_SECONDS = 60.0
# A browser waits while others are measured; servers of pages close such a connection after 5 s.
_KEPT_SECONDS = "3600"
# As in helpdesk/web.py.
_OPTIONS = (
    *("--host", "127.0.0.1", "--loop", "uvloop", "--http", "httptools"),
    *("--ws", "websockets-sansio", "--lifespan", "off", "--no-access-log"),
    *("--log-level", "warning", "--timeout-keep-alive", _KEPT_SECONDS),
)


class Browser:
    """Sends one request after the other with the same headers, over one connection."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = dict(headers)

    def get(self, path: str) -> bytes:
        """The body of a page. Raises ``RuntimeError`` for anything but 200."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        return body


@contextmanager
def served(application: str, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run ``module:application`` under uvicorn and yield the port once it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = subprocess.Popen(  # noqa: S603 - our own application
        [sys.executable, "-m", "uvicorn", application, "--port", str(port), *_OPTIONS],
        env={**os.environ, "LOG_LEVEL": "ERROR", **(environment or {})},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(server, port)
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Nothing listens on port {port}.")
