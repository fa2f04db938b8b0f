"""The first words of a person are looked at: measured on replies whose faults are known."""

import json
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.recovery import first_replies
from helpdesk.recovery.models import FirstReply
from helpdesk.recovery.said.first_reply import Known, Lacking, known_of, lacking
from tests.cast import Company
from tests.conversations.conftest import A_PERSON, Thread
from tests.recovery.conftest import Begin

CASES = Path(__file__).parent / "cases"
PACKAGES: dict[str, Any] = json.loads((CASES / "packages.json").read_text())
REPLIES: list[dict[str, Any]] = [
    json.loads(line) for line in (CASES / "first_replies.jsonl").read_text().splitlines()
]
NOON = datetime(2026, 11, 25, 13, 0, tzinfo=ZoneInfo("Europe/Berlin"))
CASE = {"v": 2, "goal": {"text": "Change the VAT rate", "latest": ""}}
BAD, BETTER = "What can I do?", "Sorry for the wait. What is the VAT rate you see?"
GOOD = "Sorry you had to ask twice about the VAT rate. I am changing it now."


def measured(part: str) -> dict[Lacking, tuple[float, float]]:
    """Precision and recall of each fault over one part of the replies."""
    counted: Counter[tuple[Lacking, bool, bool]] = Counter()
    for one in REPLIES:
        if one["part"] == part:
            found = lacking(one["reply"], known_of(PACKAGES[one["case"]]), NOON)
            counted.update((item, item in found, item in one["lacks"]) for item in Lacking)
    return {item: _rates(counted, item) for item in Lacking}


def _rates(counted: Counter[tuple[Lacking, bool, bool]], item: Lacking) -> tuple[float, float]:
    hits = counted[item, True, True]
    precision = hits / max(hits + counted[item, True, False], 1)
    return precision, hits / max(hits + counted[item, False, True], 1)


@pytest.mark.parametrize(("part", "least"), [("seen", 0.93), ("held_back", 0.85)])
def test_each_fault_is_found_and_little_else_is(part: str, least: float) -> None:
    for item, (precision, recall) in measured(part).items():
        assert precision >= least, item
        assert recall >= least, item


def test_the_replies_are_many_good_and_lacking_in_both_languages() -> None:
    lacks = [bool(one["lacks"]) for one in REPLIES]
    assert lacks.count(False) >= 30
    assert lacks.count(True) >= 30


def test_what_is_quoted_from_the_customer_says_nothing_about_the_agent() -> None:
    known = known_of(PACKAGES["charge"])
    rest = "Sorry about the double charge in March. I am refunding it now."
    quoted = f"> your bot is useless, sorry to say\n\n{rest}"
    assert lacking(quoted, known, NOON) == ()
    assert lacking(f"You wrote “your bot is stupid”. {rest}", known, NOON) == ()
    assert Lacking.BLAMES in lacking(f"Our bot is stupid. {rest}", known, NOON)
    assert Lacking.ACKNOWLEDGES in lacking("> I am sorry\nI refund March now.", known, NOON)


def test_a_look_takes_a_few_milliseconds_even_at_a_long_reply() -> None:
    known = known_of(PACKAGES["abo"])
    long = " ".join(one["reply"] for one in REPLIES)[:8_000]
    lacking(long, known, NOON)
    began = time.process_time()
    for _ in range(5):
        lacking(long, known, NOON)
    assert (time.process_time() - began) / 5 < 0.05


@pytest.mark.parametrize("text", ["", "🙂🙂", "<b>x</b>", "a" * 16_000, "ja " * 5_000, "\u202e„“”"])
def test_any_text_can_be_looked_at(text: str) -> None:
    assert Lacking.ACKNOWLEDGES in lacking(text, Known(frozenset(), frozenset()), NOON)


@pytest.mark.parametrize(
    ("looked_at", "sent", "result"),
    [
        ([], GOOD, "passed"),
        ([GOOD], GOOD, "passed"),
        ([], BAD, "unseen"),
        ([BAD], GOOD, "edited"),
        ([BAD, BETTER], BETTER, "edited"),
        ([BAD], BAD, "ignored"),
    ],
)
def test_what_came_of_the_look_is_kept(
    acme: Company, begin: Begin, bo: Agent, looked_at: list[str], sent: str, result: str
) -> None:
    with acme.bound():
        thread = _handed_over(begin())
        for body in looked_at:
            first_replies.look(thread.id, body, by=bo)
        replying.reply(thread.id, bo, body=sent)
        first = FirstReply.objects.get()
        assert (first.result, first.agent) == (result, bo)
        assert first_replies.look(thread.id, BAD, by=bo) == ()


def test_another_handover_awaits_other_first_words(acme: Company, begin: Begin, bo: Agent) -> None:
    with acme.bound():
        thread = _handed_over(begin())
        replying.reply(thread.id, bo, body=GOOD)
        lifecycle.give_back(thread.id, by=bo)
        _handed_over(thread)
        assert first_replies.awaited(thread.id) is not None
        assert FirstReply.objects.count() == 2


def _handed_over(thread: Thread) -> Thread:
    assert lifecycle.hand_off(thread.id, A_PERSON, CASE)
    return thread
