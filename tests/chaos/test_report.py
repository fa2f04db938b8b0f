"""A run is held only when every promise was kept, and the control arm only when one was broken."""

import random
from typing import Any

import pytest

from tests.chaos import options
from tests.chaos.account import Account
from tests.chaos.ledger import Ledger
from tests.chaos.report import Verdict, verdict
from tests.chaos.runs import Outcome
from tests.chaos.troubles import Trouble

SHORT = ["--seeds", "1", "--convs", "1", "--msgs", "2"]
NOUGHTS = ("acked_lost", "db_duplicates", "undelivered", "shown_twice", "inversions", "foreign",
           "unanswered", "dead_jobs")  # fmt: skip


def judged(
    *mode: str,
    settle_s: float = 1.0,
    ends: dict[str, int] | None = None,
    counts: dict[str, int] | None = None,
) -> Verdict:
    """What is said of a run that came to this; all else as it should be."""
    wanted, ledger = options.read([*SHORT, *mode]), Ledger()
    ledger.ends.update(ends or {})
    nobody: Any = None
    trouble = Trouble(nobody, wanted, ledger, random.Random(1))
    account = Account(**{"messages": 2, "replies_per_trigger_max": 1, **(counts or {})})
    return verdict(wanted, [Outcome(1, account, ledger, trouble, settle_s, 10.0)])


def test_a_run_that_kept_every_promise_is_held() -> None:
    found = judged()
    assert (found.held, found.words) == (True, "Every promise was kept.")
    asked = {"kills", "messages", "settle_s", "replies_per_trigger_max", *NOUGHTS[:5]}
    assert found.figures.keys() >= asked


@pytest.mark.parametrize("name", NOUGHTS)
def test_one_broken_promise_is_named_and_the_run_is_not_held(name: str) -> None:
    found = judged(counts={name: 1})
    assert (found.held, found.words) == (False, f"Not held: {name}.")


@pytest.mark.parametrize(
    ("came_to", "name"),
    [
        ({"counts": {"replies_per_trigger_max": 2}}, "replies_per_trigger_max"),
        ({"counts": {"messages": 1}}, "messages"),
        ({"settle_s": 30.1}, "settle_s"),
        ({"ends": {"renewed": 1}}, "told_to_renew"),
    ],
)
def test_what_came_late_or_not_at_all_is_named_too(came_to: dict[str, Any], name: str) -> None:
    found = judged(**came_to)
    assert (found.held, found.words) == (False, f"Not held: {name}.")


def test_the_control_arm_must_double_something() -> None:
    assert not judged("--naive").held
    assert judged("--naive", counts={"db_duplicates": 1}).held
    assert judged("--naive", counts={"shown_twice": 1}).held
