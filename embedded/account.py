"""Who the servers run as: PostgreSQL refuses root, so root hands them to a powerless account."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from embedded.problem import Problem


@dataclass(frozen=True)
class Account:
    """The identity of a server process; ``switches`` when it is not the caller's own."""

    uid: int
    gid: int
    switches: bool

    def own(self, path: Path, mode: int = 0o700) -> Path:
        """Give a directory, made when missing, to this account."""
        path.mkdir(exist_ok=True)
        path.chmod(mode)
        return self.give(path)

    def give(self, path: Path) -> Path:
        """Make this account the owner."""
        if self.switches:
            os.chown(path, self.uid, self.gid)
        return path

    def can_use(self, path: Path) -> bool:
        """Whether a process of this account reaches ``path`` and may pass it or run it."""
        if not self.switches:
            return os.access(path, os.X_OK)
        probe = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        return probe.returncode == 0


def server_account(existing: Path | None = None) -> Account:
    """The caller, or for root the owner of ``existing`` data, else ``nobody``."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switches=False)
    if existing and existing.exists() and existing.stat().st_uid != 0:
        return Account(existing.stat().st_uid, existing.stat().st_gid, switches=True)
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise Problem(
            "As root the servers run as the account nobody, and there is none.",
            "create it (useradd --system nobody) or run as an ordinary user",
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, switches=True)
