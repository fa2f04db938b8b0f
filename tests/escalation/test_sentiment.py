"""The mood of a message: trouble is not anger, and shouting for joy is no complaint."""

import pytest

from escalation.deciding import Signal
from escalation.facts import sentiment as moods
from escalation.signals.learnt import Heard
from escalation.signals.meaning import meaning_of


def sentiment(text: str) -> Signal:
    return moods.sentiment(text, Heard(text, meaning_of(text)))


@pytest.mark.parametrize(
    "text",
    [
        "This is ridiculous, you are wasting my time",
        "I AM SO ANGRY!! Third time I ask and nothing works",
        "worst support ever, completely useless",
    ],
)
def test_anger_is_heard_with_its_words(text: str) -> None:
    mood = sentiment(text)
    assert mood.score <= -0.5
    assert mood.words


@pytest.mark.parametrize(
    "text",
    [
        "My payment failed, what should I do?",
        "I can't log in and I need it today",
        "That did not help",
        "The process was killed. How do I restart it?",
        "How do I block a lost card?",
        "",
    ],
)
def test_trouble_alone_is_not_anger(text: str) -> None:
    assert sentiment(text).score > -0.5


def test_joy_may_be_loud() -> None:
    assert sentiment("THANK YOU SO MUCH, THAT WORKED!!!").score > 0.5


def test_the_scale_is_kept_whatever_is_written() -> None:
    assert -1 <= sentiment("useless terrible awful horrible " * 2_000 + "!!!").score <= 1
