"""A disk that can be filled: a small tmpfs under the servers' files, seen by this run alone."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

SIZE = "700m"
_MARK = "CHAOS_SMALL_DISK"


def is_possible() -> bool:
    """Mounting needs root."""
    return os.geteuid() == 0


def begin_again(arguments: Sequence[str]) -> None:
    """Once: start this program afresh with mounts of its own, which end with it."""
    if _MARK not in os.environ:
        os.environ[_MARK] = "yes"
        own = ("unshare", "--mount", sys.executable, "-m", "tests.chaos", *arguments)
        os.execvp(own[0], own)  # noqa: S606 - the same program, no shell


def mount(servers: Path) -> None:
    """Let ``servers`` be a link to a fresh file system of ``SIZE``."""
    place = tempfile.mkdtemp(prefix="handrail-disk-", dir="/var/lib")
    options = f"size={SIZE},mode=711"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)
    servers.symlink_to(place)


def unmount(servers: Path) -> None:
    """Leave the empty directory behind, as any other."""
    subprocess.run(["umount", "--lazy", str(servers.resolve())], check=True)
