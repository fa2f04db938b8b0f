"""The customer says whether it helped, by a button or a word; two failures bring a person."""

import pytest
from django.core.exceptions import ValidationError

from helpdesk.assistant import verdicts
from tests.assistant.conftest import Chat

REFUND = "How do I get a refund for my plan?"
EXPORT = "How do I export all my data?"


def test_a_yes_is_kept_on_the_answer_and_its_turn(chat: Chat) -> None:
    chat.say(REFUND)
    chat.do(verdicts.record_verdict, chat.answer.seq, yes=True)
    assert chat.answer.data["verdict"] == "confirmed"
    assert chat.turns[0].verdict == "confirmed"
    assert chat.status == "assisted"


def test_a_no_is_met_with_regret_and_the_offer_of_a_person(chat: Chat) -> None:
    chat.say(REFUND)
    chat.do(verdicts.record_verdict, chat.answer.seq, yes=False)
    assert chat.status == "assisted"
    assert chat.answer.data["quick_replies"] == ["Talk to a person"]
    assert "sorry" in chat.answer.body


def test_a_second_no_brings_a_person(chat: Chat) -> None:
    chat.say(REFUND)
    chat.do(verdicts.record_verdict, chat.answer.seq, yes=False)
    chat.say(EXPORT)
    chat.do(verdicts.record_verdict, chat.answer.seq, yes=False)
    assert chat.status == "waiting"
    assert chat.handoff.trigger == "failed_attempts"


@pytest.mark.parametrize("word", ["No", "nope", "no, that did not help"])
def test_a_typed_no_counts_as_the_button(chat: Chat, word: str) -> None:
    chat.say(REFUND)
    chat.say(word)
    assert chat.turns[0].verdict == "contradicted"
    assert chat.status == "assisted"
    assert "sorry" in chat.answer.body


@pytest.mark.parametrize("word", ["Yes", "yes, that worked, thanks!", "It works now"])
def test_a_typed_yes_counts_as_the_button(chat: Chat, word: str) -> None:
    chat.say(REFUND)
    chat.say(word)
    assert chat.turns[0].verdict == "confirmed"
    assert chat.status == "assisted"


def test_thanks_are_polite_and_no_verdict(chat: Chat) -> None:
    chat.say(REFUND)
    chat.say("thank you")
    assert chat.turns[0].verdict == ""
    assert chat.answer.body.startswith("You're welcome")


def test_a_no_to_whether_there_is_anything_else_is_a_goodbye(chat: Chat) -> None:
    chat.say(REFUND)
    chat.say("thanks")
    chat.say("no, that's all")
    assert chat.turns[0].verdict == ""
    assert chat.answer.data["small_talk"] == "goodbye"
    assert chat.status == "assisted"


def test_the_same_verdict_twice_says_nothing_twice(chat: Chat) -> None:
    chat.say(REFUND)
    seq = chat.answer.seq
    chat.do(verdicts.record_verdict, seq, yes=False)
    chat.do(verdicts.record_verdict, seq, yes=False)
    assert len(chat.answers) == 2


def test_a_thumb_down_counts_as_a_no_unless_the_customer_said_yes(chat: Chat) -> None:
    chat.say(REFUND)
    refund = chat.answer.seq
    chat.do(verdicts.record_verdict, refund, yes=True)
    chat.say(EXPORT)
    export = chat.answer.seq
    for seq in (refund, export):
        chat.do(verdicts.record_thumbs, seq, up=False)
    assert [turn.thumbs_up for turn in chat.turns] == [False, False]
    assert [turn.verdict for turn in chat.turns] == ["confirmed", "contradicted"]


def test_a_thumb_up_is_kept_and_proves_nothing(chat: Chat) -> None:
    chat.say(REFUND)
    chat.do(verdicts.record_thumbs, chat.answer.seq, up=True)
    assert chat.turns[0].thumbs_up is True
    assert chat.turns[0].verdict == ""


def test_only_answers_can_be_judged(chat: Chat) -> None:
    chat.say(REFUND)
    with pytest.raises(ValidationError):
        chat.do(verdicts.record_verdict, 1, yes=True)
    with pytest.raises(ValidationError):
        chat.do(verdicts.record_thumbs, 99, up=True)


def test_a_no_after_a_person_took_over_is_kept_and_the_assistant_stays_silent(
    chat: Chat,
) -> None:
    chat.say(REFUND)
    seq = chat.answer.seq
    chat.say("I want to talk to a human please")
    chat.do(verdicts.record_verdict, seq, yes=False)
    assert len(chat.answers) == 1
    assert chat.turns[0].verdict == "contradicted"
