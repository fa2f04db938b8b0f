"""What is personal leaves as a placeholder, the same in every call, and comes back to its owner."""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from pytest_django.fixtures import Settings

from helpdesk.agents.models import Agent
from helpdesk.assistant import turn
from helpdesk.assistant.case import Case, understood
from helpdesk.assistant.models import AssistantSettings, Disclosure
from helpdesk.assistant.personal_data import recognising, tagging
from helpdesk.assistant.personal_data.spans import Span
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact
from helpdesk.conversations.redacting import redact
from tests import fakes
from tests.assistant.conftest import Chat, publish, use_model
from tests.cast import Company
from tests.work import run_owed

MAIL, PHONE, CARD = "cleo.private@example.com", "+44 7400 123456", "4111 1111 1111 1111"
ASKED = f"I am {MAIL}, card {CARD}, phone {PHONE}. How do I get a refund for my plan?"
STEPS = "Open Settings › Billing, choose the invoice and press Ask for a refund [1]."
PAGE = "/admin/assistant/disclosure/"


@pytest.fixture(autouse=True)
def _models_next_door(settings: Settings) -> None:
    settings.LLM_PRIVATE_ADDRESSES = True


@pytest.fixture
def model(acme: Company) -> Iterator[fakes.FakeModel]:
    with fakes.model_that(fakes.says(STEPS)) as model:
        use_model(acme, model.base_url)
        yield model


def left(model: fakes.FakeModel) -> str:
    """Every byte that was sent."""
    return json.dumps(model.asked, ensure_ascii=False)


def calls(company: Company) -> list[Disclosure]:
    with company.bound():
        return list(Disclosure.objects.order_by("id"))


def test_nothing_personal_leaves(chat: Chat, model: fakes.FakeModel) -> None:
    chat.say(ASKED)
    assert "[EMAIL_1]" in left(model)
    assert "[CARD_1]" in left(model)
    assert not [value for value in (MAIL, PHONE, CARD) if value in left(model)]


def test_with_the_switch_off_it_does(acme: Company, chat: Chat, model: fakes.FakeModel) -> None:
    """The control arm: what is looked for would be seen."""
    with acme.bound():
        AssistantSettings.objects.update(hides_personal_data=False)
    chat.say(ASKED)
    assert MAIL in left(model)
    assert not calls(acme)[0].is_masked


def test_a_value_has_one_placeholder_throughout_its_conversation(
    acme: Company, cleo: Contact, chat: Chat, model: fakes.FakeModel
) -> None:
    chat.say(f"I am {MAIL}. How do I get a refund for my plan?")
    chat.say(f"I am other@example.com, and {MAIL} too. How do I export all my data?")
    said = model.asked[1]["messages"][-1]["content"]
    assert "I am [EMAIL_2], and [EMAIL_1] too" in said
    with acme.bound():
        another = Chat(acme, lifecycle.start(cleo).pk)
    another.say("I am other@example.com. How do I get a refund for my plan?")
    assert "I am [EMAIL_1]." in model.asked[2]["messages"][-1]["content"]
    digests = [call.placeholders["[EMAIL_1]"] for call in calls(acme)]
    assert digests[0] == digests[1] != digests[2]


def test_what_was_asked_before_is_not_looked_through_again(
    chat: Chat, model: fakes.FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, looked = f"I am {MAIL} of Acorn. How do I get a refund for my plan?", list[str]()
    monkeypatch.setattr(recognising, "tagging", SimpleNamespace(find=_listening(looked)))
    chat.say(asked)
    before = looked.count(asked)
    assert before
    chat.say("How do I export all my data?")
    assert "I am [EMAIL_1]" in model.asked[1]["messages"][-1]["content"]
    assert looked.count(asked) == before


def test_a_question_is_looked_through_while_its_signals_are_read(
    chat: Chat, model: fakes.FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = list[str]()

    def read(case: Case) -> Case:
        begun.append("read")
        return understood(case)

    monkeypatch.setattr(recognising, "find_meanwhile", begun.append)
    monkeypatch.setattr(turn, "understood", read)
    chat.say(ASKED)
    assert begun == [ASKED, "read"]
    chat.say("Thanks!")
    assert begun[2:] == ["read"]  # a courtesy is told to nobody


def _listening(looked: list[str]) -> Callable[[str], Iterator[Span]]:
    def find(text: str) -> Iterator[Span]:
        looked.append(text)
        return tagging.find(text)

    return find


def test_the_customers_own_value_comes_back_in_the_answer(acme: Company, chat: Chat) -> None:
    answer = f"{STEPS} The money is on your card [CARD_1] after 5 working days [1]."
    with fakes.model_that(fakes.says(answer)) as model:
        use_model(acme, model.base_url)
        chat.say(ASKED)
    assert f"on your card {CARD} after 5 working days" in chat.answer.body


@pytest.mark.parametrize("stranger", ["[EMAIL_7]", "[CARD_1]", "[NAME_1]"])
def test_a_placeholder_that_stands_for_nothing_of_theirs_is_never_said(
    acme: Company, chat: Chat, stranger: str
) -> None:
    answer = f"{STEPS} The money is on your card {stranger} after 5 working days [1]."
    with fakes.model_that(fakes.says(answer)) as model:
        use_model(acme, model.base_url)
        chat.say("How do I get a refund for my plan?")
    assert stranger not in chat.answer.body


def test_what_an_article_publishes_leaves_hidden_and_is_said_with_that_article(
    acme: Company, chat: Chat
) -> None:
    with acme.bound():
        publish("Reach the billing desk", "Write to billing@acme.example about any invoice.")
    run_owed()
    with fakes.model_that(fakes.says("Write to [EMAIL_1] about any invoice [1].")) as model:
        use_model(acme, model.base_url)
        chat.say("How do I reach the billing desk about an invoice?")
    assert "billing@acme.example" not in left(model)
    assert chat.answer.body == "Write to billing@acme.example about any invoice."


def test_an_admin_reads_word_for_word_what_left(
    acme: Company, ada: Agent, chat: Chat, model: fakes.FakeModel
) -> None:
    chat.say(ASKED)
    (call,) = calls(acme)
    sent = {message["role"]: message["content"] for message in model.asked[0]["messages"]}
    assert (call.system, call.user) == (sent["system"], sent["user"])
    client = acme.client(ada)
    assert client.get(PAGE).status_code == 200
    page = client.get(f"{PAGE}{call.pk}/change/").content.decode()
    assert "[EMAIL_1]" in page
    assert MAIL not in page


def test_agents_do_not(acme: Company, bo: Agent, chat: Chat, model: fakes.FakeModel) -> None:
    chat.say(ASKED)
    assert acme.client(bo).get(PAGE).status_code in (302, 403)
    assert model.asked


def test_after_a_redaction_no_call_keeps_its_words(
    acme: Company, chat: Chat, model: fakes.FakeModel
) -> None:
    chat.say(ASKED)
    assert "refund" in calls(acme)[0].user
    chat.do(redact, 1)
    (call,) = calls(acme)
    assert (call.system, call.user, call.hidden, call.placeholders) == ("", "", [], {})
    assert call.is_forgotten
    assert model.asked
