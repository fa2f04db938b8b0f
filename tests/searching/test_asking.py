"""What a typed question means, however odd it is."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.searching.asking import LONGEST, MOST_WORDS, asked

TODAY = date(2026, 11, 29)


def test_fields_words_phrases_and_numbers_are_told_apart() -> None:
    found = asked('from:ana tag:"late delivery" "not delivered" AB-4711 Refund #12', TODAY)
    assert (found.people, found.tags, found.number) == (["ana"], ["late delivery"], 12)
    assert found.phrases == ["not delivered"]
    assert found.wanted == ["not", "delivered", "ab4711", "refund"]
    assert found.plain == "not delivered AB-4711 Refund #12"
    assert not found.problems


@pytest.mark.parametrize(
    ("typed", "after", "before"),
    [
        ("after:2026-11-01 before:2026-11-08", date(2026, 11, 1), date(2026, 11, 8)),
        ("after:yesterday", date(2026, 11, 28), None),
        ("AFTER:7d before:today", date(2026, 11, 22), TODAY),
        ("after:2w", date(2026, 11, 15), None),
    ],
)
def test_days_are_dates_or_ago(typed: str, after: date | None, before: date | None) -> None:
    found = asked(typed, TODAY)
    assert (found.after, found.before, found.problems) == (after, before, [])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("before:soon", "“before:” takes a day"),
        ("after:9999y", "“after:” takes a day"),
        ("status:broken", "There are: assisted, waiting, open"),
        ("has:cheese", "has:file"),
        ("from:", "after “from:”"),
        ('tag:""', "after “tag:”"),
        ("x" * 5_000, f"first {LONGEST} characters"),
        (" ".join(f"w{n}" for n in range(30)), f"first {MOST_WORDS} words"),
    ],
)
def test_what_cannot_be_meant_is_said_with_how_to_write_it(typed: str, said: str) -> None:
    assert said in " ".join(asked(typed, TODAY).problems)


def test_a_name_that_is_no_field_is_a_word() -> None:
    assert asked("error:timeout https://x.example", TODAY).wanted[:2] == ["error", "timeout"]


def test_an_order_is_found_with_or_without_its_dashes() -> None:
    assert asked("order:AB-4711", TODAY).wanted == asked("AB4711", TODAY).wanted == ["ab4711"]


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', '""', "\x00", ":::", "- - -", '"a b', "from:\x00"]
)
def test_odd_questions_are_questions(typed: str) -> None:
    asked(typed, TODAY)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_typed_is_understood(typed: str) -> None:
    found = asked(typed, TODAY)
    assert len(found.wanted) <= MOST_WORDS
    assert "\x00" not in found.plain + "".join(found.wanted + found.people + found.tags)
