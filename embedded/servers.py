"""PostgreSQL and Valkey for one data directory: the caller's own where named, else embedded."""

import time
from dataclasses import dataclass
from pathlib import Path

from embedded.account import Account, server_account
from embedded.checkout import Checkout, DataDirectory
from embedded.options import Options
from embedded.packaged import postgres_programs, valkey_binary
from embedded.place import servers_place
from embedded.ports import RememberedPorts
from embedded.postgres import Postgres
from embedded.problem import Problem
from embedded.supervisor import Supervisor
from embedded.terminal import say
from embedded.valkey import Valkey

# Crash recovery replays the log, and a file of many commands is read, before they answer.
_START_SECONDS = 180.0
_LEAVE_SECONDS = 90.0
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Addresses:
    """Where the application finds its servers."""

    database_url: str
    redis_url: str


class Servers:
    """Starts what ``options`` does not name; ``durable`` servers keep their data."""

    def __init__(
        self, checkout: Checkout, options: Options, data: DataDirectory, *, durable: bool = True
    ) -> None:
        self._checkout = checkout
        self._options = options
        self._data = data
        self._durable = durable
        self._ports = RememberedPorts(data.file("ports.json"), options.server_ports)

    def start(self, supervisor: Supervisor) -> Addresses:
        """Start them and wait until they answer."""
        if not (self._options.database_url and self._options.redis_url):
            say("Starting embedded servers …")
        return Addresses(
            database_url=self._options.database_url or self._start_postgres(supervisor),
            redis_url=self._options.redis_url or self._start_valkey(supervisor),
        )

    def _start_postgres(self, supervisor: Supervisor) -> str:
        place, account = self._home()
        server = Postgres(
            programs=postgres_programs(self._checkout, self._options, account, place),
            place=place,
            account=account,
            password=self._data.secret("database-password"),
            port=self._ports.port_for("postgres"),
            log=self._data.logs / "postgres.log",
            durable=self._durable,
        )
        wait_until_left(server.cluster)
        server.prepare()
        child = supervisor.start(server.program())
        supervisor.wait_until(
            lambda: server.is_ready(child.running.pid), within=_START_SECONDS, what="PostgreSQL"
        )
        return server.url

    def _start_valkey(self, supervisor: Supervisor) -> str:
        place, account = self._home()
        server = Valkey(
            binary=valkey_binary(self._checkout, self._options, account, place),
            place=place,
            account=account,
            password=self._data.secret("broker-password"),
            port=self._ports.port_for("valkey"),
            log=self._data.logs / "valkey.log",
            durable=self._durable,
        )
        wait_until_left(server.home)
        server.prepare()
        supervisor.start(server.program())
        supervisor.wait_until(server.is_ready, within=_START_SECONDS, what="Valkey")
        return server.url

    def _home(self) -> tuple[Path, Account]:
        """Where the servers' files lie, and whose they are."""
        account = server_account(existing=self._data.file("servers") / "postgres")
        return servers_place(self._data.path, account), account


def wait_until_left(directory: Path) -> None:
    """Wait for a server of a killed run to end; both servers work in their data directory."""
    deadline = time.monotonic() + _LEAVE_SECONDS
    while pids := _working_in(directory):
        if time.monotonic() > deadline:
            raise Problem(f"Process {pids[0]} still uses {directory}.", f"end it: kill {pids[0]}")
        time.sleep(_LOOK_SECONDS)


def _working_in(directory: Path) -> list[str]:
    """Processes whose working directory it is; those of other users are not ours to see."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == directory:
                found.append(process.name)
        except OSError:  # ended meanwhile, or not ours
            continue
    return found
