"""A customer writes: the assistant answers from an approved article, or steps aside."""

import threading
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from helpdesk.agents.models import Agent
from helpdesk.assistant.answering import extractive
from helpdesk.assistant.models import AssistantSettings, Turn
from helpdesk.assistant.recording import replay
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.handoff import handing_over
from knowledge.embeddings import embed
from knowledge.vector_cache import Vector
from tenants.context import in_public
from tenants.work import relay, tasks
from tenants.work.models import Job
from tests import fakes
from tests.assistant.conftest import Chat, use_model, wait_for
from tests.cast import Company
from tests.work import owed, run_owed

REFUND = "How do I get a refund for my plan?"
UNKNOWN = "What is the best recipe for sourdough bread?"


def test_a_question_that_an_article_answers_is_answered_with_its_source(chat: Chat) -> None:
    chat.say(REFUND)
    assert "Ask for a refund" in chat.answer.body
    assert chat.answer.data["sources"][0]["title"] == "Get a refund for your plan"
    assert chat.answer.data["sources"][0]["url"].startswith("/help/")
    assert chat.answer.data["ask_solved"]
    assert chat.status == "assisted"


def test_steps_are_quoted_as_a_list_with_the_line_before_them(chat: Chat) -> None:
    chat.say(REFUND)
    assert "\n1. Open Settings › Billing" in chat.answer.body
    assert "\n2. Press Ask for a refund" in chat.answer.body


def test_an_article_that_answers_again_is_not_read_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(texts: list[str]) -> list[Vector]:
        read.extend(texts)
        return embed(texts)

    monkeypatch.setattr(extractive, "embed", reading)
    extractive._vectors.cache_clear()
    chat.say(REFUND)
    assert read
    read.clear()
    chat.say(REFUND)
    assert read == []


def test_a_question_that_nothing_answers_goes_to_a_person_who_sees_it(chat: Chat) -> None:
    chat.say(UNKNOWN)
    assert chat.status == "waiting"
    assert chat.answers == []
    assert chat.handoff.trigger == "low_confidence"
    assert chat.handoff.package["goal"]["text"] == UNKNOWN


def test_another_workspace_knows_nothing_of_acmes_articles(
    globex: Company, help_centre: None
) -> None:
    theirs = Chat(globex, _started(globex, globex.contact("Dov")))
    theirs.say(REFUND)
    assert theirs.answers == []
    assert theirs.status == "waiting"


def test_hello_is_greeted_and_not_handed_off(chat: Chat) -> None:
    chat.say("Hello!")
    assert chat.answer.body == "Hello! What can I help you with?"
    assert not chat.answer.data["ask_solved"]
    assert chat.status == "assisted"


def test_a_greeting_does_not_count_as_an_attempt_that_failed(chat: Chat) -> None:
    chat.say("Hi")
    chat.say("My export did not work, how do I export all my data?")
    assert chat.status == "assisted"
    assert chat.answer.data["sources"][0]["title"] == "Export all your data"


def test_a_burst_gets_one_answer_to_all_of_it(chat: Chat) -> None:
    chat.say("Hi there", "I have a question about my plan", "how do I get a refund for it?")
    assert len(chat.answers) == 1
    assert "Ask for a refund" in chat.answer.body
    assert chat.turns[0].question.count("\n") == 2


def test_a_repeated_job_says_nothing_twice(chat: Chat, acme: Company) -> None:
    chat.say(REFUND)
    with in_public():
        Job.objects.update(done_at=None)
    run_owed()
    assert len(chat.answers) == 1


def test_a_request_for_a_person_is_granted_without_an_answer_before(chat: Chat) -> None:
    chat.say("I want to talk to a human please")
    assert chat.status == "waiting"
    assert chat.handoff.trigger == "asks_for_person"


def test_the_button_for_a_person_works_before_anything_was_said(chat: Chat) -> None:
    assert chat.do(handing_over.talk_to_person) is not None
    assert chat.status == "waiting"
    assert chat.do(handing_over.talk_to_person) is None


def test_the_same_question_again_brings_a_person_instead_of_the_same_answer(chat: Chat) -> None:
    chat.say(REFUND)
    chat.say("But how do I get the refund for my plan??")
    assert len(chat.answers) == 1
    assert chat.status == "waiting"


def test_a_short_question_is_understood_from_the_one_before(chat: Chat) -> None:
    chat.say("How do I export all my data?")
    chat.say("and how long does the link work?")
    assert "24 hours" in chat.answer.body
    assert chat.status == "assisted"


def test_switched_off_for_the_workspace_a_person_takes_over_at_once(
    chat: Chat, acme: Company
) -> None:
    with acme.bound():
        AssistantSettings.objects.update_or_create(id=1, defaults={"is_on": False})
    chat.say(REFUND)
    assert chat.answers == []
    assert chat.handoff.rule_name == "Assistant switched off"


