"""Common words and nothing else are small talk; with a question in them they are a question."""

import pytest

from helpdesk.assistant.small_talk import Kind, kind_of, reply
from tests.assistant.conftest import Chat

SMALL = {
    "Hello!": Kind.GREETING,
    "hi there": Kind.GREETING,
    "Good morning, how are you today?": Kind.GREETING,
    "thanks": Kind.THANKS,
    "Thank you very much": Kind.THANKS,
    "no thanks": Kind.THANKS,
    "perfect, cheers": Kind.THANKS,
    "ok": Kind.NOTED,
    "👍": Kind.NOTED,
    "bye": Kind.GOODBYE,
    "have a nice day, bye": Kind.GOODBYE,
    "no": Kind.GOODBYE,
    "it's broken": Kind.UNCLEAR,
    "I have a problem": Kind.UNCLEAR,
    "can you help me?": Kind.UNCLEAR,
    "it doesn't work": Kind.UNCLEAR,
}
LARGE = [
    "",
    "???",
    "hello, how do I export my data?",
    "thanks, but it still fails",
    "no, it shows error 500 now",
    "yes but the button is grey",
    "good refund policy",
    "is this free",
    "it",
]


@pytest.mark.parametrize("text", SMALL)
def test_common_words_are_small_talk(text: str) -> None:
    assert kind_of(text, after_answer=False) is SMALL[text]


@pytest.mark.parametrize("text", LARGE)
def test_anything_else_is_a_question(text: str) -> None:
    assert kind_of(text, after_answer=True) is None


@pytest.mark.parametrize("text", ["yes", "that solved it", "it works now, thank you"])
def test_a_yes_means_solved_only_straight_after_an_answer(text: str) -> None:
    assert kind_of(text, after_answer=True) is Kind.SOLVED
    assert kind_of(text, after_answer=False) is Kind.NOTED


def test_greeting_for_ever_ends_with_a_person_and_thanking_does_not(chat: Chat) -> None:
    for _ in range(3):
        chat.say("thanks")
    assert chat.status == "assisted"
    for _ in range(3):
        chat.say("hello")
    assert chat.status == "waiting"


def test_a_vague_complaint_is_asked_about_once_and_then_gets_a_person(chat: Chat) -> None:
    chat.say("it's broken")
    assert chat.status == "assisted"
    chat.say("it does not work")
    assert chat.status == "waiting"


@pytest.mark.parametrize("kind", Kind)
def test_the_second_reply_is_not_the_first(kind: Kind) -> None:
    first, second = reply(kind, said_before=0), reply(kind, said_before=1)
    assert first is not None
    assert second is None or second.text != first.text
