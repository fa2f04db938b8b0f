"""The virtual environment: made when missing, brought up to date when requirements change."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from embedded import interpreter, lock
from embedded.checkout import Checkout
from embedded.problem import Problem
from embedded.process import Program
from embedded.supervisor import Supervisor
from embedded.terminal import say, warn

# Pinned with hashes like everything else, and small enough for pip to bring.
INSTALLER = Path(__file__).parent / "uv.txt"
_STAMP = "handrail-installed.json"
# Part -> its group in pyproject.toml.
_GROUPS = {"development": "dev", "model": "model"}


def setup(checkout: Checkout, supervisor: Supervisor) -> int:
    """Make the environment with the development tools, for editors and for ``make check``."""
    install(checkout, supervisor, dev=True)
    say(f"Installed. Python is {checkout.python}.")
    return 0


def install(
    checkout: Checkout, supervisor: Supervisor, *, dev: bool = False, model: bool = False
) -> None:
    """Make ``.venv`` hold what requirements.txt names.

    With ``dev`` the tools as well, with ``model`` the small language model alone.
    """
    parts = ["runtime", *(_GROUPS if dev else ["model"] if model else [])]
    if _missing(checkout, parts):
        _install(checkout, supervisor, parts)
    _compile_words(checkout, supervisor)


def _install(checkout: Checkout, supervisor: Supervisor, parts: Sequence[str]) -> None:
    with lock.queued(checkout.data.file("install.lock")):
        if not _is_usable(checkout):
            _make_venv(checkout, supervisor)
        for part in _missing(checkout, parts):
            say(f"Installing {part} packages …")
            _Pip(checkout, supervisor).install(part)
            _note(checkout, part)


def _compile_words(checkout: Checkout, supervisor: Supervisor) -> None:
    """What gettext reads of ``locale``, when a file there is newer than what was made of it."""
    made = [path.stat().st_mtime for path in checkout.root.glob("locale/*/LC_MESSAGES/*.mo")]
    written = [path.stat().st_mtime for path in checkout.root.glob("locale/*/*.po")]
    if max(written, default=0.0) <= min(made, default=0.0):
        return
    argv = (str(checkout.python), "-m", "helpdesk.catalogue")
    log = checkout.data.logs / "install.log"
    supervisor.run_or_fail(_program(argv, log, checkout.root), "Compiling the words of locale")


def _missing(checkout: Checkout, wanted: Sequence[str]) -> list[str]:
    """Those whose stamp does not match; all of them when the environment is unusable."""
    done = _stamp(checkout) if _is_usable(checkout) else {}
    return [part for part in wanted if done.get(part) != _digest(checkout, part)]


def _is_usable(checkout: Checkout) -> bool:
    """Whether its Python still starts: a new system Python or a moved checkout breaks it."""
    probe = "import sys, pip; assert sys.version_info >= (3, 11); print(sys.prefix)"
    try:
        done = subprocess.run(
            [checkout.python, "-c", probe], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == str(checkout.venv)


def _make_venv(checkout: Checkout, supervisor: Supervisor) -> None:
    say(f"Creating {checkout.venv} …")
    shutil.rmtree(checkout.venv, ignore_errors=True)
    log = checkout.data.logs / "install.log"
    python = interpreter.chosen()
    status = supervisor.run(_program((python, "-m", "venv", str(checkout.venv)), log))
    if status != 0:
        shutil.rmtree(checkout.venv, ignore_errors=True)
        raise Problem(
            f"{python} could not make a virtual environment, see {log}.",
            f"on Debian and Ubuntu: apt-get install python3-venv python{sys.version_info[0]}."
            f"{sys.version_info[1]}-venv",
        )


class _Pip:
    """Installs with uv, or with pip where uv is not to be had."""

    def __init__(self, checkout: Checkout, supervisor: Supervisor) -> None:
        self._checkout = checkout
        self._supervisor = supervisor
        self._log = checkout.data.logs / "install.log"
        self._pip = (str(checkout.python), "-m", "pip")
        self._uv = (str(checkout.python), "-m", "uv", "pip")

    def install(self, part: str) -> None:
        has_uv = self._runs(*self._pip, "install", "--require-hashes", "-r", str(INSTALLER))
        if has_uv and self._runs(*self._uv, "install", "--compile-bytecode", *self._what(part)):
            return
        warn("uv could not install them, trying pip (this takes minutes) …")
        chosen = _group(self._checkout, part) if part == "development" else self._what(part)
        self._supervisor.run_or_fail(
            _program((*self._pip, "install", *chosen), self._log, self._checkout.root),
            "The installation",
        )

    def _what(self, part: str) -> list[str]:
        if part == "runtime":
            return ["--require-hashes", "-r", "requirements.txt"]
        if part == "model":
            # What it depends on would be compiled for minutes, and xllamacpp takes its place.
            return ["--no-deps", *_group(self._checkout, part)]
        return ["--group", "dev", "-c", "requirements.txt"]

    def _runs(self, *argv: str) -> bool:
        return self._supervisor.run(_program(argv, self._log, self._checkout.root)) == 0


def _program(argv: tuple[str, ...], log: Path, cwd: Path = Path("/")) -> Program:
    # Another environment that is active in the caller's shell must not be the target.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    env["VIRTUAL_ENV"] = str(cwd / ".venv")
    return Program(name="install", argv=argv, log=log, env=env, cwd=cwd)


def _group(checkout: Checkout, part: str) -> list[str]:
    """The part's group of pyproject.toml, for a pip too old to read it."""
    project = tomllib.loads((checkout.root / "pyproject.toml").read_text())
    packages: list[str] = project["dependency-groups"][_GROUPS[part]]
    return packages


def _digest(checkout: Checkout, part: str) -> str:
    """What the part's stamp must say."""
    if part == "runtime":
        wanted = (checkout.root / "requirements.txt").read_bytes()
    else:
        wanted = json.dumps(_group(checkout, part)).encode()
    return hashlib.sha256(wanted + INSTALLER.read_bytes()).hexdigest()


def _stamp(checkout: Checkout) -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads((checkout.venv / _STAMP).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return stamp


def _note(checkout: Checkout, part: str) -> None:
    stamp = _stamp(checkout) | {part: _digest(checkout, part)}
    (checkout.venv / _STAMP).write_text(json.dumps(stamp))