def test_switched_off_for_one_conversation_only_that_one_goes_to_a_person(
    chat: Chat, ada: Agent
) -> None:
    chat.do(lifecycle.switch_assistant, on=False, by=ada)
    chat.say(REFUND)
    assert chat.answers == []
    assert chat.status == "waiting"


def test_writing_after_a_resolve_reopens_but_thanks_do_not(chat: Chat, bo: Agent) -> None:
    chat.say(REFUND)
    chat.do(lifecycle.resolve, by=bo)
    chat.say("Thanks a lot!")
    assert chat.status == "resolved"
    assert chat.answer.data["small_talk"] == "thanks"
    chat.say("How do I export all my data?")
    assert chat.status == "assisted"
    assert chat.answer.data["sources"][0]["title"] == "Export all your data"


def test_once_a_person_has_joined_what_the_model_was_thinking_of_is_not_sent(
    chat: Chat, acme: Company, bo: Agent, settings: Settings
) -> None:
    joined = threading.Event()
    settings.LLM_PRIVATE_ADDRESSES = True
    good = "Press Ask for a refund in Settings › Billing [1]."
    with fakes.model_that(fakes.thinks_until(joined, good)) as model:
        use_model(acme, model.base_url)
        chat.write(REFUND)
        worker = threading.Thread(target=run_owed)
        worker.start()
        wait_for(lambda: bool(model.asked))
        chat.do(lifecycle.claim, bo)
        joined.set()
        worker.join(10)
    assert chat.answers == []
    assert chat.status == "open"
    assert chat.turns[0].outcome == Turn.Outcome.OVERTAKEN


def test_a_newer_message_makes_an_answer_to_the_older_one_give_way(
    chat: Chat, acme: Company, settings: Settings
) -> None:
    written = threading.Event()
    settings.LLM_PRIVATE_ADDRESSES = True
    good = "Press Ask for a refund in Settings › Billing [1]."
    with fakes.model_that(fakes.thinks_until(written, good)) as model:
        use_model(acme, model.base_url)
        chat.write(REFUND)
        worker = threading.Thread(target=run_owed)
        worker.start()
        wait_for(lambda: bool(model.asked))
        chat.write("I mean the yearly plan")
        written.set()
        worker.join(20)
        run_owed()
    assert len(chat.answers) == 1
    assert [turn.outcome for turn in chat.turns] == ["superseded", "answered"]


def test_an_answer_that_comes_after_that_to_a_newer_message_gives_way(
    chat: Chat, acme: Company, settings: Settings
) -> None:
    answered = threading.Event()
    settings.LLM_PRIVATE_ADDRESSES = True
    good = "Press Ask for a refund in Settings › Billing [1]."
    with fakes.model_that(fakes.thinks_until(answered, good)) as model:
        use_model(acme, model.base_url)
        chat.write(REFUND)
        worker = threading.Thread(target=run_owed)
        worker.start()
        wait_for(lambda: bool(model.asked))
        use_model(acme, "")
        chat.write("I mean for the yearly plan")
        newest = owed("assistant.turn")[-1]
        tasks.run(newest.pk, newest.attempts)
        answered.set()
        worker.join(20)
    assert len(chat.answers) == 1
    assert [turn.outcome for turn in chat.turns] == ["answered", "superseded"]
    with in_public():
        assert not Job.objects.exclude(last_error="").exists()


def test_a_customer_without_an_answer_in_time_is_handed_off_by_the_clock_alone(
    chat: Chat,
) -> None:
    chat.write(REFUND)
    with in_public():
        Job.objects.update(created_at=_ago(seconds=19))
        relay.keep_promises()
    assert chat.status == "waiting"
    assert chat.handoff.trigger == "deadline_missed"
    again = replay(chat.turns[0])
    assert again is not None
    assert again.trigger == "deadline_missed"
    assert owed("assistant.turn") == []
    run_owed()
    assert chat.answers == []


def test_the_clock_leaves_alone_what_has_its_answer(chat: Chat) -> None:
    chat.say(REFUND)
    with in_public():
        Job.objects.update(created_at=_ago(seconds=19), done_at=None)
        relay.keep_promises()
    assert chat.status == "assisted"


def test_a_turn_replays_to_the_decision_it_came_to(chat: Chat) -> None:
    chat.say("I want to talk to a human please")
    turn = chat.turns[0]
    again = replay(turn)
    assert again is not None
    assert turn.decision is not None
    assert turn.decision["trigger"] == again.trigger
    assert turn.decision["words"] == again.words
    assert list(again.evidence) == turn.decision["evidence"]


def _started(company: Company, contact: Contact) -> int:
    with company.bound():
        conversation: Conversation = lifecycle.start(contact)
        return conversation.pk


def _ago(*, seconds: int) -> datetime:
    return timezone.now() - timedelta(seconds=seconds)
