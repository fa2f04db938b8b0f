"""Every process of the product, on servers of its own: each can be killed and comes back."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from embedded import process
from embedded.application import Application
from embedded.checkout import Checkout, DataDirectory
from embedded.logfile import size, text_since
from embedded.options import read_options
from embedded.ports import LOOPBACK, free_port
from embedded.process import Program
from embedded.servers import Addresses, Servers
from embedded.supervisor import Child, Supervisor
from embedded.throwaway import throwaway_data
from tests.chaos import small_disk
from tests.chaos.patience import no_standstill, patience

WEBS = ("web-1", "web-2")
LOOK_SECONDS = 0.1
READY_SECONDS = 120.0
GONE_SECONDS, GONE_LOOK_SECONDS = 20.0, 0.02
_FURNISH = "from tests.chaos import furnishing; furnishing.main()"
_READY_WORDS = {"worker": " ready.", "relay": "relay: ready"}


@dataclass(frozen=True, slots=True)
class Firm:
    """A workspace to talk to. ``session`` is the cookie of an agent who is logged in."""

    name: str
    host: str
    schema: str
    session: str


@dataclass
class Stack:
    """The running processes. Kill and revive them from the main thread only."""

    supervisor: Supervisor
    database_url: str
    ports: dict[str, int]
    logs: Path
    firms: list[Firm]
    # Where the servers' files lie.
    place: Path
    # Fallen on purpose and not to come back before they are raised.
    down: dict[str, Child] = field(default_factory=dict)

    async def kill(self, name: str) -> None:
        """SIGKILL, for PostgreSQL to all its processes; the supervisor revives it soon."""
        await _kill(self._child(name))

    async def fell(self, name: str) -> None:
        """Kill it and keep it down."""
        self.down[name] = child = self._child(name)
        self.supervisor.children.remove(child)
        await _kill(child)

    def rise(self, name: str) -> None:
        """Start what fell."""
        self.supervisor.start(self.down.pop(name).program).log = None

    async def restart(self, name: str) -> None:
        """Ask it to end, and wait until the supervisor's next one has taken up its work."""
        child = self._child(name)
        old, child.falls, child.log_start = child.running, 0, size(child.program.log)
        process.ask_to_end(old, child.program)
        async with patience(READY_SECONDS, f"{name} was asked to end and is not back"):
            while child.running is old or not await asyncio.to_thread(_is_ready, self.ports, child):
                await asyncio.sleep(LOOK_SECONDS)

    async def change(self, name: str, how: Callable[[Program], Program]) -> None:
        """Kill it; what comes back is another program."""
        child = self._child(name)
        child.program = how(child.program)
        await _kill(child)

    def is_up(self, name: str) -> bool:
        return any(
            child.program.name == name and child.running.poll() is None
            for child in self.supervisor.children
        )

    async def look_after(self) -> None:
        """Revive what falls, until cancelled."""
        with no_standstill() as tick:
            while True:
                tick()
                self.supervisor.look()
                await asyncio.sleep(LOOK_SECONDS)

    def _child(self, name: str) -> Child:
        return next(child for child in self.supervisor.children if child.program.name == name)


@contextlib.contextmanager
def running(
    checkout: Checkout, supervisor: Supervisor, *, on_small_disk: bool = False
) -> Iterator[Stack]:
    """Start everything on a data directory that is thrown away, with two workspaces open."""
    # Never the caller's own servers: ours are killed.
    options = replace(read_options(), database_url="", redis_url="")
    with throwaway_data(checkout) as data, _disk(data, small=on_small_disk):
        addresses = Servers(checkout, options, data).start(supervisor)
        ports = {web: free_port(options.server_ports) for web in WEBS}
        environment = _environment(data, addresses)
        application = Application(checkout, environment, data)
        firms = _furnished(checkout, supervisor, environment, data)
        place = data.file("servers").resolve()
        stack = Stack(supervisor, addresses.database_url, ports, data.logs, firms, place)
        _start(stack, application)
        try:
            yield stack
        finally:
            supervisor.stop_all()


@contextlib.contextmanager
def _disk(data: DataDirectory, *, small: bool) -> Iterator[None]:
    if not small:
        yield
        return
    small_disk.mount(data.file("servers"))
    try:
        yield
    finally:
        small_disk.unmount(data.file("servers"))


def _environment(data: DataDirectory, addresses: Addresses) -> dict[str, str]:
    """Settings as ``make demo`` has them: nothing is tuned for the run."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(40),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "MEDIA_ROOT": str(data.file("media")),
        "PYTHONUNBUFFERED": "1",
    }


def _furnished(
    checkout: Checkout, supervisor: Supervisor, environment: dict[str, str], data: DataDirectory
) -> list[Firm]:
    program = Program(
        name="furnishing",
        argv=(str(checkout.python), "manage.py", "shell", "--no-imports", "-c", _FURNISH),
        log=data.logs / "furnishing.log",
        env=environment,
        cwd=checkout.root,
    )
    supervisor.run_or_fail(program, "Opening the workspaces")
    said = text_since(program.log, 0).splitlines()[-1]
    return [Firm(**firm) for firm in json.loads(said)]


def _start(stack: Stack, application: Application) -> None:
    webs = [application.web(port, name) for name, port in stack.ports.items()]
    others = [application.worker(), application.relay(), application.beat()]
    children = [stack.supervisor.start(program) for program in (*webs, *others)]
    stack.supervisor.wait_until(
        lambda: all(_is_ready(stack.ports, child) for child in children),
        within=READY_SECONDS,
        what="The application",
    )
    for child in stack.supervisor.children:
        child.log = None  # errors are expected from here on


def _is_ready(ports: Mapping[str, int], child: Child) -> bool:
    name = child.program.name
    if name in ports:
        return answers(ports[name])
    return _READY_WORDS.get(name, "") in child.written()


def answers(port: int) -> bool:
    """Whether a web process takes requests."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{LOOPBACK}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def _kill(child: Child) -> None:
    """A process that is gone only later, because the kernel holds it, is told in a Problem."""
    child.falls, killed = 0, child.running
    for pid in (killed.pid, *_children_of(killed.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    async with patience(GONE_SECONDS, f"{child.program.name} ({killed.pid}) was killed and lives"):
        while killed.poll() is None:
            await asyncio.sleep(GONE_LOOK_SECONDS)


def _children_of(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
