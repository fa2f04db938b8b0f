"""However a dialogue runs, nobody is kept by an assistant that does not help."""

import random

import pytest

from helpdesk.assistant import verdicts
from tests.assistant.conftest import Chat

LINES = [
    "How do I get a refund for my plan?",
    "how can i get refunds for the plan",
    "How do I export all my data?",
    "where do I export my data",
    "no",
    "that did not help",
    "thanks",
    "hello",
    "yes",
]
STEPS = 8


@pytest.mark.parametrize("seed", range(6))
def test_two_failures_a_repetition_or_a_request_end_the_assistants_turn(
    chat: Chat, seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(STEPS):
        _make_a_move(chat, dice)
        if chat.status == "waiting":
            break
        _assert_nobody_is_trapped(chat)
    else:
        chat.say("Let me talk to a human")
    assert chat.status == "waiting"


def _make_a_move(chat: Chat, dice: random.Random) -> None:
    asking = [answer for answer in chat.answers if answer.data.get("ask_solved")]
    if asking and dice.random() < 0.3:
        chat.do(verdicts.record_thumbs, asking[-1].seq, up=False)
    else:
        chat.say(dice.choice(LINES))


def _assert_nobody_is_trapped(chat: Chat) -> None:
    answers = [answer for answer in chat.answers if answer.data.get("ask_solved")]
    failed = [answer for answer in answers if answer.data.get("verdict") == "contradicted"]
    assert len(failed) < 2
    assert len({answer.body for answer in answers}) == len(answers)
