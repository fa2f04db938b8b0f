"""The account of a chaos run sees each kind of broken promise: lost, doubled, late, misplaced."""

from typing import Any

import pytest

from tests.chaos.account import Account, Desk, audit, of_talk
from tests.chaos.ledger import Ledger, Said, Talk

Row = dict[str, Any]


def entry(seq: int, body: str = "", **columns: Any) -> Row:
    row = {"seq": seq, "kind": "message", "sender": "contact", "body": body, "trigger_seq": None}
    return row | {"event": None, "internal": False, "status": "assisted", "id": 1} | columns


def answer(seq: int) -> Row:
    return entry(seq, "Like this.", sender="assistant")


def handed_off(seq: int) -> Row:
    return entry(seq, "Wait.", kind="event", sender="system", event="handed_off")


@pytest.fixture
def log() -> list[Row]:
    return [entry(1, "One [acme 1]"), entry(2, "Two [acme 2]"), answer(3)]


@pytest.fixture
def talk() -> Talk:
    """Two messages, an answer, and both screens complete."""
    talk = Talk("acme", "abc")
    for seq, body in ((1, "One [acme 1]"), (2, "Two [acme 2]")):
        talk.said.append(Said(body, tried_at=0.0, tries=1, acked_at=0.1, seq=seq))
    for seen in (*talk.tabs, talk.desk):
        for seq in (1, 2, 3):
            seen.show(seq, 0.2)
    return talk


def test_a_whole_conversation_breaks_no_promise(talk: Talk, log: list[Row]) -> None:
    found = of_talk(talk, log)
    assert (found.broken(), found.messages, found.replies_per_trigger_max) == ([], 2, 1)


def test_an_acknowledged_message_that_is_not_there_is_lost(talk: Talk, log: list[Row]) -> None:
    assert of_talk(talk, log[1:]).acked_lost == 1


def test_a_message_under_another_number_than_acknowledged_is_lost(
    talk: Talk, log: list[Row]
) -> None:
    log[0]["body"], log[1]["body"] = log[1]["body"], log[0]["body"]
    found = of_talk(talk, log)
    assert (found.acked_lost, found.inversions) == (2, 1)


def test_the_same_text_stored_twice_is_a_duplicate_and_is_shown_twice(
    talk: Talk, log: list[Row]
) -> None:
    talk.tab.show(4, 0.3)
    talk.desk.show(4, 0.3)
    found = of_talk(talk, [*log, entry(4, "Two [acme 2]"), answer(5)])
    assert (found.db_duplicates, found.shown_twice) == (1, 2)
    assert found.undelivered == 4, "nobody saw the second answer, one tab not even the copy"


def test_an_entry_shown_again_is_shown_twice(talk: Talk, log: list[Row]) -> None:
    talk.tab.show(2, 0.4)
    assert of_talk(talk, log).shown_twice == 1


def test_notes_are_owed_to_agents_only_and_internal_events_to_nobody(
    talk: Talk, log: list[Row]
) -> None:
    note = entry(4, "Between us", kind="note", sender="agent")
    secret = entry(5, kind="event", sender="system", internal=True)
    assert of_talk(talk, [*log, note, secret]).undelivered == 1, "the agent's alone"


@pytest.mark.parametrize("second", [answer(4), handed_off(4)])
def test_two_replies_to_one_burst_are_counted(talk: Talk, log: list[Row], second: Row) -> None:
    found = of_talk(talk, [*log, second])
    assert found.replies_per_trigger_max == 2
    assert "replies_per_trigger_max" in found.broken()


def test_a_question_without_an_answer_is_counted_unless_a_person_has_it(
    talk: Talk, log: list[Row]
) -> None:
    assert of_talk(talk, log[:2]).unanswered == 1
    assert of_talk(talk, [{**row, "status": "waiting"} for row in log[:2]]).unanswered == 0


def test_words_of_another_workspace_are_foreign(talk: Talk, log: list[Row]) -> None:
    log[0]["body"] = "One [globex 1]"
    talk.said[0].body = "One [globex 1]"
    assert of_talk(talk, log).foreign == 1


def test_work_that_was_given_up_is_counted() -> None:
    class GaveUp(Desk):
        def owed(self) -> Row:
            return {"owed": 0, "dead": 3}

        def log(self) -> list[Row]:
            return []

    nobody: Any = None
    found = audit(Ledger(), GaveUp(nobody))
    assert (found.dead_jobs, found.broken()) == (3, ["dead_jobs"])


def test_runs_are_added_up_with_the_worst_maximum() -> None:
    total = Account(messages=2, replies_per_trigger_max=1) + Account(
        messages=3, inversions=1, replies_per_trigger_max=2
    )
    assert (total.messages, total.inversions, total.replies_per_trigger_max) == (5, 1, 2)
