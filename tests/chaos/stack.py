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
READY_SECONDS = 240.0
GONE_SECONDS, GONE_LOOK_SECONDS = 60.0, 0.02
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

    def start(self, *programs: Program) -> None:
        """Start them and wait until all take up their work; errors are expected from then on."""
        children = [self.supervisor.start(program) for program in programs]
        self.supervisor.wait_until(
            lambda: all(_is_ready(self.ports, child) for child in children),
            within=READY_SECONDS,
            what="The application",
        )
        for child in self.supervisor.children:
            child.log = None

    async def kill(self, name: str) -> None:
        """SIGKILL, for PostgreSQL to all its processes; the supervisor revives it soon."""
        await _kill(self.child(name))

    async def is_back(self, name: str) -> None:
        """Wait until what was killed takes up its work again."""
        async with patience(READY_SECONDS, f"{name} was killed and is not back"):
            while not await asyncio.to_thread(_is_ready, self.ports, self.child(name)):
                await asyncio.sleep(LOOK_SECONDS)

    async def fell(self, name: str) -> None:
        """Kill it and keep it down."""
        self.down[name] = child = self.child(name)
        self.supervisor.children.remove(child)
        await _kill(child)

    def rise(self, name: str) -> None:
        """Start what fell."""
        self.supervisor.start(self.down.pop(name).program).log = None

    async def restart(self, name: str) -> None:
        """Ask it to end, and wait until the supervisor's next one has taken up its work."""
        child = self.child(name)
        old, child.falls, child.log_start = child.running, 0, size(child.program.log)
        process.ask_to_end(old, child.program)
        async with patience(READY_SECONDS, f"{name} was asked to end and is not back"):
            while child.running is old or not await asyncio.to_thread(_is_ready, self.ports, child):
                await asyncio.sleep(LOOK_SECONDS)

    async def change(self, name: str, how: Callable[[Program], Program]) -> None:
        """Kill it; what comes back is another program."""
        child = self.child(name)
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

    def child(self, name: str) -> Child:
        return next(child for child in self.supervisor.children if child.program.name == name)


@dataclass(frozen=True, slots=True)
class Ground:
    """Servers of our own with two workspaces, and what programs need to know of them."""

    data: DataDirectory
    database_url: str
    environment: dict[str, str]
    firms: list[Firm]


@contextlib.contextmanager
def prepared(
    checkout: Checkout, supervisor: Supervisor, *, on_small_disk: bool = False, settings: str = ""
) -> Iterator[Ground]:
    """Start the servers on a data directory that is thrown away, and open two workspaces."""
    # Never the caller's own servers: ours are killed.
    options = replace(read_options(), database_url="", redis_url="")
    with throwaway_data(checkout) as data, _disk(data, small=on_small_disk):
        addresses = Servers(checkout, options, data).start(supervisor)
        environment = _environment(data, addresses)
        if settings:
            environment["DJANGO_SETTINGS_MODULE"] = settings
        try:
            firms = _furnished(checkout, supervisor, environment, data)
            yield Ground(data, addresses.database_url, environment, firms)
        finally:
            supervisor.stop_all()


@contextlib.contextmanager
def running(
    checkout: Checkout, supervisor: Supervisor, *, on_small_disk: bool = False
) -> Iterator[Stack]:
    """Everything that the product runs, on prepared ground."""
    with prepared(checkout, supervisor, on_small_disk=on_small_disk) as ground:
        ports = {web: free_port(read_options().server_ports) for web in WEBS}
        stack = stack_on(ground, supervisor, ports)
        application = Application(checkout, ground.environment, ground.data)
        webs = [application.web(port, name) for name, port in stack.ports.items()]
        stack.start(*webs, application.worker(), application.relay(), application.beat())
        yield stack


def stack_on(ground: Ground, supervisor: Supervisor, ports: dict[str, int]) -> Stack:
    place = ground.data.file("servers").resolve()
    return Stack(supervisor, ground.database_url, ports, ground.data.logs, ground.firms, place)


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


def _is_ready(ports: Mapping[str, int], child: Child) -> bool:
    name = child.program.name
    if name in ports:
        return answers(ports[name])
    # worker-1 is a worker
    return _READY_WORDS.get(name.partition("-")[0], "") in child.written()


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
