"""An application behind the server that it is shipped with, asked over one connection."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

_READY_SECONDS = 60.0
# A browser waits while others are measured; servers of pages close such a connection after 5 s.
KEPT_SECONDS = "3600"
# One browser asks faster than a company's all together may.
_FREE = {"LOG_LEVEL": "ERROR", "TENANT_REQUESTS_PER_SECOND": "1000000"}
# As in helpdesk/web.py.
_OPTIONS = (
    *("--host", "127.0.0.1", "--loop", "uvloop", "--http", "httptools"),
    *("--ws", "websockets-sansio", "--lifespan", "off", "--no-access-log"),
    *("--log-level", "warning", "--timeout-keep-alive", KEPT_SECONDS),
)


class Browser:
    """Sends one request after the other with the same headers, over one connection."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = dict(headers)

    def get(self, path: str) -> bytes:
        """The body of a page. Raises ``RuntimeError`` for anything but 200."""
        self._connection.request("GET", path, headers=self._headers)
        return self._answered(path, HTTPStatus.OK)

    def post(self, path: str, given: dict[str, Any]) -> bytes:
        """What JSON made. Raises ``RuntimeError`` for anything but 201."""
        headers = {**self._headers, "Content-Type": "application/json"}
        self._connection.request("POST", path, json.dumps(given), headers)
        return self._answered(path, HTTPStatus.CREATED)

    def _answered(self, path: str, status: HTTPStatus) -> bytes:
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        return body


@contextmanager
def served(application: str, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run ``module:application`` under uvicorn and yield the port once it listens."""
    port = free_port()
    argv = [sys.executable, "-m", "uvicorn", application, "--port", str(port), *_OPTIONS]
    with listening(argv, port, {**os.environ, **_FREE, **(environment or {})}):
        yield port


@contextmanager
def listening(argv: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a server while the block runs. Raises ``RuntimeError`` when nothing listens."""
    server = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own application
    try:
        _wait(server, port)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Nothing listens on port {port}.")
