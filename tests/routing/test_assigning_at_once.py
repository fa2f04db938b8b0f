"""Relays, agents and customers at the same queue at once: one holder each, nobody over capacity.

Three threads give out what waits, as workers do, while agents answer and resolve, a colleague
claims by hand, and customers give up. In the end everybody who still waited was given to somebody.
"""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.access import locked
from helpdesk.conversations.lifecycle import AlreadyTaken
from helpdesk.conversations.models import Conversation, Message
from helpdesk.routing import assigning, attending
from helpdesk.routing.models import Wait
from tests.cast import Company
from tests.routing.conftest import Begin, online

CAPACITY = 3
WAITING = 60
ROUNDS = 30
Deed = Callable[[], object]


@dataclass
class Floor:
    """A room full of people, each of whose deeds may come at any moment."""

    team: Team
    agents: list[Agent]
    by_hand: Agent
    crowd: list[int]
    over: list[int] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def give(self) -> None:
        assigning.assign(self.team.pk)
        loads = attending.load_of([agent.pk for agent in self.agents])
        self.over.extend(load for load in loads.values() if load > CAPACITY)

    def work(self, agent: Agent) -> None:
        for one in Conversation.objects.filter(assignee=agent, status="open")[:2]:
            with transaction.atomic():
                _answer(one.pk, agent)

    def claim(self) -> None:
        with suppress(AlreadyTaken):
            lifecycle.claim(self.dice.choice(self.crowd), self.by_hand)

    def give_up(self) -> None:
        lifecycle.cancel_wait(self.dice.choice(self.crowd))

    @property
    def deeds(self) -> list[Deed]:
        ada, bo = self.agents
        working = [lambda: self.work(ada), lambda: self.work(bo)]
        return [*[self.give] * 3, *working, self.claim, self.give_up]


@pytest.fixture
def crowd(acme: Company, begin: Begin, support: Team) -> list[int]:
    threads = [begin() for _ in range(WAITING)]
    with acme.bound():
        return [thread.waits().id for thread in threads]


@pytest.fixture
def floor(acme: Company, crowd: list[int], support: Team, ada: Agent, bo: Agent) -> Floor:
    with acme.bound():
        carl = Agent.objects.create_user("carl@acme.example", None, name="Carl Oh")
        for agent in (ada, bo):
            online(agent, capacity=CAPACITY)
        return Floor(support, [ada, bo], carl, crowd)


def test_one_gets_it_nobody_gets_too_many_and_nobody_is_left(acme: Company, floor: Floor) -> None:
    _at_once(acme, floor.deeds * ROUNDS)
    for _ in range(WAITING):
        _at_once(acme, floor.deeds[:5])
    with acme.bound():
        assert floor.over == []
        assert not Wait.objects.filter(ended_at=None).exists(), "somebody starved"
        given = Message.objects.filter(data__event="given")
        assert {note.agent_id for note in given} == {agent.pk for agent in floor.agents}
        assert [number for number in floor.crowd if _had_two_holders(number)] == []


def test_without_the_locks_somebody_gets_too_many(
    acme: Company, crowd: list[int], support: Team, bo: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same race, where loads are counted before anything is locked."""
    with acme.bound():
        online(bo, capacity=1)
        with transaction.atomic():
            seen = attending.candidates(support.pk)
    monkeypatch.setattr(attending, "candidates", lambda _team_id: dict(seen))
    _at_once(acme, [lambda: assigning.assign(support.pk)] * 6)
    with acme.bound():
        assert attending.load_of([bo.pk])[bo.pk] > 1


def _answer(conversation_id: int, agent: Agent) -> None:
    # A reply to what is done meanwhile would open it anew, by hand and whatever the load.
    found = locked(conversation_id)
    if found.status == "open" and found.assignee == agent:
        replying.reply(conversation_id, agent, body="Done.")
        lifecycle.resolve(conversation_id, by=agent)


def _had_two_holders(conversation_id: int) -> bool:
    """Whether somebody joined while somebody else had it."""
    is_held = False
    for entry in Message.objects.filter(conversation=conversation_id, kind="event"):
        event = entry.data["event"]
        if event == "joined" and is_held:
            return True
        is_held = event == "joined" or (is_held and event not in ("resolved", "released"))
    return False


def _at_once(acme: Company, deeds: list[Deed]) -> None:
    def do(deed: Deed) -> None:
        with acme.bound(), closing(connection):
            deed()

    with ThreadPoolExecutor(4) as hands:
        for one in [hands.submit(do, deed) for deed in deeds]:
            one.result(timeout=60)
