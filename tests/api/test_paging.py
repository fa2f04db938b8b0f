"""Pages stay right while rows are added, and refuse what is not theirs."""

from typing import Any

import pytest

from tests.api.conftest import Program


def _start(program: Program, number: int) -> str:
    contact = {"external_id": f"u-{number}"}
    return str(program.post("conversations/", {"contact": contact}).json()["id"])


def _walk(program: Program, page: Any) -> list[str]:
    found = [row["id"] for row in page["items"]]
    while page["next"]:
        page = program.get(page["next"]).json()
        found += [row["id"] for row in page["items"]]
    return found


def test_rows_that_are_added_meanwhile_neither_repeat_nor_hide_any(program: Program) -> None:
    there = [_start(program, number) for number in range(5)]
    first = program.get("conversations/", limit=2).json()
    _start(program, 99)
    assert _walk(program, first) == there[::-1]


def test_changes_come_oldest_first_and_late_ones_at_the_end(program: Program) -> None:
    there = [_start(program, number) for number in range(4)]
    first = program.get("conversations/", limit=2, updated_since="2020-01-01T00:00:00Z").json()
    program.post(f"conversations/{there[0]}/resolve/")
    assert _walk(program, first) == [*there, there[0]]


def test_filters_stay_in_the_next_address(program: Program) -> None:
    there = [_start(program, number) for number in range(3)]
    program.post(f"conversations/{there[1]}/resolve/")
    first = program.get("conversations/", limit=1, status="assisted").json()
    assert _walk(program, first) == [there[2], there[0]]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"cursor": "rubbish"},
        {"cursor": "W1sxXV0"},
        {"cursor": "WyJ4Il0"},
        {"updated_since": "yesterday"},
        {"updated_since": "2026-13-45T00:00:00Z"},
    ],
)
def test_a_wrong_query_is_named(program: Program, query: dict[str, str]) -> None:
    answer = program.get("conversations/", **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["name"] in query
