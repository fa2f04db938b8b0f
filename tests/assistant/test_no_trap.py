"""However a dialogue runs, nobody is kept by an assistant that does not help.

Some dialogues through the whole of a turn, with a database, search and a model that tries to keep
its customer; ten thousand through its decisions alone are in test_guarantee.py.
"""

import random

import pytest
from pytest_django.fixtures import Settings

from escalation.facts.promises import promises_person
from helpdesk.assistant import verdicts
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Message
from tests import fakes
from tests.assistant.conftest import Chat, use_model
from tests.assistant.faults import GOOD
from tests.cast import Company

LINES = [
    "How do I get a refund for my plan?",
    "how can i get refunds for the plan",
    "How do I export all my data?",
    "where do I export my data",
    "How long does the link work?",
    "no",
    "that did not help",
    "Das hat nicht geholfen",
    "thanks",
    "hello",
    "yes",
]
STEPS = 8
LURES = (
    fakes.says(GOOD),
    fakes.says(GOOD.upper()),
    fakes.says("I will transfer you to a colleague now [1]."),
    fakes.says("Ich verbinde Sie mit einem Mitarbeiter [1]."),
    fakes.says("What a wonderful question! You are so patient [1]."),
    fakes.says("The export holds invoices, customers and receipts [1]."),
    fakes.says("Could you tell me which of them you mean? [1]"),
    fakes.says(""),
    fakes.fails(400),
)


@pytest.mark.parametrize("seed", range(6))
def test_two_failures_a_repetition_or_a_request_end_the_assistants_turn(
    chat: Chat, seed: int
) -> None:
    _assert_it_ends(chat, random.Random(seed))


@pytest.mark.parametrize("seed", range(5))
def test_no_model_keeps_its_customer_whatever_it_says(
    acme: Company, cleo: Contact, help_centre: None, settings: Settings, seed: int
) -> None:
    """Five times six dialogues with a model that loops, promises, flatters, asks and fails."""
    settings.LLM_PRIVATE_ADDRESSES = True
    dice = random.Random(100 + seed)
    lures = [dice.choice(LURES) for _ in range(6 * STEPS)]
    with fakes.model_that(fakes.first(*lures)) as model:
        use_model(acme, model.base_url)
        for _ in range(6):
            with acme.bound():
                chat = Chat(acme, lifecycle.start(cleo).pk)
            _assert_it_ends(chat, dice)


def _assert_it_ends(chat: Chat, dice: random.Random) -> None:
    for _ in range(STEPS):
        _make_a_move(chat, dice)
        if chat.status == "waiting":
            break
        _assert_nobody_is_trapped(chat)
    else:
        chat.say("Let me talk to a human")
    assert chat.status == "waiting"
    assert promises_person(_told(chat)).score


def _told(chat: Chat) -> str:
    """What the customer read when the person was called."""
    with chat.company.bound():
        return Message.objects.get(conversation=chat.id, seq=chat.handoff.seq).body


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
    assert all(answer.data["sources"] for answer in answers)
    assert not [answer.body for answer in chat.answers if promises_person(answer.body).score]
