"""Which worker runs what, and in which order: what takes long begins first, and ends together."""

from collections import Counter

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

# Proofs with processes of their own; what is left for the end are files of a second.
_LONG = ("tests/browser/", "tests/isolation/", "tests/chaos/", "tests/web/", "tests/tenants/")
# One worker runs them all: they share a stack and a browser, which are slow to start.
_TOGETHER = "tests/browser/"


class Scheduling(LoadFileScheduling):
    """By file, as xdist does, but for the directory that goes to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_TOGETHER):
            return _TOGETHER
        return str(super()._split_scope(nodeid))


def arrange(items: list[pytest.Item]) -> None:
    """Sort files by how long they may take; what has the same place keeps its random order."""
    sizes = Counter(_file(item) for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        path = _file(item)
        long = next((at for at, start in enumerate(_LONG) if path.startswith(start)), len(_LONG))
        return long, -sizes[path] if long == len(_LONG) else 0

    items.sort(key=place)


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
