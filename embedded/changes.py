"""Notices changed source files, for ``make dev``."""

from pathlib import Path

_ROOMS = ("tenants", "knowledge", "escalation", "helpdesk")


class SourceChanges:
    """Looks at the time stamps of the application's Python files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen = self._stamps()

    def since_last_look(self) -> str:
        """The name of a file that changed, came or went; empty when none did."""
        now = self._stamps()
        changed = {path for path, _ in now.items() ^ self._seen.items()}
        self._seen = now
        return min(changed, default="")

    def _stamps(self) -> dict[str, int]:
        files = (file for room in _ROOMS for file in (self._root / room).rglob("*.py"))
        return {str(file.relative_to(self._root)): _stamp(file) for file in files}


def _stamp(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:  # an editor replaces it
        return 0
