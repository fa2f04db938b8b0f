"""A turn runs under one published policy, and says which."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

from django.db import connection

from escalation.models import Brief, EscalationRule, RiskTopic
from escalation.policy.publishing import put_in_force
from escalation.rules import Trigger
from helpdesk.assistant import llm
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.answering.answering import answer_question
from helpdesk.assistant.answering.inquiry import Inquiry
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.recording import replay
from helpdesk.conversations.models import Message
from helpdesk.handoff.handing_over import talk_to_person
from knowledge.models import Article, Collection
from tests.assistant.conftest import Chat
from tests.cast import Company

REFUND = "How do I get a refund for my plan?"


def publish_now(company: Company, change: Callable[[], Any]) -> None:
    with company.bound():
        try:
            change()
            put_in_force("")
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()


def strict() -> None:
    EscalationRule.objects.filter(trigger=Trigger.LOW_CONFIDENCE).update(threshold=1.0)


def test_a_turn_and_what_it_says_name_the_version(acme: Company, chat: Chat) -> None:
    chat.say(REFUND)
    publish_now(acme, lambda: Brief.objects.update_or_create(id=1, defaults={"job": "Helps."}))
    chat.say("How do I export all my data?")
    chat.say("thanks")
    assert [one.policy_version for one in chat.turns] == [1, 2, 2]
    assert [one.data["policy"] for one in chat.answers] == [1, 2, 2]


def test_a_hand_off_names_the_version_wherever_it_comes_from(acme: Company, chat: Chat) -> None:
    chat.say("I want to talk to a human please")
    chat.do(talk_to_person)
    with acme.bound():
        told = Message.objects.get(conversation=chat.id, data__event="handed_off")
    assert told.data["policy"] == 1
    assert chat.handoff.package["rule"]["policy"] == 1
    again = replay(chat.turns[0])
    assert again is not None
    assert again.policy_version == 1


def test_whatever_the_assistant_says_names_a_version(acme: Company, chat: Chat) -> None:
    """Greeting, answer, sorry, asking back, a hand-off, and the question while they wait."""
    for text in ("hello", REFUND, "no", "it", "I want to talk to a human please"):
        chat.say(text)
    assert chat.status == "waiting"
    said = chat.answers
    assert len(said) >= 3
    assert {entry.data.get("policy") for entry in said} == {1}


def test_a_policy_published_between_the_two_moments_of_a_turn_is_for_the_next(
    acme: Company, chat: Chat
) -> None:
    """The control arm is the next question, under the policy that the first one did not see."""
    really = answer_question

    def while_somebody_publishes(inquiry: Inquiry) -> Answer:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(publish_now, acme, strict).result()
        return really(inquiry)

    with mock.patch("helpdesk.assistant.turn.answer_question", while_somebody_publishes):
        chat.say(REFUND)
    assert (chat.status, chat.answer.data["policy"]) == ("assisted", 1)
    first = chat.turns[0]
    assert (first.policy_version, replay(first)) == (1, None)
    chat.say("How do I export all my data?")
    assert (chat.status, chat.handoff.trigger) == ("waiting", "low_confidence")
    assert chat.turns[1].policy_version == 2


def test_an_unpublished_rule_stops_nobody(acme: Company, chat: Chat) -> None:
    with acme.bound():
        strict()
    chat.say(REFUND)
    assert chat.status == "assisted"


def test_the_least_confidence_is_the_published_one(acme: Company, chat: Chat) -> None:
    publish_now(acme, lambda: Brief.objects.update_or_create(id=1, defaults={"min_confidence": 1}))
    chat.say(REFUND)
    assert chat.status == "waiting"


def test_the_assistant_answers_from_the_collections_of_the_policy_alone(
    acme: Company, chat: Chat
) -> None:
    with acme.bound():
        shelf = Collection.objects.create(name="Data", slug="data")
        Article.objects.filter(title__startswith="Export").update(collection=shelf)
    publish_now(
        acme, lambda: Brief.objects.update_or_create(id=1, defaults={"sources": [shelf.pk]})
    )
    chat.say("How do I export all my data?")
    assert chat.answer.data["sources"][0]["title"] == "Export all your data"
    chat.say(REFUND)
    assert chat.status == "waiting"
    assert chat.turns[-1].passages
    assert {one["title"] for one in chat.turns[-1].passages} == {"Export all your data"}


def test_collections_that_are_all_gone_leave_nothing_to_answer_from(
    acme: Company, chat: Chat
) -> None:
    publish_now(acme, lambda: Brief.objects.update_or_create(id=1, defaults={"sources": [99]}))
    chat.say(REFUND)
    assert chat.status == "waiting"
    assert chat.turns[0].passages == []


def test_a_topic_that_is_never_improvised_is_a_hand_off_without_any_rule_or_model(
    acme: Company, chat: Chat
) -> None:
    chat.say(REFUND)
    assert chat.status == "assisted"
    never = {"name": "plans", "label": "Plans", "words": "plan", "is_never_improvised": True}
    publish_now(acme, lambda: RiskTopic.objects.create(**never))
    chat.say("And what does the next plan cost?")
    assert (chat.status, chat.handoff.rule_name) == ("waiting", "Never improvise: Plans")


def test_a_model_is_told_what_it_may_and_may_not_talk_about(acme: Company, chat: Chat) -> None:
    brief = {
        "job": "Explains plans.",
        "tone": "Short.",
        "languages": "de",
        "allowed_topics": "plans\nrefunds",
    }
    publish_now(acme, lambda: Brief.objects.update_or_create(id=1, defaults=brief))
    asked = _prompt_for(acme, chat)
    for words in (
        "Your job: Explains plans.",
        "Tone: Short.",
        "none of these: plans; refunds.",
        "touches any of these: ",
        "Legal",
        "in the language “de”",
    ):
        assert words in asked


def _prompt_for(acme: Company, chat: Chat) -> str:
    with acme.bound():
        AssistantSettings.objects.update_or_create(
            id=1, defaults={"base_url": llm.SCRIPTED, "model": "m", "price_in": 0, "price_out": 0}
        )
    with mock.patch.object(llm, "ask", side_effect=llm.ModelUnavailable("away")) as asked:
        chat.say(REFUND)
    prompt: llm.Prompt = asked.call_args.args[0]
    return prompt.system
