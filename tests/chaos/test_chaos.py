"""A short run of ``make chaos`` among the tests, and its control arm's judge."""

import json
import os
import signal
import subprocess
import sys

from embedded.checkout import here
from embedded.process import tied_to_us

# How fast it settles is judged by the long run, on a machine of its own.
SHORT = ("--seeds", "1", "--convs", "6", "--msgs", "8", "--kills", "5", "--seconds", "1.2",
         "--settle", "240")  # fmt: skip
NOUGHTS = ("acked_lost", "db_duplicates", "undelivered", "shown_twice", "inversions", "foreign",
           "unanswered", "dead_jobs", "told_to_renew")  # fmt: skip


def test_nothing_is_lost_or_doubled_while_processes_are_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *SHORT],
        cwd=here().root,
        env={name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        preexec_fn=tied_to_us(signal.SIGTERM),
    )
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    told = f"{done.stdout}\n{done.stderr}"
    assert {name: figures[name] for name in NOUGHTS} == dict.fromkeys(NOUGHTS, 0), told
    assert (figures["messages"], figures["replies_per_trigger_max"]) == (48, 1)
    assert figures["kills"] > 0
    assert figures["equal_ids"] == 3, "both workspaces use the same ids"
