"""Have files read by a child process, and hear what stands in them or what is wrong with them."""

import json
import logging
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from types import TracebackType
from typing import Any, Self

from django.conf import settings

from knowledge.sources.problems import BadSource, Problem

logger = logging.getLogger(__name__)

SECONDS = 30.0
LONGEST_LINE = 64 * 1024
# Each child may take half a gigabyte and a core while it reads.
_free = BoundedSemaphore(2)
_TOO_LONG = "It takes too long to read."
_TOO_MUCH = "It takes too much memory or time to read."


class Reader:
    """A child that reads one file after the other: starting one costs 0.1 s and more.

    It is ended when it takes longer than ``SECONDS``, and by the kernel when it takes more than
    ``inside`` allows; the next file then has a new one.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="handrail-reading-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._end()
        self._folder.cleanup()

    def read(self, kind: str, source: Path, *, name: str) -> Iterator[dict[str, Any]]:
        """The entries of a file, one at a time from disk. ``kind``: as in ``inside``.

        Raises ``BadSource``, also for a file that brought the child down.
        """
        target = Path(self._folder.name) / "entries"
        asked = {"kind": kind, "source": str(source), "name": name, "target": str(target)}
        with _free:
            said = self._ask(json.dumps(asked).encode() + b"\n")
        if "problem" in said:
            logger.info("not read: %s (%s)", said["problem"], said.get("error", said["reason"]))
            raise BadSource(said["reason"], Problem(said["problem"]))
        return _entries(target)

    @contextmanager
    def holding(self, content: bytes) -> Iterator[Path]:
        """A file of this content, for as long as it is read."""
        path = Path(self._folder.name) / "content"
        path.write_bytes(content)
        try:
            yield path
        finally:
            path.unlink()

    def _ask(self, line: bytes) -> dict[str, Any]:
        child = self._running()
        try:
            child.stdin.write(line)  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            answer = self._answer(child)
        except (BrokenPipeError, EOFError):
            code = child.wait()
            self._end()
            return {"problem": Problem.TOO_COSTLY, "reason": _TOO_MUCH, "error": f"ended: {code}"}
        except TimeoutError:
            self._end()
            return {"problem": Problem.TOO_COSTLY, "reason": _TOO_LONG}
        said: dict[str, Any] = json.loads(answer)
        if said.get("problem") == Problem.TOO_COSTLY:
            self._end()
        return said

    def _answer(self, child: subprocess.Popen[bytes]) -> bytes:
        until = time.monotonic() + SECONDS
        pipe = child.stdout.fileno()  # type: ignore[union-attr]
        answer = b""
        while not answer.endswith(b"\n"):
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            piece = os.read(pipe, 65_536)
            if not piece or len(answer) > LONGEST_LINE:
                raise EOFError
            answer += piece
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-E", "-s", "-m", "knowledge.sources.inside"],
                cwd=settings.BASE_DIR,
                env={"LANG": "C.UTF-8"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


def _entries(target: Path) -> Iterator[dict[str, Any]]:
    with target.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
