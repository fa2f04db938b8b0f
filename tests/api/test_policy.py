"""The policy through the API: what is live, what the draft changes, published and rolled back."""

from typing import Any

import pytest

from tests.api.conftest import Program
from tests.cast import Company
from tests.policies import replayed

RULE = {"name": "Unsure", "trigger": "low_confidence", "threshold": 0.7}


def publish(program: Program, company: Company, note: str = "Surer") -> dict[str, Any]:
    """Publish the draft as it stands, replayed before."""
    with company.bound():
        replayed()
    done: dict[str, Any] = program.post("policy/publish/", {"note": note}).json()
    return done


def test_a_program_reads_what_its_change_to_a_rule_would_do(program: Program) -> None:
    assert program.get("policy/live/").json()["draft"]["changes"] == []
    assert program.post("rules/", RULE).status_code == 201
    shown = program.get("policy/live/").json()
    assert (shown["version"], shown["content"]["min_confidence"]) == (1, 0.3)
    assert "What holds whatever the rules say" in shown["text"]
    (change,) = shown["draft"]["changes"]
    assert change["kind"] == "added"
    assert change["says"].startswith("New rule “Unsure”: When the answer is not certain enough")
    assert shown["draft"]["is_replayed"] is False


def test_a_program_publishes_and_rolls_back(program: Program, acme: Company) -> None:
    program.post("rules/", RULE)
    refused = program.post("policy/publish/", {})
    assert refused.status_code == 400
    assert "Run a backtest of it" in refused.content.decode()
    done = publish(program, acme)
    assert (done["version"], done["is_new"]) == (2, True)
    assert program.post("policy/publish/", {}).json()["is_new"] is False
    versions = program.get("policy/").json()["items"]
    assert [(one["number"], one["note"]) for one in versions] == [
        (2, "Surer"),
        (1, "What every workspace begins with"),
    ]
    back = program.post("policy/roll-back/", {"number": 1}).json()
    assert (back["version"], back["says"]) == (3, "Version 3 is live.")
    assert program.get("policy/").json()["items"][0]["restores"] == 1


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("policy/publish/", {"note": "x" * 301}, 400),
        ("policy/roll-back/", {"number": 99}, 404),
        ("policy/roll-back/", {"number": "first"}, 400),
        ("policy/roll-back/", {"number": 10**20}, 400),
    ],
)
def test_what_cannot_be_published_is_refused_with_the_reason(
    program: Program, address: str, sent: dict[str, object], status: int
) -> None:
    assert program.post(address, sent).status_code == status


def test_a_draft_that_was_not_seen_is_not_published(program: Program) -> None:
    program.post("rules/", RULE)
    answer = program.post("policy/publish/", {"seen": "0" * 64})
    assert answer.status_code == 400
    assert "has changed since you looked at it" in answer.content.decode()
    assert program.get("policy/live/").json()["version"] == 1
