"""A person who takes over is never talked over: a thousand races, and the control that loses them.

In each race an agent claims a conversation while the assistant, which read the fence before, is
about to speak. Whatever the order, nothing of the assistant's stands behind the agent's entry.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

from django.db import connection

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.messaging import Refused
from helpdesk.conversations.models import Conversation, Message
from tests.cast import Company
from tests.conversations.conftest import Thread

RACES = 1000
PAIRS = 4


def test_no_assistant_speaks_after_a_person_has_joined(
    acme: Company, bo: Agent, begin: Callable[[], Thread]
) -> None:
    spoken, talked_over = _race(acme, bo, begin, fenced=True)
    assert talked_over == 0
    assert 0 < spoken < RACES, "one side won every race: nothing was raced"


def test_without_the_fence_people_are_talked_over(
    acme: Company, bo: Agent, begin: Callable[[], Thread]
) -> None:
    _, talked_over = _race(acme, bo, begin, fenced=False)
    assert talked_over > 0


def _race(
    acme: Company, bo: Agent, begin: Callable[[], Thread], *, fenced: bool
) -> tuple[int, int]:
    """Returns how often the assistant spoke, and how often behind the agent."""
    threads = [begin() for _ in range(RACES)]
    with ThreadPoolExecutor(PAIRS) as claims, ThreadPoolExecutor(PAIRS) as answers:
        for at in range(0, RACES, PAIRS):
            pairs = [(thread.id, Barrier(2)) for thread in threads[at : at + PAIRS]]
            done = [claims.submit(_claim, acme, *pair, bo) for pair in pairs]
            done += [answers.submit(_answer, acme, *pair, fenced=fenced) for pair in pairs]
            for one in done:
                one.result(timeout=30)
    return _outcome(acme)


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


def _outcome(acme: Company) -> tuple[int, int]:
    with acme.bound():
        answers = dict(
            Message.objects.filter(sender="assistant").values_list("conversation_id", "seq")
        )
        joined = dict(
            Message.objects.filter(data__event="joined").values_list("conversation_id", "seq")
        )
    assert len(joined) == RACES
    return len(answers), sum(seq > joined[place] for place, seq in answers.items())
