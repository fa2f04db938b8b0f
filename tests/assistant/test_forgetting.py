"""A redacted text is gone from the assistant's own records too."""

import json
from typing import Any

from helpdesk.conversations.redacting import redact
from tests.assistant.conftest import Chat

CARD = "My card 4111 1111 1111 1111 was refused, this is a scandal, I want a refund!"


def _kept(chat: Chat) -> str:
    kept: list[Any] = [
        [turn.question, turn.answer, turn.sources, turn.facts, turn.decision] for turn in chat.turns
    ]
    return json.dumps(kept)


def test_a_redacted_question_is_gone_from_the_turn_with_every_word_of_it(chat: Chat) -> None:
    chat.say(CARD)
    assert "4111" in _kept(chat)
    chat.do(redact, 1)
    assert "4111" not in _kept(chat)
    assert "scandal" not in _kept(chat)


def test_turns_about_something_else_keep_their_facts(chat: Chat) -> None:
    chat.say("How do I get a refund?")
    chat.say(CARD)
    chat.do(redact, chat.turns[-1].trigger_seq)
    assert chat.turns[0].facts != {}
    assert "4111" not in _kept(chat)
