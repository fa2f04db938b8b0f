"""Where things lie: the checkout, its virtual environment, and ``.data`` for what is kept."""

import os
import pwd
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from embedded.problem import Problem


@dataclass(frozen=True)
class DataDirectory:
    """What is kept between starts; others may pass through to the servers' files, and no more."""

    path: Path

    def file(self, name: str) -> Path:
        return self.path / name

    @property
    def logs(self) -> Path:
        return _directory(self.path / "logs", 0o700)

    def clear(self) -> None:
        """Remove everything but what a running ``make test`` uses."""
        for entry in self.path.iterdir():
            if entry.name == "tests":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def secret(self, name: str) -> str:
        """A random value, made once and kept readable to the owner only."""
        file = self.file(name)
        if not file.exists():
            write_private(file, secrets.token_urlsafe(40))
        return file.read_text().strip()


@dataclass(frozen=True)
class Checkout:
    """One clone of the repository."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def data(self) -> DataDirectory:
        """``.data``, made when missing; a Problem when it belongs to somebody else."""
        path = self.root / ".data"
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
            owner = pwd.getpwuid(path.stat().st_uid).pw_name
            raise Problem(f"{path} belongs to {owner}.", f"run as {owner}, or remove it")
        return DataDirectory(_directory(path, 0o711))


def here() -> Checkout:
    return Checkout(Path(__file__).resolve().parent.parent)


def write_private(file: Path, text: str) -> None:
    """Replace ``file`` whole, mode 0600 from its first byte on."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as out:
        out.write(text)
    draft.replace(file)


def _directory(path: Path, mode: int) -> Path:
    if not path.is_dir():
        try:
            path.mkdir(exist_ok=True)
        except PermissionError:
            raise Problem(f"{path} cannot be made.", "clone to a directory of your own") from None
        path.chmod(mode)
    return path
