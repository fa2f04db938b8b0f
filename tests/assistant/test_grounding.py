"""A generated sentence stays when a passage that it names backs it, and goes otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.assistant.grounding import check, promises_more, settled
from knowledge.retrieving import Hit

PASSAGE = (
    "You can have your money back within 30 days of a payment. Open Settings and press Ask for a "
    "refund. The money is on your card after 5 working days."
)


def hit(text: str, title: str = "Get a refund") -> Hit:
    return Hit(
        passage_id=1,
        article_id=1,
        snippet_id=None,
        public_id="abc",
        article_title=title,
        heading_path="",
        text=text,
        url="/help/abc",
        audience="public",
        score=1.0,
        similarity=0.8,
        coverage=1.0,
        lexical_rank=1,
        vector_rank=1,
    )


HITS = [hit(PASSAGE), hit("Bananas are yellow and grow in bunches.", "Fruit")]


def test_a_backed_answer_loses_its_marks_and_keeps_its_words() -> None:
    checked = check("You get your money back within 30 days [1].", "refund?", HITS)
    assert checked.text == "You get your money back within 30 days."
    assert checked.cited == (0,)
    assert checked.is_grounded


def test_steps_stay_steps() -> None:
    steps = "1. Open Settings [1].\n2. Press Ask for a refund [1]."
    assert check(steps, "", HITS).text == "1. Open Settings.\n2. Press Ask for a refund."


def test_marks_behind_the_full_stop_count_too() -> None:
    assert check("You get your money back within 30 days. [1]", "", HITS).is_grounded


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
    assert not check(claim, "", HITS).is_grounded


def test_one_unbacked_sentence_is_cut_and_the_rest_stays() -> None:
    answer = (
        "You get your money back within 30 days [1]. Open Settings and press Ask for a refund [1]. "
        "Everybody also wins a free holiday in Spain [1]."
    )
    checked = check(answer, "", HITS)
    assert checked.is_grounded
    assert "holiday" not in checked.text


def test_an_answer_that_is_mostly_unbacked_is_no_answer() -> None:
    answer = "You get your money back within 30 days [1]. We love you [1]. Buy gold coins [1]."
    assert not check(answer, "", HITS).is_grounded


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


PIECES = [
    "You get your money back within 30 days",
    "Open Settings and press Ask for a refund",
    "Our lawyers recommend gold",
    *(" [1]", "[1]", " [1][2]", " [9]", " [1, 2]", "[", " [1"),
    *(".", "!", ". ", "? ", " ", "\n", "\n\n\n\n", "\r\n", "1. ", "- ", "## ", "“", "e.g. ", "5"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_what_is_settled_of_a_draft_is_how_the_checked_answer_begins(answer: str) -> None:
    whole = check(answer, "", HITS).text
    for end in range(len(answer) + 1):
        said = check(settled(answer[:end]), "", HITS).text
        assert whole.startswith(said), (answer[:end], said, whole)


def test_a_sentence_is_settled_as_soon_as_the_next_one_begins() -> None:
    draft = "You get your money back within 30 days [1]. It is on your card after 5 working"
    assert settled(draft) == "You get your money back within 30 days [1]. "
    assert settled("You get your money back within 30 days. ") == ""
