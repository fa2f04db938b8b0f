"""One holder at a time: a file lock that the kernel drops with the process, however it ends."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class Held(Exception):
    """Somebody else has the lock; the text is what they wrote into it."""


@contextlib.contextmanager
def held(file: Path, note: str = "") -> Iterator[None]:
    """Hold ``file`` or raise :class:`Held` at once."""
    handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(os.read(handle, 1000).decode()) from None
        os.ftruncate(handle, 0)
        os.write(handle, note.encode())
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def queued(file: Path) -> Iterator[None]:
    """Hold ``file``, waiting for whoever has it."""
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
