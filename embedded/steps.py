"""Steps that need not be repeated while what they depend on stays the same."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from embedded.checkout import write_private


class Steps:
    """Remembers in ``directory`` what was done; ``None`` remembers nothing.

    The directory lies beside the data that the steps change, so that both go together.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def once(self, name: str, depends_on: str, do: Callable[[], str]) -> str:
        """What ``do`` returned when it last ran, after running it if anything changed since."""
        if self._directory is None:
            return do()
        file = self._directory / f"{name}.json"
        done = json.loads(file.read_text()) if file.exists() else {}
        if done.get("depends_on") != depends_on:
            done = {"depends_on": depends_on, "result": do()}
            write_private(file, json.dumps(done))
        return str(done["result"])


def digest(root: Path, patterns: Iterable[str], *others: str) -> str:
    """A value that changes with the files of ``root`` that match, and with ``others``."""
    found = hashlib.sha256("\0".join(others).encode())
    for file in sorted({file for pattern in patterns for file in root.glob(pattern)}):
        found.update(f"\0{file.relative_to(root)}\0".encode())
        found.update(file.read_bytes())
    return found.hexdigest()
