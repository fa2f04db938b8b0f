"""Whom the queue chooses, over any desk: within capacity, the most able first, nobody left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.routing.choosing import Candidate, choose

SKILLS = st.frozensets(st.sampled_from(["de", "fr", "billing"]))
DESKS = st.lists(
    st.builds(Candidate, st.integers(1, 9), st.integers(0, 5), st.integers(1, 5), SKILLS),
    max_size=6,
    unique_by=lambda one: one.agent_id,
)


@given(desk=DESKS, needs=SKILLS, by_load=st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_chosen_has_room_and_nobody_there_can_do_more(
    desk: list[Candidate], needs: frozenset[str], *, by_load: bool
) -> None:
    chosen = choose(desk, needs, by_load=by_load)
    most = max((len(one.skills & needs) for one in desk), default=0)
    able = [one for one in desk if len(one.skills & needs) == most and one.load < one.capacity]
    assert (chosen is None) == (not able)
    if chosen is not None:
        assert chosen in able
        if by_load:
            least = min(one.load / one.capacity for one in able)
            assert chosen.load / chosen.capacity == least


@given(people=st.integers(2, 6), turns=st.integers(1, 40), by_load=st.booleans())
@settings(max_examples=60, deadline=None)
def test_equal_colleagues_get_equal_shares(people: int, turns: int, *, by_load: bool) -> None:
    desk = {number: Candidate(number, 0, 100) for number in range(people)}
    for turn in range(turns):
        chosen = choose(list(desk.values()), (), by_load=by_load)
        assert chosen is not None
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=turn)
        desk[chosen.agent_id] = replace(chosen, load=chosen.load + 1, given_at=at)
    loads = [one.load for one in desk.values()]
    assert max(loads) - min(loads) <= 1
