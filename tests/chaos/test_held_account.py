"""The account of held replies sees each kind of broken promise."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.chaos.held_account import Row, _fate

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
BO, ADA = 2, 1


def held(**more: Any) -> Row:
    """A reply of Bo's, held after entry 3, of which nothing is left but what ``more`` says."""
    known = {"cid": "c", "writer": BO, "upto": 3, "due_at": DUE, "event": "nothing"}
    return {**known, "on_news": "stop", "drafts": 0, "waits": False, "why": "", **more}


def entry(seq: int, **more: Any) -> Row:
    known = {"kind": "event", "sender": "system", "cid": None, "agent_id": None, "event": None}
    return {"seq": seq, **known, "created_at": DUE + timedelta(seconds=seq), **more}


def reply(seq: int) -> Row:
    return entry(seq, kind="message", sender="agent", cid="c", agent_id=BO)


SAID = entry(4, kind="message", sender="contact")
TAKEN = entry(4, event="joined", agent_id=ADA)
BLOCKED, RESOLVED = entry(4, event="blocked"), entry(4, event="resolved")


def test_one_that_is_nowhere_is_lost_and_one_in_two_places_is_doubled() -> None:
    assert _fate(held(), []).places == 0
    assert _fate(held(), [reply(4), reply(5)]).places == 2
    assert _fate(held(drafts=1), [reply(4)]).places == 2
    assert _fate(held(waits=True, why="taken"), [reply(4)]).places == 2
    assert _fate(held(waits=True), []).waits


@pytest.mark.parametrize(
    ("before", "against"),
    [(SAID, "written"), (TAKEN, "taken"), (BLOCKED, "blocked"), (RESOLVED, "resolved")],
)
def test_what_should_have_kept_it_back_is_named(before: Row, against: str) -> None:
    assert _fate(held(), [before, reply(5)]).against == against
    assert _fate(held(), [reply(3), before]).against == "", "that came later"


def test_what_its_writer_chose_is_not_against_the_rules() -> None:
    joined = entry(4, event="joined", agent_id=BO)
    assert _fate(held(), [joined, reply(5)]).against == "", "the reply itself takes it"
    for chosen in ({"on_news": "send"}, {"event": "sent_now"}):
        for news in (SAID, RESOLVED):
            assert _fate(held(**chosen), [news, reply(5)]).against == ""
        assert _fate(held(**chosen), [TAKEN, reply(5)]).against == "taken"
