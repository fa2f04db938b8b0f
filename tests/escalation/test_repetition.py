"""Going in circles: questions asked again, answers given again, and being told it did not help."""

import numpy as np
import pytest

from escalation.deciding import Exchange
from escalation.facts.no_help import said_no_help
from escalation.facts.repetition import alike, failures, repeated, rephrased, same_question
from escalation.signals.meaning import Sense

EXPORT = "How do I export my invoices?"
ABOUT_THE_SAME = Sense(lambda _text: np.array([0.6, 0.8], np.float32))


@pytest.mark.parametrize(
    ("again", "same"),
    [
        ("how can I export all invoices", True),
        ("how do i exprot my invoices??", True),
        ("Exporting invoices: how?", True),
        ("How do I export my contacts?", False),
        ("How do I import my invoices?", False),
        ("Where do I change my card?", False),
        ("ok thanks", False),
    ],
)
def test_a_question_asked_again_is_told_from_its_sister(again: str, same: bool) -> None:
    assert (alike(EXPORT, again) >= 0.6) is same


@pytest.mark.parametrize(
    ("again", "same"),
    [
        ("Downloading bills?", True),
        ("Is there a way of downloading my bills?", True),
        ("Which of the reports has last month’s?", False),
        ("Does your Berlin shop open on Sunday mornings?", False),
        (f"I pressed it and a window came up. {'It says that it is there. ' * 6}", False),
    ],
    ids=["short", "other words", "about the answer", "much that is new", "a report"],
)
def test_by_its_sense_only_what_leads_nowhere_new_is_asked_again(again: str, same: bool) -> None:
    history = [Exchange(EXPORT, "Open Reports, then press the arrow.")]
    assert rephrased(again, history).score < 0.6
    assert (rephrased(again, history, ABOUT_THE_SAME).score >= 0.6) is same
    assert bool(failures(again, history, ABOUT_THE_SAME)) is same


def test_the_same_words_are_a_repeat_however_long_they_are() -> None:
    asked = f"{EXPORT} {'I have looked under accounts and under billing, without luck. ' * 9}"
    history = [Exchange(asked, "Open Reports and press Export.")]
    for sense in (ABOUT_THE_SAME, Sense(lambda _text: None)):
        assert rephrased(asked.upper(), history, sense).score == 1
        again = "I asked how to export my invoices"
        assert rephrased(again, [Exchange(EXPORT, "Export them.")], sense).score >= 0.6


@pytest.mark.parametrize("text", ["???", "😡😡", "!!", "我的卡", EXPORT])
def test_the_very_same_is_the_same_question_whatever_it_is(text: str) -> None:
    assert same_question(text, f"{text}!!") == 1
    assert same_question(text, "And now?") < 1
    assert same_question("", "") == 0


def test_the_earlier_wording_is_the_evidence() -> None:
    history = [Exchange("What does the red dot mean?", "…"), Exchange(EXPORT, "Press Export.")]
    signal = rephrased("exporting my invoices", history)
    assert signal.words == (EXPORT,)


def test_an_answer_given_again_is_found_whatever_its_signs() -> None:
    history = [Exchange("Export?", "Open Reports and press Export.")]
    assert repeated("Open reports, and press export!", history).score >= 0.9
    assert repeated("Change your card under Billing.", history).score < 0.9
    assert repeated("👍", [Exchange("Ok?", "👍")]).score == 1
    assert repeated("", [Exchange("Export?", "")]).score == 0


@pytest.mark.parametrize(
    "text",
    [
        "That did not help",
        "it doesnt work",
        "I already tried that",
        "Still the same error",
        "You don't understand",
        "wrong",
        "That makes no difference",
        "nothing changed",
        "You keep saying the same thing",
        "This is not my question",
        "Das hat mir nicht geholfen",
        "Das habe ich schon versucht",
        "Geht immer noch nicht",
        "Ça ne marche pas",
        "J’ai déjà essayé",
        "Eso no me sirve",
        "Ya lo intenté",
        "Your stupid bot again",
        "this chatbot is so useless",
    ],
)
def test_being_told_that_it_did_not_help_is_heard(text: str) -> None:
    assert said_no_help(text)


@pytest.mark.parametrize(
    "text", ["It works now, thanks!", "Which button?", "Is this a bot?", "It helped a lot", ""]
)
def test_other_words_are_no_complaint(text: str) -> None:
    assert not said_no_help(text)


def test_each_failed_answer_counts_once_with_its_reason() -> None:
    history = [
        Exchange(EXPORT, "Press Export.", "contradicted"),
        Exchange("There is no such button", "Look under Reports."),
        Exchange("I already tried that", "Ask your admin."),
    ]
    assert failures("And now?", history) == (
        "Customer said it was not solved",
        "“already tried”",
    )
