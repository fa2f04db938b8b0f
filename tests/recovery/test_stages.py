"""The course of a case: whatever happens in whatever order, and at the same time."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.agents.models import Agent
from helpdesk.recovery import promising, recovering
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import RecoveryCase, RootCause
from helpdesk.recovery.stages import NEXT, OUTCOMES, OutOfTurn, State, Step, after
from tests.cast import Company
from tests.recovery.conftest import Begin, soon

ORDER = [*State]
STEPS = st.lists(st.sampled_from([*Step]), max_size=30)


def _rank(state: State) -> int:
    return 3 if state in OUTCOMES else ORDER.index(state)


@given(STEPS)
def test_a_case_only_goes_forward_but_for_a_customer_who_comes_back(steps: list[Step]) -> None:
    state, was_owned = State.DETECTED, False
    for step in steps:
        with suppress(OutOfTurn):
            before, state = state, after(state, step)
            was_owned = was_owned or step is Step.OWN
            assert step is Step.RETURN or _rank(state) >= _rank(before)
            assert before is not State.CLOSED
        assert was_owned or state in (State.DETECTED, State.ACKNOWLEDGED, State.CLOSED)


def test_every_state_but_the_last_can_be_left_and_the_last_is_reached_from_all() -> None:
    assert set(NEXT) == set(State)
    for state in State:
        assert bool(NEXT[state]) is (state is not State.CLOSED)
        assert state is State.CLOSED or Step.DISMISS in NEXT[state]


Act = Callable[[int, Agent], object]
ACTS: dict[str, Act] = {
    "detect": lambda id_, _bo: recovering.detect(id_, Failure.UPSET),
    "acknowledge": lambda id_, _bo: recovering.acknowledge(id_),
    "own": lambda id_, bo: recovering.own(id_, bo.pk),
    "solved": lambda id_, bo: recovering.conclude(id_, "solved", by=bo),
    "next": lambda id_, bo: recovering.conclude(id_, "next_step", by=bo),
    "ask": lambda id_, _bo: recovering.asked(id_),
    "return": lambda id_, _bo: recovering.come_back(id_),
    "close": lambda id_, bo: recovering.close(id_, RootCause.UNCLEAR_COPY, by=bo),
    "dismiss": lambda id_, bo: recovering.close(id_, RootCause.NO_FAILURE, by=bo),
    "rate": lambda id_, _bo: recovering.note_rating(id_, 1, needs_review=True),
}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from([*ACTS]), min_size=1, max_size=14))
def test_any_course_of_events_leaves_at_most_one_open_case_that_makes_sense(
    acme: Company, begin: Begin, bo: Agent, course: list[str]
) -> None:
    with acme.bound():
        thread = begin()
        promising.make_promise(thread.id, soon(), key="callback")
        for name in course:
            with suppress(ValidationError):
                ACTS[name](thread.id, bo)
            cases = RecoveryCase.objects.filter(conversation=thread.id)
            assert cases.exclude(state=State.CLOSED).count() <= 1
        for case in cases:
            assert (case.closed_at is not None) is (case.state == State.CLOSED)
            assert bool(case.outcome) is (case.ended_at is not None)
            assert case.outcome == "" or case.owner == bo
            assert case.asked_at is None or case.ended_at is not None


@pytest.mark.parametrize("together", [6])
def test_failures_noticed_at_the_same_time_open_one_case(
    acme: Company, begin: Begin, together: int
) -> None:
    with acme.bound():
        conversation = begin().id
    start = threading.Barrier(together)

    def notice() -> None:
        start.wait()
        try:
            with acme.bound():
                recovering.detect(conversation, Failure.UPSET)
        finally:
            connection.close()

    threads = [threading.Thread(target=notice) for _ in range(together)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with acme.bound():
        assert len(RecoveryCase.objects.get().signs) == together


def test_of_two_who_close_the_loop_at_once_one_is_told_that_it_is_closed(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        conversation = begin().id
        recovering.detect(conversation, Failure.UPSET)
    start, refused = threading.Barrier(2), []

    def close() -> None:
        start.wait()
        try:
            with acme.bound():
                recovering.close(conversation, RootCause.NO_FAILURE, by=bo)
        except ValidationError as error:
            refused.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert refused == ["There is no open recovery case here."]
