"""Where things lie: the checkout, its virtual environment, and ``.data`` for what is kept."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Checkout:
    """One clone of the repository, and what it keeps between starts."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def data(self) -> Path:
        """Others may pass through to the servers' files, and list or read nothing."""
        return _directory(self.root / ".data", 0o711)

    @property
    def logs(self) -> Path:
        return _directory(self.data / "logs", 0o700)

    def secret(self, name: str) -> str:
        """A random value, made once and kept readable to the owner only."""
        file = self.data / name
        if not file.exists():
            write_private(file, secrets.token_urlsafe(40))
        return file.read_text().strip()


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
        path.mkdir(exist_ok=True)
        path.chmod(mode)
    return path
