"""A web process that pages are asked of over one connection: ours as it is shipped, or another."""

import http.client
import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from bench.servers import OURS, web

_READY_SECONDS = 60.0
# A server ends a connection that rests for so long, as one does while others are measured.
RESTS_SECONDS = 4.0


class Browser:
    """Sends one request after the other with the same headers, over one connection.

    One that has rested is dialled anew, so that no request finds it ended.
    """

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = dict(headers)
        self._used_at = 0.0

    def get(self, path: str) -> bytes:
        """The body of a page. Raises ``RuntimeError`` for anything but 200."""
        self._redial_if_rested()
        self._connection.request("GET", path, headers=self._headers)
        return self._answered(path, HTTPStatus.OK)

    def post(self, path: str, given: dict[str, Any]) -> bytes:
        """What JSON made. Raises ``RuntimeError`` for anything but 201."""
        headers = {**self._headers, "Content-Type": "application/json"}
        self._redial_if_rested()
        self._connection.request("POST", path, json.dumps(given), headers)
        return self._answered(path, HTTPStatus.CREATED)

    def _answered(self, path: str, status: HTTPStatus) -> bytes:
        answer = self._connection.getresponse()
        body = answer.read()
        self._used_at = time.monotonic()
        if answer.status != status:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        return body

    def _redial_if_rested(self) -> None:
        if time.monotonic() - self._used_at > RESTS_SECONDS:
            self._connection.close()  # the next request opens it


@contextmanager
def served(
    app: Sequence[str] = OURS, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run one web process and yield its port once it answers."""
    with web(app, environment=environment) as (process,):
        yield process.port


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
