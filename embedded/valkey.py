"""Valkey as a child: the broker and the live wire, with what it holds appended to a file."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from embedded.account import Account
from embedded.checkout import write_private
from embedded.ports import LOOPBACK
from embedded.process import Program

NAME = "valkey"


@dataclass
class Valkey:
    """One server with its directory in ``place``; ``durable`` keeps its data over restarts."""

    binary: Path
    place: Path
    account: Account
    password: str
    port: int
    log: Path
    durable: bool = True

    @property
    def home(self) -> Path:
        return self.place / NAME

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration; a password on the command line would be seen by all."""
        home = self.account.own(self.home)
        lines = (
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{home}"',
            "daemonize no",
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            # A full broker must say so; dropping keys would drop work.
            "maxmemory-policy noeviction",
        )
        write_private(home / "valkey.conf", "\n".join(lines) + "\n")
        self.account.give(home / "valkey.conf")

    def program(self) -> Program:
        return Program(
            name=NAME,
            argv=(str(self.binary), str(self.home / "valkey.conf")),
            log=self.log,
            env={"LC_ALL": "C.UTF-8"},
            account=self.account,
            serves_others=True,
            stop_seconds=30,
            orphan_signal=signal.SIGTERM,
        )

    def is_ready(self) -> bool:
        """Whether the server answers; while it loads its file it answers with an error.

        The password is random, so a stranger on this port does not pass for ours.
        """
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=2) as wire:
                wire.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return wire.makefile("rb").read(12) == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False
