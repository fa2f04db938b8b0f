"""Keeps the children running: starts them in order, revives the fallen, and stops all of them."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from embedded import process
from embedded.logfile import LogFile, last_lines, size, text_since
from embedded.problem import Problem, Stopped
from embedded.process import Program
from embedded.terminal import say, warn

_LOOK_SECONDS = 0.1
_LONGEST_PAUSE = 30.0
# A child that ran this long has recovered; its next fall is a first one again.
_STEADY_SECONDS = 60.0


@dataclass
class Child:
    """A program, the process that runs it now, and its record of falls."""

    program: Program
    running: subprocess.Popen[bytes]
    log: LogFile | None
    log_start: int = 0
    started: float = field(default_factory=time.monotonic)
    falls: int = 0
    revive_at: float | None = None

    def written(self) -> str:
        """What it wrote to its log since it was first started."""
        return text_since(self.program.log, self.log_start)


class Supervisor:
    """Owns every child of this process; use as a context manager in the main thread."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._signals = 0

    def __enter__(self) -> "Supervisor":
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._note_signal)
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop_all()

    def stop_all(self) -> None:
        """Stop every child, and those that serve the others after them."""
        for serving in (False, True):
            self._stop([child for child in self.children if child.program.serves_others is serving])
        self.children.clear()

    def start(self, program: Program) -> Child:
        log, at = None, 0
        if program.log:
            log, at = LogFile(program.log, program.name), size(program.log)
        child = Child(program, process.start(program), log, at)
        self.children.append(child)
        return child

    def run(self, program: Program) -> int:
        """Run a program to its end and return its exit status."""
        child = self.start(program)
        try:
            while child.running.poll() is None:
                self._pause()
            return child.running.returncode
        finally:
            self.drop(child)

    def run_or_fail(self, program: Program, what: str) -> None:
        """Run a step; a failure shows the end of what it wrote."""
        at = size(program.log)
        status = self.run(program)
        if status != 0:
            raise Problem(
                f"{what} failed (exit {status}).\n{last_lines(text_since(program.log, at))}"
            )

    def wait_until(self, ready: Callable[[], bool], *, within: float, what: str) -> None:
        """Wait for ``ready``; a child that ends meanwhile, or the time, is a Problem."""
        deadline = time.monotonic() + within
        while not ready():
            self._pause()
            for child in self.children:
                if child.running.poll() is not None:
                    raise Problem(_fallen(child))
            if time.monotonic() > deadline:
                raise Problem(f"{what} was not ready within {within:.0f} s; see .data/logs.")

    def drop(self, child: Child) -> None:
        """Stop one child and forget it."""
        self._stop([child])
        self.children.remove(child)

    def restart(self, children: list[Child]) -> None:
        """Stop children and start their programs afresh."""
        self._stop(children)
        for child in children:
            self._revive(child)

    def watch(self, each_look: Callable[[], None] | None = None) -> None:
        """Revive what falls and show what goes wrong, until a signal raises Stopped."""
        while True:
            self._pause()
            self.look()
            if each_look:
                each_look()

    def look(self) -> None:
        """Once: show what went wrong since the last look, and revive what fell."""
        for child in self.children:
            self._look_after(child)

    def _look_after(self, child: Child) -> None:
        if child.log:
            child.log.show_errors()
        now = time.monotonic()
        if child.revive_at is not None:
            if now >= child.revive_at:
                self._revive(child)
        elif child.running.poll() is not None:
            child.falls = 1 if now - child.started > _STEADY_SECONDS else child.falls + 1
            pause = min(_LONGEST_PAUSE, 0.5 * 2 ** (child.falls - 1))
            child.revive_at = now + pause
            warn(f"{_ended(child)} Starting it again in {pause:g} s; see {child.program.log}.")

    def _stop(self, children: list[Child]) -> None:
        """Ask all of them at once, then wait for each."""
        for child in children:
            process.ask_to_end(child.running, child.program)
        for child in children:
            process.wait_for_end(child.running, child.program, self._told_twice)

    def _revive(self, child: Child) -> None:
        child.running = process.start(child.program)
        child.started, child.revive_at = time.monotonic(), None

    def _pause(self) -> None:
        if self._signals:
            raise Stopped
        time.sleep(_LOOK_SECONDS)

    def _told_twice(self) -> bool:
        return self._signals > 1

    def _note_signal(self, _signum: int, _frame: FrameType | None) -> None:
        self._signals += 1
        if self._signals > 1:
            say("Once more: not waiting any longer.")


def _ended(child: Child) -> str:
    status = child.running.returncode
    how = f"signal {-status}" if status < 0 else f"exit {status}"
    return f"{child.program.name} ended ({how})."


def _fallen(child: Child) -> str:
    return f"{_ended(child)}\n{last_lines(child.written())}"
