"""The whole stack beside a test: web, worker, beat and relay as processes of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from embedded.process import tied_to_us

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 120.0


@contextmanager
def running_stack(logs: Path, *, pages_only: bool = False) -> Iterator[int]:
    """Start everything on the test's database and Redis; yields the web server's port.

    With ``pages_only`` the web server alone: nothing answers, mails or indexes.
    """
    port = _free_port()
    names = ["web"] if pages_only else ["web", "worker", "relay"]
    started = [_start(name, port, logs) for name in names]
    try:
        _wait_until_ready(f"{port}/healthz" if pages_only else f"{port}/readyz", logs)
        yield port
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=20)


@dataclass
class Web:
    """A web server alone, which a test may kill and start again on the same port."""

    port: int
    logs: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = _start("web", self.port, self.logs)
        _wait_until_ready(f"{self.port}/healthz", self.logs)

    def kill(self) -> None:
        """As the kernel does: it says goodbye to nobody."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)
            self.process = None


@contextmanager
def web_server(logs: Path) -> Iterator[Web]:
    """One that is ready, on the test's database and Redis."""
    web = Web(_free_port(), logs)
    try:
        web.start()
        yield web
    finally:
        web.kill()


def _start(name: str, port: int, logs: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", *_programs(port, logs)[name]],
        cwd=ROOT,
        env=_environment(port),
        stdout=(logs / f"{name}.log").open("ab"),
        stderr=subprocess.STDOUT,
        preexec_fn=tied_to_us(signal.SIGKILL),  # noqa: PLW1509 - a killed test leaves nothing
    )


def _programs(port: int, logs: Path) -> dict[str, list[str]]:
    web = ["helpdesk.web", "--host", "127.0.0.1", "--port", str(port)]
    worker = ["celery", "--app", "helpdesk.celery", "worker", "--pool", "threads"]
    quiet = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
    beat = ["--beat", "--schedule", str(logs / "beat-schedule")]
    return {
        "web": web,
        "worker": [*worker, *quiet, *beat],
        "relay": ["tests.browser.relay"],
    }


def _environment(port: int) -> dict[str, str]:
    database = connection.settings_dict
    return {
        **os.environ,
        "DATABASE_NAME": str(database["NAME"]),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "PUBLIC_PORT": str(port),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DEMO": "true",
    }


def _wait_until_ready(probe: str, logs: Path) -> None:
    """Raises ``TimeoutError`` with what the programs last said."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{probe}", timeout=2) as answer:
                if json.load(answer)["status"] in ("ready", "ok"):
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    said = {path.name: path.read_text()[-800:] for path in logs.glob("*.log")}
    raise TimeoutError(f"not ready: {said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
