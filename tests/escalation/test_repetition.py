"""Going in circles: questions asked again, answers given again, and being told it did not help."""

import pytest

from escalation.deciding import Exchange
from escalation.facts.no_help import said_no_help
from escalation.facts.repetition import alike, failures, repeated, rephrased, same_question

EXPORT = "How do I export my invoices?"


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
    ],
)
def test_being_told_that_it_did_not_help_is_heard(text: str) -> None:
    assert said_no_help(text)


@pytest.mark.parametrize("text", ["It works now, thanks!", "Which button?", "It helped a lot", ""])
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
