"""A person who takes over is never talked over: a thousand races (``make prove``; a hundred in
``make test``), and the control that loses them.

In each race an agent claims a conversation while the assistant, which read the fence before, is
about to speak. Whatever the order, nothing of the assistant's stands behind the agent's entry.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest
from django.db import connection

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.messaging import Refused
from helpdesk.conversations.models import Conversation, Message
from tests.cast import Company
from tests.conversations.conftest import Thread

RACES = [100, pytest.param(1000, marks=pytest.mark.proof)]
PAIRS = 4


@pytest.mark.parametrize("races", RACES)
def test_no_assistant_speaks_after_a_person_has_joined(
    acme: Company, bo: Agent, begin: Callable[[], Thread], races: int
) -> None:
    spoken, talked_over = _race(acme, bo, [begin() for _ in range(races)], fenced=True)
    assert talked_over == 0
    assert 0 < spoken < races, "one side won every race: nothing was raced"


@pytest.mark.parametrize("races", RACES)
def test_without_the_fence_people_are_talked_over(
    acme: Company, bo: Agent, begin: Callable[[], Thread], races: int
) -> None:
    _, talked_over = _race(acme, bo, [begin() for _ in range(races)], fenced=False)
    assert talked_over > 0


def _race(acme: Company, bo: Agent, threads: list[Thread], *, fenced: bool) -> tuple[int, int]:
    """Returns how often the assistant spoke, and how often behind the agent."""
    with ThreadPoolExecutor(PAIRS) as claims, ThreadPoolExecutor(PAIRS) as answers:
        for at in range(0, len(threads), PAIRS):
            pairs = [(thread.id, Barrier(2)) for thread in threads[at : at + PAIRS]]
            done = [claims.submit(_claim, acme, *pair, bo) for pair in pairs]
            done += [answers.submit(_answer, acme, *pair, fenced=fenced) for pair in pairs]
            for one in done:
                one.result(timeout=30)
    spoken, talked_over, joined = _outcome(acme)
    assert joined == len(threads)
    return spoken, talked_over


def _claim(acme: Company, conversation_id: int, start: Barrier, bo: Agent) -> None:
    with acme.bound(), closing(connection):
        start.wait(timeout=10)
        lifecycle.claim(conversation_id, bo)


def _answer(acme: Company, conversation_id: int, start: Barrier, *, fenced: bool) -> None:
    with acme.bound(), closing(connection):
        fence = Conversation.objects.get(pk=conversation_id).fence if fenced else None
        start.wait(timeout=10)
        try:
            messaging.post_message(conversation_id, sender="assistant", body="Hello", fence=fence)
        except Refused:
            return


def _outcome(acme: Company) -> tuple[int, int, int]:
    with acme.bound():
        answers = dict(
            Message.objects.filter(sender="assistant").values_list("conversation_id", "seq")
        )
        joined = dict(
            Message.objects.filter(data__event="joined").values_list("conversation_id", "seq")
        )
    talked_over = sum(seq > joined[place] for place, seq in answers.items())
    return len(answers), talked_over, len(joined)
