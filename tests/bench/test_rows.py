"""Figures of rounds become rows that say what they prove, and when they prove nothing."""

from collections.abc import Iterator

import pytest

from bench.report import HEADS, cells, for_page
from bench.rows import Goal, Row, Run, in_turns

RUN = Run(quick=True, seconds=60)


def test_floor_and_ours_are_measured_in_turn_after_warming_up() -> None:
    order: list[str] = []

    def measured(name: str, figures: Iterator[float]) -> float:
        order.append(name)
        return next(figures)

    mine, bare = iter([90.0, 4.0, 6.0, 8.0]), iter([50.0, 2.0, 2.0, 4.0])
    row = in_turns(
        "any", RUN, ours=lambda: measured("ours", mine), floor=lambda: measured("floor", bare)
    )
    assert order == ["floor", "ours"] * 4
    assert (row.ours, row.floor) == ([4.0, 6.0, 8.0], [2.0, 2.0, 4.0])
    assert row.ratio == 2.0


@pytest.mark.parametrize(
    ("goal", "is_met"),
    [
        (Goal(at_most=2), False),
        (Goal(at_most=3), True),
        (Goal(at_least=3), False),
        (Goal(at_least=0.5), True),
        (Goal(at_most=3, within=4), False),
        (Goal(within=5), True),
    ],
)
def test_a_goal_is_met_or_missed(goal: Goal, is_met: bool) -> None:
    said = Row("any", ours=[5.0], floor=[2.0], goal=goal).as_json()
    assert said["met"] is is_met


def test_a_floor_that_moves_more_than_threefold_makes_the_row_inconclusive() -> None:
    unsteady = Row("any", ours=[3.0, 3.0], floor=[1.0, 3.1], goal=Goal(at_most=9))
    assert unsteady.as_json()["inconclusive"]
    assert "inconclusive" in cells("any", unsteady.as_json())
    steady = Row("any", ours=[3.0, 3.0], floor=[1.0, 3.0])
    assert "inconclusive" not in steady.as_json()


def test_a_row_without_a_floor_has_no_ratio() -> None:
    said = Row("any", ours=[3.0], unit="s", goal=Goal(within=2)).as_json()
    assert (said["ratio"], said["goal"], said["met"]) == (None, "≤ 2 s", False)


def test_the_page_shows_each_row_and_the_peer_where_there_is_one() -> None:
    rows = {
        "list": Row("list", ours=[2.0], floor=[1.0], goal=Goal(at_most=10), peer=[80.0]).as_json(),
        "gone": {"failed": "cut after 10 s"},
    }
    lines = for_page(rows).splitlines()
    assert lines[0] == f"| {' | '.join([*HEADS, 'peer'])} |"
    assert lines[2] == "| `list` | 2 ms | 1 ms | 2× | ≤ 10× | met | 80 ms, 80× |"
    assert "failed: cut after 10 s" in lines[3]
