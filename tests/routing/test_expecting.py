"""What customers are told of their place and of how long it takes, and how far that is off."""

import json
from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from statistics import median

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.evaluation.desks import fortnight
from helpdesk.evaluation.waits import MINUTE, figures, told
from helpdesk.routing import expecting
from helpdesk.routing.estimating import AT_ONCE, LEAST, Estimate, Past, estimate
from helpdesk.routing.models import TeamQueue, Wait
from helpdesk.widget.pump import for_contact
from tenants import wires
from tests.cast import Company
from tests.routing.conftest import Begin
from tests.work import owed, run_owed, settle


def median_of_recent(past: Sequence[Past], ahead: int) -> Estimate | None:
    """The control: what is usually shown, whatever one's place."""
    if len(past) < LEAST:
        return None
    likely = median(one.took / MINUTE for one in past) * MINUTE
    return Estimate(likely, likely, likely)


@pytest.mark.parametrize(("agents", "load"), [(3, 0.5), (8, 0.55), (20, 0.58)])
def test_a_place_says_more_than_what_others_waited(agents: int, load: float) -> None:
    came = fortnight(1, agents=agents, load=load, days=7)
    ours, usual = figures(told(came)), figures(told(came, median_of_recent))
    assert ours["absolute"] < usual["absolute"]
    assert ours["within_half"] > max(usual["within_half"], 0.6)


def test_eight_in_ten_wait_as_long_as_the_interval_says() -> None:
    came = fortnight(2, agents=8, load=0.55, days=7)
    assert 0.8 <= figures(told(came))["held"] <= 0.97
    assert figures(told(came, median_of_recent))["held"] < 0.1, "the control has no interval"


def test_a_workspace_measures_its_own_waits(acme: Company, begin: Begin, telling: Team) -> None:
    """Ten customers, one after the other, each taken six minutes after the one before."""
    with acme.bound():
        begun = timezone.now() - timedelta(hours=2)
        for place in range(10):
            Wait.objects.create(
                conversation=begin().now(),
                team=telling,
                priority="normal",
                since=begun + place * MINUTE,
                turn_at=begun,
                ended_at=begun + (place + 1) * 6 * MINUTE,
                outcome="joined",
            )
        rare = figures(told([]))
    out = StringIO()
    call_command("evaluate", "waits", "--tenant", "acme", "--json", stdout=out)
    told_of = json.loads(out.getvalue())
    assert told_of[f"team {telling.pk}"]["n"] == 10
    assert rare == {"n": 0, "unknown": 0}


PASTS = st.lists(
    st.builds(Past, st.timedeltas(AT_ONCE, timedelta(hours=3)), st.integers(0, 60)), max_size=40
)


@given(PASTS, st.integers(0, 500))
@settings(max_examples=200, deadline=None)
def test_an_estimate_is_in_order_and_unknown_for_want_of_facts(
    past: list[Past], ahead: int
) -> None:
    found = estimate(past, ahead)
    assert (found is None) == (len(past) < LEAST)
    if found is not None:
        assert timedelta(0) <= found.low <= found.likely <= found.high
        assert found.in_words.startswith("about ")


@pytest.fixture
def telling(acme: Company, support: Team) -> Team:
    with acme.bound():
        TeamQueue.objects.update(way="by_hand", tells_place=True)
    return support


def remember(team: Team, minutes: int) -> None:
    """So many waits as are needed took so long, with nobody before them."""
    for wait in Wait.objects.filter(ended_at=None)[:1]:
        now = timezone.now()
        Wait.objects.bulk_create(
            Wait(
                conversation_id=wait.conversation_id, team=team, priority="normal",
                since=now - minutes * MINUTE, turn_at=now, ended_at=now, outcome="joined",
            )
            for _ in range(LEAST)
        )  # fmt: skip


def test_a_customer_is_told_their_place_and_nothing_of_time_while_that_is_unknown(
    acme: Company, begin: Begin, telling: Team
) -> None:
    with acme.bound():
        begin().waits()
        said = begin().waits().last_event()
        assert said.data == {"event": "queued", "place": 2, "low": None, "high": None}
        assert said.body == "You are number 2 in line."
        remember(telling, minutes=6)
        said = begin().waits().last_event()
        assert said.data["low"] < 18 < said.data["high"]
        assert said.body.startswith("You are number 3 in line. It will take about ")


def test_as_the_queue_moves_the_open_chats_hear_their_place_at_one_publish(
    acme: Company, begin: Begin, telling: Team, bo: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acme.bound():
        threads = [begin().waits() for _ in range(3)]
    settle()
    heard: list[dict[str, object]] = []
    monkeypatch.setattr(wires, "tell", heard.append)
    with acme.bound():
        lifecycle.claim(threads[0].id, bo)
        lifecycle.cancel_wait(threads[1].id)
    assert 1 <= len(owed(expecting.MOVED_TOPIC)) <= 2
    run_owed(expecting.MOVED_TOPIC, early=True)
    told_now = [frames["n"] for frames in heard if "n" in frames]
    expected = [(threads[2].id, {"type": "queue", "place": 1, "low": None, "high": None})]
    assert told_now[-1] == expected
    assert for_contact(expected[0][1]) == expected[0][1]


def test_a_team_that_tells_no_place_costs_nobody_anything(
    acme: Company, begin: Begin, support: Team
) -> None:
    with acme.bound():
        assert begin().waits().events() == ["handed_off"]
    assert not owed(expecting.MOVED_TOPIC)
