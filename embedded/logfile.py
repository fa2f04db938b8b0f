"""The children's log files: kept short, and watched for lines that a person should see."""

import re
import shutil
from pathlib import Path

from embedded.terminal import warn

ROTATE_BYTES = 20_000_000
_LINES_A_LOOK = 10
_BAD = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b")


class LogFile:
    """One log; ``show_errors`` prints what went wrong since the last look."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._seen = size(path)

    def show_errors(self) -> None:
        bad = [line for line in self._new_lines() if _BAD.search(line)]
        for line in bad[:_LINES_A_LOOK]:
            warn(f"{self._name} | {line[:400]}")
        if len(bad) > _LINES_A_LOOK:
            warn(f"{self._name} | and {len(bad) - _LINES_A_LOOK} more, see {self._path}")

    def _new_lines(self) -> list[str]:
        if not self._path.exists():
            return []
        with self._path.open("rb") as log:
            log.seek(self._seen)
            fresh = log.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._seen += len(whole)
        if self._seen > ROTATE_BYTES:
            self._rotate()
        return whole.decode(errors="replace").splitlines()

    def _rotate(self) -> None:
        """Copy and cut: the child keeps appending to the file it has open."""
        shutil.copyfile(self._path, self._path.with_suffix(".log.1"))
        with self._path.open("r+b") as log:
            log.truncate()
        self._seen = 0


def size(path: Path | None) -> int:
    return path.stat().st_size if path and path.exists() else 0


def text_since(path: Path | None, position: int) -> str:
    """What was written to a log from byte ``position`` on."""
    if path is None or not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(position)
        return log.read().decode(errors="replace")


def last_lines(text: str, count: int = 20) -> str:
    """The end of a text, indented."""
    return "\n".join(f"    {line}" for line in text.splitlines()[-count:])
