"""A process ends between any two lines from owing to done: is the effect lost, or doubled?

``python -m tests.chaos.outbox_sweep`` tells a story (a cause is committed with what it owes, a
relay hands it over, a worker does it) as often as it has lines of code, and ends the process
(``os._exit``) before one line more each time. Then it lets others find what was left and counts.
Lines are those of ``tenants/work`` and of the story; broker and database are real.

The last line is one JSON object. ``--every 10`` tries every tenth line. ``--naive`` is the control
arm: the message goes to the broker after the commit, and is acknowledged after the work.
"""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.chaos.duties.settings"
django.setup()

from tests.chaos import story  # noqa: E402 - Django first
from tests.chaos.duties import ledger  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
_TRACED = (str(ROOT / "tenants" / "work"), str(ROOT / "tests" / "chaos" / "story.py"))
_CRASHED = 9
_ROUNDS = 10


@dataclass
class Tally:
    """What came of the stories that were cut short."""

    points: int = 0
    causes: int = 0
    lost: int = 0
    doubled: int = 0
    without_cause: int = 0
    sent_twice_under_one_key: int = 0
    left_owed: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try every so many lines")
    parser.add_argument("--naive", action="store_true", help="the control arm")
    parser.add_argument("--tenant", required=True, help="the schema of the tenant that owes")
    options = parser.parse_args()
    tally = Tally()
    kinds = ["naive"] if options.naive else ["whole", "thought", "sent"]
    with ledger.outside() as conn:
        for kind in kinds:
            _sweep(conn, story.Story(options.tenant, kind), options.every, tally)
        ledger.clear(conn)
    sys.stdout.write(json.dumps({"kinds": kinds, **vars(tally)}) + "\n")


def _sweep(conn: Any, told: story.Story, every: int, tally: Tally) -> None:
    """Cut the story short before each line, until it comes to its end."""
    line = 1
    while True:
        ledger.prepare(conn)
        ended = _in_child(partial(_cut_before, line, told.tell))
        if ended not in (0, _CRASHED):
            raise RuntimeError(f"The story failed by itself: status {ended}.")
        _mend(conn, told)
        _count(conn, told, tally)
        if ended == 0:
            return
        line += every


def _mend(conn: Any, told: story.Story) -> None:
    """Others find what was left, in as many rounds as a job has tries and some."""
    for _ in range(_ROUNDS):
        told.let_time_pass(conn)
        if told.is_settled(conn):
            return
        if _in_child(told.mend) != 0:
            raise RuntimeError("Nobody could mend what was left.")


def _in_child(work: Callable[[], None]) -> int:
    """Do it in a process of its own. Returns its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _cut_before(line: int, tell: Callable[[], None]) -> None:
    left = line

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith(_TRACED):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os._exit(_CRASHED)
        return trace

    sys.settrace(trace)
    tell()
    sys.settrace(None)


def _count(conn: Any, told: story.Story, tally: Tally) -> None:
    causes, effects, keys, owed = told.outcome(conn)
    happened = keys if told.kind == "sent" else effects
    tally.points += 1
    tally.causes += causes
    tally.lost += max(0, causes - happened)
    tally.doubled += max(0, happened - 1)
    tally.without_cause += max(0, min(happened, 1) - causes)
    tally.sent_twice_under_one_key += effects - keys if told.kind == "sent" else 0
    tally.left_owed += owed


if __name__ == "__main__":
    main()
