"""Risk topics: words that a tenant's staff can read and write."""

import pytest

from escalation.facts.topics import topics_in
from escalation.rules import TopicSpec

REFUND = TopicSpec("refund", "Refunds", "want a refund\nmoney back\n- refund policy\nabcé\n返金")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I want a refund", ("want a refund",)),
        ("I wanted an immediate REFUND!", ("wanted an immediate refund",)),
        ("Give me my money right back", ("money right back",)),
        ("I want my refund", ("want my refund",)),
        ("What is your refund policy?", ()),
        ("Refund", ()),
        ("返金してください", ("返金",)),
        ("", ()),
    ],
)
def test_phrases_match_in_any_ending_and_with_a_word_between(
    text: str, words: tuple[str, ...]
) -> None:
    found = topics_in(text, [REFUND])
    assert tuple(word for topic in found for word in topic.words) == words


def test_an_exception_covers_only_its_own_place() -> None:
    (found,) = topics_in("I know the refund policy and want a refund", [REFUND])
    assert found.words == ("want a refund",)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("You charged me twice this month", "billing_dispute"),
        ("I did not authorise this payment", "billing_dispute"),
        ("my lawyer will hear about this", "legal"),
        ("Please delete my data, all of it", "personal_data"),
        ("Somebody else logged in to my account!", "account_security"),
        ("I want to cancel because the owner has left", "cancellation"),
        ("sometimes I want to kill myself", "safety"),
    ],
)
def test_the_usual_topics_hear_what_a_person_should_handle(
    usual_topics: tuple[TopicSpec, ...], text: str, topic: str
) -> None:
    assert topic in [found.name for found in topics_in(text, usual_topics)]


@pytest.mark.parametrize(
    "text",
    [
        "How do I get a refund?",
        "What is your refund policy?",
        "How do I refund one of my customers?",
        "How do I cancel my plan?",
        "How do I change my password?",
        "Can I cancel an invoice?",
        "Where is the danger zone in settings?",
        "I cannot log in",
    ],
)
def test_the_usual_topics_leave_ordinary_questions_to_the_assistant(
    usual_topics: tuple[TopicSpec, ...], text: str
) -> None:
    assert topics_in(text, usual_topics) == ()
