"""A real model, small as it is, through the backend that production uses."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from helpdesk.assistant import llm, prompts
from tests import local_model
from tests.assistant.conftest import Chat
from tests.cast import Company
from tests.fakes import free_port

QUESTION = "How do I get a refund for my plan?"
SAY_HELLO = llm.Prompt("You are friendly.", "Say hello to me.", max_tokens=200)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with local_model.running(free_port()) as address:
        yield address


@pytest.fixture
def endpoint(address: str) -> llm.Endpoint:
    return llm.Endpoint(address, "local", is_trusted=True)


def test_what_it_streams_is_heard_while_it_goes_on_and_begins_the_whole_answer(
    acme: Company, endpoint: llm.Endpoint
) -> None:
    heard: list[str] = []
    long = llm.Prompt("Answer in one word.", "What colour is grass?", max_tokens=200)

    with acme.bound():
        reply = llm.ask(long, endpoint, seconds=60, hear=heard.append)

    # Its last words may come with the end of the call.
    assert heard
    assert reply.completion.text.startswith("".join(heard))
    usage = reply.completion.usage
    assert usage is not None
    assert usage.tokens_in > 10
    assert usage.tokens_out > 0


def test_it_answers_in_the_shape_that_it_is_asked_for(
    acme: Company, endpoint: llm.Endpoint
) -> None:
    shaped = prompts.hear_in("The colour of grass.", ["is about plants", "is about the sea"])

    with acme.bound():
        free = llm.ask(replace(shaped, schema=None, max_tokens=200), endpoint, seconds=60)
        reply = llm.ask(shaped, endpoint, seconds=60)

    said = json.loads(reply.completion.text)
    assert list(said) == [prompts.HOLDS]
    assert set(said[prompts.HOLDS]) <= {1, 2}
    with pytest.raises(json.JSONDecodeError):  # it does so because it must
        json.loads(free.completion.text)


def test_an_answer_that_its_limit_cuts_short_is_no_answer(
    acme: Company, endpoint: llm.Endpoint
) -> None:
    tale = llm.Prompt("You tell tales.", "Tell me a long story of a dragon.", max_tokens=6)

    with acme.bound(), pytest.raises(llm.ModelUnavailable):
        llm.ask(tale, endpoint, seconds=60)


def test_its_deadline_ends_the_wait_and_it_can_be_asked_again(
    acme: Company, endpoint: llm.Endpoint
) -> None:
    tale = llm.Prompt("You tell tales.", "Tell me a long story of a dragon.", max_tokens=900)
    began = time.monotonic()

    with acme.bound():
        with pytest.raises(llm.ModelUnavailable):
            llm.ask(tale, endpoint, seconds=0.5)
        took = time.monotonic() - began
        llm.ask(SAY_HELLO, endpoint, seconds=60)

    assert took < 3


def test_whatever_it_says_the_customer_has_one_answer_that_the_articles_back(
    acme: Company, chat: Chat, address: str, settings: Settings
) -> None:
    settings.LLM_BASE_URL, settings.LLM_MODEL = address, "local"
    settings.ASSISTANT_DEADLINE_SECONDS = 5.0

    chat.say(QUESTION)

    (answer,), (turn,) = chat.answers, chat.turns
    assert "refund" in answer.body.lower()
    assert [source["title"] for source in answer.data["sources"]] == ["Get a refund for your plan"]
    assert (turn.model, turn.grounded) == ("local", True)


def test_a_model_that_is_gone_leaves_the_articles_own_words(
    acme: Company, chat: Chat, settings: Settings
) -> None:
    settings.LLM_BASE_URL, settings.LLM_MODEL = f"http://127.0.0.1:{free_port()}/v1", "local"

    chat.say(QUESTION)

    (answer,), (turn,) = chat.answers, chat.turns
    assert "Ask for a refund" in answer.body
    assert "cannot be reached" in turn.model_problem
