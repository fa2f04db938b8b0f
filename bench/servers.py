"""Web processes to measure: ours and the floor's, started with the same flags, and stopped."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from helpdesk.web import FRAME_BYTES

# What follows ``python -m``; the floor gets the flags that ours gives itself (helpdesk.web).
OURS = ("helpdesk.web",)
_FLAGS = (
    "--loop", "uvloop", "--http", "httptools",
    "--ws", "websockets-sansio", "--ws-per-message-deflate", "false",
    "--ws-max-size", str(FRAME_BYTES), "--lifespan", "off", "--no-access-log",
    "--timeout-graceful-shutdown", "1", "--log-level", "critical",
)  # fmt: skip
FLOOR = ("uvicorn", "bench.floor_sockets:app", *_FLAGS)
BARE_PAGES = ("uvicorn", "bench.bare_page:application", *_FLAGS)
ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
# One who measures asks more often than a company may.
_FREE = {"LOG_LEVEL": "ERROR", "DRAIN_SECONDS": "0", "TENANT_REQUESTS_PER_SECOND": "1000000"}


@dataclass(frozen=True, slots=True)
class Web:
    """A running web process on loopback."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time that it has used until now, its own and the kernel's for it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_kib(self) -> int:
        """Memory that is its own: shared pages of the interpreter do not count twice."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return sum(
            int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")
        )


@contextmanager
def web(
    app: Sequence[str], count: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[list[Web]]:
    """``count`` processes of ``app``, each on a port of its own; they end with the block."""
    with ExitStack() as stack:
        yield [stack.enter_context(_one(app, environment or {})) for _ in range(count)]


@contextmanager
def _one(app: Sequence[str], environment: Mapping[str, str]) -> Iterator[Web]:
    port = _free_port()
    argv = [sys.executable, "-m", *app, "--port", str(port)]
    env = {**os.environ, **_FREE, **environment}
    process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        _wait_until_open(port, process)
        yield Web(port, process.pid)
    finally:
        _end(process)


@contextmanager
def working(environment: Mapping[str, str]) -> Iterator[None]:
    """A worker and the relay, beside the web processes; they end with the block."""
    worker = ["celery", "--app", "helpdesk.celery", "worker", "--pool", "threads"]
    programs = [
        ["-m", *worker, "--without-gossip", "--without-mingle", "--loglevel", "ERROR"],
        ["manage.py", "relay"],
    ]
    env = {**os.environ, "LOG_LEVEL": "ERROR", **environment}
    started = [
        subprocess.Popen([sys.executable, *program], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)  # noqa: S603 - our own programs
        for program in programs
    ]
    try:
        yield
    finally:
        _end(*started)


def _end(*processes: "subprocess.Popen[bytes]") -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The web process on port {port} did not start.")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
