"""An environment for the nearest peer, ``.data/bench-peer``: nothing of it comes into ours.

escalated-django 0.7.8 from PyPI, under the MIT licence by its own LICENSE file. What is installed
beside it is pinned in ``peer_project/requirements.txt``.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from embedded import lock
from embedded.bench import INSTALLERS
from embedded.checkout import here

PROJECT = Path(__file__).resolve().parent / "peer_project"
REQUIREMENTS = PROJECT / "requirements.txt"
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
_STAMP = "installed"


class Missing(Exception):
    """The peer cannot be run here; the text says why."""


class Home:
    """A directory with the peer's virtual environment."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._venv = directory / "venv"
        self.python = self._venv / "bin" / "python"

    @classmethod
    def usual(cls) -> "Home":
        """The one that is kept from run to run."""
        return cls(here().data.file("bench-peer"))

    def install(self) -> None:
        """Make the environment when it is not what is pinned. Raises ``Missing``."""
        self._directory.mkdir(exist_ok=True)
        with lock.queued(self._directory / "install.lock"):
            stamp = self._venv / _STAMP
            wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
            if stamp.exists() and stamp.read_text() == wanted:
                return
            shutil.rmtree(self._venv, ignore_errors=True)
            ran([sys.executable, "-m", "venv", str(self._venv)], kept())
            ran([*self._installer(), "--require-hashes", "-r", str(REQUIREMENTS)], kept())
            stamp.write_text(wanted)

    def run(self, arguments: list[str], known: Mapping[str, str]) -> str:
        """What a program of the peer's Python prints. Raises ``Missing`` when it ends ill."""
        return ran([str(self.python), *arguments], self.environment(known), self._directory)

    def environment(self, known: Mapping[str, str]) -> dict[str, str]:
        """Of our variables only the harmless ones, the project, and ``known``."""
        project = {"PYTHONPATH": str(PROJECT), "DJANGO_SETTINGS_MODULE": "settings"}
        harmless = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return harmless | project | dict(known)

    def _installer(self) -> list[str]:
        if importlib.util.find_spec("uv"):
            uv = [sys.executable, "-m", "uv", "pip", "install", "--compile-bytecode"]
            return [*uv, "--python", str(self.python)]
        return [str(self.python), "-m", "pip", "install"]


def kept() -> dict[str, str]:
    """What an installer may know of our environment."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.upper().startswith(INSTALLERS)
    }


def ran(argv: list[str], known: Mapping[str, str], cwd: Path | None = None) -> str:
    """The output of a program. Raises ``Missing`` with the last it said when it ends ill."""
    done = subprocess.run(  # noqa: S603 - our own programs
        argv, env=dict(known), cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = " ".join((done.stderr or done.stdout).split())[-300:]
        raise Missing(f"{' '.join(argv[1:4])} ended with {done.returncode}: {said}")
    return done.stdout
