"""Sixteen kilobytes that were written to be slow are read as fast as any other message."""

import re
import time
from collections.abc import Callable

import pytest
from django.db import connection

from escalation.deciding import Exchange
from escalation.facts.gather import Draft, gather, with_draft
from escalation.rulebook import current_policy
from escalation.rules import Moment
from helpdesk.assistant import small_talk
from helpdesk.assistant.answering.answering import answer_question
from helpdesk.assistant.answering.inquiry import Inquiry
from helpdesk.assistant.models import AssistantSettings
from helpdesk.handoff.describing import Subject, described
from helpdesk.handoff.lines import Line
from tests.assistant.conftest import Chat
from tests.cast import Company

SIZE = 16 * 1024
# Of this process's own work, whatever else the machine does; and of one statement.
SECONDS = 1.0
STATEMENT = "5s"
TEXTS = {
    "one very long word": "a" * SIZE,
    "words of one letter": "a " * (SIZE // 2),
    "only blanks between": "a" + " " * (SIZE - 2) + "b",
    "only new lines": "a\n" * (SIZE // 2),
    "only punctuation": "?!." * (SIZE // 3),
    "only apostrophes": "a'" * (SIZE // 2),
    "asking, never ending": "can i please speak to " * (SIZE // 22),
    "wishing, never ending": "i want to " * (SIZE // 10),
    "not, never ending": "not very not so not really " * (SIZE // 27),
    "numbers and points": "1.1.1." * (SIZE // 6),
    "brackets": "[1, [1, " * (SIZE // 8),
    "links": "[a](" * (SIZE // 4),
    "stars": "**a*" * (SIZE // 4),
    "different words": " ".join(f"w{n}x{n * 7919 % 104729}" for n in range(SIZE // 12)),
    "how and where": "how do where can " * (SIZE // 17),
    "accents": "é́" * (SIZE // 4),
    "faces": "😀" * (SIZE // 4),
    "refunds": "refund my plan now " * (SIZE // 19),
}


@pytest.mark.parametrize("text", list(TEXTS.values()), ids=list(TEXTS))
def test_a_message_made_to_be_slow_is_not(acme: Company, help_centre: None, text: str) -> None:
    with acme.bound():
        _read("refund?")  # loads the model
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = '{STATEMENT}'")
        try:
            assert _work_of(lambda: _read(text)) < SECONDS
        finally:
            connection.close()


def test_a_pattern_that_tries_everything_again_from_each_letter_would_be_noticed() -> None:
    """The control arm."""
    slow = re.compile(r"(?:\w+ ?)+!")
    assert _work_of(lambda: slow.match("a" * 26)) > SECONDS


def _read(text: str) -> None:
    """Everything that a turn does with what a customer wrote."""
    history = [Exchange(text[:-n], "Open Settings and press Export. " + text) for n in (1, 2)]
    policy = current_policy()
    facts = gather(text, history, policy.spec)
    small_talk.kind_of(text, after_answer=True)
    policy.decide(facts, Moment.MESSAGE_RECEIVED)
    answer = answer_question(Inquiry(text, AssistantSettings.current(), [text]))
    facts = with_draft(facts, Draft(text, answer.confidence, answer.grounded))
    policy.decide(facts, Moment.ANSWER_DRAFTED)
    nobody = {"name": "", "email": "", "phone": "", "identified": False}
    lines = [Line(1, by_contact=True, text=text), Line(2, by_contact=True, text=text)]
    described(Subject([text, text], lines, nobody, topics=policy.spec.topics))


def _work_of(do: Callable[[], object]) -> float:
    """Seconds of processor time: waiting for a busy machine is not counted."""
    began = time.process_time()
    do()
    return time.process_time() - began


def test_a_slow_message_still_gets_its_answer_or_a_person(chat: Chat) -> None:
    chat.say(TEXTS["different words"])
    assert chat.answers or chat.status == "waiting"
