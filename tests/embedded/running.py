"""A supervisor in a process of its own, so that a test can kill it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_DEADLINE_SECONDS = 20.0


class Run:
    """``python -m MODULE``, which tells what it started in a line of JSON."""

    def __init__(self, module: str, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def told(self) -> Any:
        """What that line holds; what came before it is for people."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith(("[", "{")):
                return json.loads(line)
        raise AssertionError(self.process.communicate()[1])

    def kill(self) -> None:
        """End it without giving it a chance to clean up."""
        self.process.kill()
        self.process.communicate()

    def stop(self) -> str:
        """Ask it to end and return what it wrote meanwhile."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=_DEADLINE_SECONDS)[0]


def lives(pid: int) -> bool:
    """Whether a process runs; one that waits to be buried does not."""
    try:
        state = (Path("/proc") / str(pid) / "stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it comes true within the deadline."""
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
