"""What customers are told of their place and of how long it takes, and how far that is off."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.routing import expecting
from helpdesk.routing.estimating import AT_ONCE, FRESH, LEAST, LOOKED_AT, Past, estimate
from helpdesk.routing.models import TeamQueue, Wait
from helpdesk.widget.pump import for_contact
from tenants import wires
from tests.cast import Company
from tests.routing.conftest import Begin
from tests.routing.simulation import Came, fortnight
from tests.work import owed, run_owed, settle

MINUTE = timedelta(minutes=1)
Guess = Callable[[Sequence[Past], int], float | None]


def per_place(past: Sequence[Past], ahead: int) -> float | None:
    found = estimate(past, ahead)
    return found.likely / MINUTE if found else None


def median_of_recent(past: Sequence[Past], ahead: int) -> float | None:
    """The control: what is usually shown, whatever one's place."""
    return median(one.took / MINUTE for one in past) if len(past) >= LEAST else None


def told(came: list[Came], guess: Guess) -> list[tuple[float, float]]:
    """What each who had to wait was told, and how long it took, in minutes."""
    ended = sorted(came, key=lambda one: one.taken)
    moments = [one.taken for one in ended]
    pairs = []
    for one in came:
        if one.waited <= 1:
            continue
        known = ended[: bisect_right(moments, one.at)][-200:]
        fresh = [each for each in known if one.at - each.taken < FRESH / MINUTE]
        waited = [each for each in fresh if each.waited > AT_ONCE / MINUTE]
        past = [Past(each.waited * MINUTE, each.ahead) for each in waited][-LOOKED_AT:]
        likely = guess(past, one.ahead)
        if likely is not None:
            pairs.append((likely, one.waited))
    return pairs


def error(pairs: list[tuple[float, float]]) -> float:
    return median(abs(likely - took) for likely, took in pairs)


def near(pairs: list[tuple[float, float]]) -> float:
    return sum(abs(likely - took) <= took / 2 for likely, took in pairs) / len(pairs)


@pytest.mark.parametrize(("agents", "load"), [(3, 0.5), (8, 0.55), (20, 0.58)])
def test_a_place_says_more_than_what_others_waited(agents: int, load: float) -> None:
    came = fortnight(1, agents=agents, load=load, days=7)
    ours, usual = told(came, per_place), told(came, median_of_recent)
    assert error(ours) < error(usual)
    assert near(ours) > max(near(usual), 0.6)


def test_eight_in_ten_wait_as_long_as_the_interval_says() -> None:
    came = fortnight(2, agents=8, load=0.55, days=7)

    def inside(past: Sequence[Past], ahead: int) -> float | None:
        return None if (found := estimate(past, ahead)) is None else found.high / MINUTE

    def below(past: Sequence[Past], ahead: int) -> float | None:
        return None if (found := estimate(past, ahead)) is None else found.low / MINUTE

    highs, lows = told(came, inside), told(came, below)
    within = [low <= took <= high for (high, took), (low, _) in zip(highs, lows, strict=True)]
    assert 0.8 <= sum(within) / len(within) <= 0.97


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
