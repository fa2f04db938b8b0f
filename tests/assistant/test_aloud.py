"""Customers read along while the model writes, and never read what is cut afterwards."""

import threading

import pytest
from pytest_django.fixtures import Settings

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from tests import fakes
from tests.assistant.conftest import Chat, use_model
from tests.assistant.faults import AT_ONCE, AT_THE_DEADLINE, GOOD, SHORT
from tests.assistant.listening import listening
from tests.cast import Company

QUESTION = "How do I get a refund for my plan?"
FIRST = "Open Settings › Billing, choose the invoice and press Ask for a refund."
# The test knows when each sentence has gone out by letting the model pause before the next.
SLOWLY = 0.1


@pytest.fixture(autouse=True)
def _models_next_door(settings: Settings) -> None:
    settings.LLM_PRIVATE_ADDRESSES = True


def writes(*parts: str, finish: str = "stop") -> fakes.Behaviour:
    async def behave(exchange: fakes.Exchange) -> None:
        await exchange.begin()
        for part in parts:
            await exchange.word(part)
            await exchange.wait(SLOWLY)
        await exchange.event({"delta": {}, "finish_reason": finish})
        await exchange.data("[DONE]")

    return behave


def test_each_sentence_is_read_as_soon_as_it_is_whole_and_the_answer_begins_with_it(
    acme: Company, chat: Chat
) -> None:
    parts = (f"{FIRST[:-1]} [1]. ", "Ask for ", "it within 30 days of a payment [1]. ", "The ")
    rest = "money is on your card after 5 working days [1]."
    with fakes.model_that(writes(*parts, rest)) as model, listening(acme) as ear:
        use_model(acme, model.base_url)
        chat.say(QUESTION)
    first, second = ear.deltas
    assert (first["off"], first["text"], first["about"]) == (0, FIRST, 1)
    assert (second["off"], second["run"]) == (len(FIRST), first["run"])
    assert chat.answer.body.startswith(ear.shown)
    assert "5 working days" not in ear.shown


@pytest.mark.parametrize(
    "claim",
    [
        "You also get a free holiday in Spain [1]. ",
        "Buy gold coins. ",
        "Your money comes within 90 days of a payment [1]. ",
        "Press Ask for a refund in Settings [7]. ",
    ],
)
def test_a_sentence_that_will_be_cut_is_never_read(acme: Company, chat: Chat, claim: str) -> None:
    end = "The money is on your card after 5 working days [1].\n"
    with (
        fakes.model_that(writes(f"{FIRST[:-1]} [1]. ", claim, end, "\n")) as model,
        listening(acme) as ear,
    ):
        use_model(acme, model.base_url)
        chat.say(QUESTION)
    assert (
        ear.shown == chat.answer.body == f"{FIRST} The money is on your card after 5 working days."
    )


@pytest.mark.parametrize(
    "ending",
    ["NO_ANSWER, sorry. ", "I will transfer you to a colleague [1]. "],
)
def test_what_is_withheld_in_the_end_is_taken_back(acme: Company, chat: Chat, ending: str) -> None:
    with (
        fakes.model_that(writes(f"{FIRST[:-1]} [1]. ", "Then ", ending, "That ")) as model,
        listening(acme) as ear,
    ):
        use_model(acme, model.base_url)
        chat.say(QUESTION)
    assert [delta.get("failed", False) for delta in ear.deltas] == [False, True]
    assert (ear.shown, chat.status, chat.answers) == ("", "waiting", [])


@pytest.mark.parametrize(
    "name", ["is cut by a crash", "ends early and clean", "breaks an event", "stalls in the middle"]
)
def test_half_an_answer_does_not_stay_on_any_screen(
    acme: Company, chat: Chat, settings: Settings, name: str
) -> None:
    settings.ASSISTANT_DEADLINE_SECONDS = 2 * SHORT
    with (
        fakes.model_that((AT_ONCE | AT_THE_DEADLINE)[name]) as model,
        listening(acme) as ear,
    ):
        model.pause = 1.0
        use_model(acme, model.base_url)
        chat.say(QUESTION)
    assert [delta.get("text") for delta in ear.deltas] == [FIRST, None]
    assert (ear.deltas[-1]["failed"], ear.shown) == (True, "")
    assert len(chat.answers) == 1


def test_once_a_person_has_joined_nothing_more_is_read(
    acme: Company, chat: Chat, bo: Agent
) -> None:
    begun, joined = threading.Event(), threading.Event()

    async def behave(exchange: fakes.Exchange) -> None:
        await exchange.begin()
        await exchange.word("Press Ask for a refund in Settings [1]. The")
        begun.set()
        await fakes.thinks_until(joined, " money is on your card after 5 working days [1]. So")(
            exchange
        )

    with fakes.model_that(behave) as model, listening(acme) as ear:
        use_model(acme, model.base_url)
        worker = threading.Thread(target=chat.say, args=(QUESTION,))
        worker.start()
        assert begun.wait(10)
        while not ear.deltas:
            pass
        chat.do(lifecycle.claim, bo)
        joined.set()
        worker.join(10)
    assert [delta.get("failed", False) for delta in ear.deltas] == [False, True]
    assert chat.answers == []


def test_where_nothing_was_found_to_stand_on_nothing_is_read(acme: Company, chat: Chat) -> None:
    with fakes.model_that(fakes.says(GOOD)) as model, listening(acme) as ear:
        use_model(acme, model.base_url)
        chat.say("What is the best recipe for sourdough bread?")
    assert ear.deltas == []
    assert chat.status == "waiting"
