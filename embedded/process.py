"""One child process: started so that it cannot outlive us, stopped gently and then firmly."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from embedded.account import Account

_SET_PARENT_DEATH_SIGNAL = 1
_LOOK_SECONDS = 0.05
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """What to run, as whom, where it writes, and how it is asked to end."""

    name: str
    argv: tuple[str, ...]
    log: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = Path("/")
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15.0
    # What the kernel sends when we are gone and nobody is left to wait.
    orphan_signal: signal.Signals = signal.SIGKILL
    # Others talk to it until their own end, so that it is stopped after them.
    serves_others: bool = False
    # Shares our terminal: a debugger may ask questions there.
    interactive: bool = False


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start a child. Call from the main thread: the death signal follows the thread."""
    account = program.account if program.account and program.account.switches else None
    log = os.open(program.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600) if program.log else -1
    try:
        return subprocess.Popen(
            program.argv,
            env=dict(program.env),
            cwd=program.cwd,
            stdin=None if program.interactive else subprocess.DEVNULL,
            stdout=log if program.log else None,
            stderr=log if program.log else None,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop in order.
            start_new_session=not program.interactive,
            # Runs after the change of user, which would clear the death signal.
            preexec_fn=tied_to_us(program.orphan_signal),  # noqa: PLW1509 - there is one thread
        )
    finally:
        if program.log:
            os.close(log)


def ask_to_end(process: subprocess.Popen[bytes], program: Program) -> None:
    """Send a child the signal it is used to; :func:`wait_for_end` is the other half."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)


def wait_for_end(
    process: subprocess.Popen[bytes], program: Program, hurry: Callable[[], bool]
) -> None:
    """Wait until a child has ended; SIGKILL when its time or our patience is up."""
    deadline = time.monotonic() + program.stop_seconds
    while process.poll() is None:
        if hurry() or time.monotonic() > deadline:
            process.kill()
            process.wait()
        time.sleep(_LOOK_SECONDS)


def follow_parent(signum: signal.Signals) -> None:
    """Ask the kernel to send ``signum`` to this process when its parent ends."""
    if _libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(signum), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def tied_to_us(signum: signal.Signals) -> Callable[[], None]:
    """What a fresh child runs before its program, so that it ends with us."""
    parent = os.getpid()

    def before_exec() -> None:
        follow_parent(signum)
        if os.getppid() != parent:  # we ended between fork and the call above
            os._exit(1)

    return before_exec
