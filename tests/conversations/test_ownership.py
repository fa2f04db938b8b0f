"""Which agent has the conversation: claims, assignments, releases and replies."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.models import Conversation
from tests.cast import Company
from tests.conversations.conftest import Thread

Status = Conversation.Status


def test_the_first_to_claim_has_it_and_the_second_is_told_who(
    acme: Company, thread: Thread, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        thread.waits()
        taken = lifecycle.claim(thread.id, bo)
        assert (taken.status, taken.assignee, taken.waiting_since) == (Status.OPEN, bo, None)
        assert thread.last_event().body == "Bo Reyes joined and can see this conversation."
        with pytest.raises(lifecycle.AlreadyTaken, match="Bo Reyes") as refused:
            lifecycle.claim(thread.id, ada)
        assert refused.value.agent == bo


def test_of_two_agents_who_claim_at_once_one_has_it(
    acme: Company, begin: Callable[[], Thread], ada: Agent, bo: Agent
) -> None:
    def claim(conversation_id: int, agent: Agent) -> str:
        with acme.bound():
            try:
                lifecycle.claim(conversation_id, agent)
            except lifecycle.AlreadyTaken as refused:
                return f"told of {refused.agent.name}"
            finally:
                connection.close()
        return agent.name

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            with acme.bound():
                thread = begin().waits()
            said = set(pool.map(claim, [thread.id] * 2, [ada, bo]))
            with acme.bound():
                holder = thread.now().assignee
                assert holder is not None
                assert said == {holder.name, f"told of {holder.name}"}
                assert thread.events().count("joined") == 1


def test_claiming_twice_changes_nothing(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        thread.waits()
        fence = lifecycle.claim(thread.id, bo).fence
        assert lifecycle.claim(thread.id, bo).fence == fence
        assert thread.events().count("joined") == 1


def test_assigning_overrides_the_holder(
    acme: Company, thread: Thread, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        given = lifecycle.assign(thread.id, to=ada, by=bo)
        assert (given.status, given.assignee) == (Status.OPEN, ada)
        assert thread.last_event().data["by"] == "Bo Reyes"


def test_a_released_conversation_waits_again_in_the_named_team(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        billing = Team.objects.create(name="Billing")
        back = lifecycle.release(thread.id, team=billing)
        assert (back.status, back.assignee, back.team) == (Status.WAITING, None, billing)
        assert back.waiting_since is not None
        assert "back in line" in thread.last_event().body


def test_a_reply_to_a_resolved_conversation_reopens_it(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.resolve(thread.id)
        posted = replying.reply(thread.id, bo, body="One more thing …", cid=uuid4())
        assert posted.status == Status.OPEN
        assert thread.now().assignee == bo
        assert thread.now().first_reply_at is not None


def test_a_reply_that_is_sent_again_does_not_reopen_what_was_resolved_meanwhile(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    cid = uuid4()
    with acme.bound():
        first = replying.reply(thread.id, bo, body="Done!", cid=cid)
        lifecycle.resolve(thread.id, by=bo)
        again = replying.reply(thread.id, bo, body="Done!", cid=cid)
        assert (again.seq, again.duplicate) == (first.seq, True)
        assert thread.now().status == Status.RESOLVED


def test_a_reply_to_a_colleagues_conversation_is_refused_and_not_stored(
    acme: Company, thread: Thread, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        with pytest.raises(lifecycle.AlreadyTaken):
            replying.reply(thread.id, ada, body="Me too!")
        assert thread.entries(kind="message") == []


def test_an_agent_may_give_back_to_the_assistant(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        back = lifecycle.give_back(thread.id, by=bo)
        assert (back.status, back.assignee, back.assistant_on) == (Status.ASSISTED, None, True)
        assert "AI assistant answers again" in thread.last_event().body
