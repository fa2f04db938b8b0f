"""The hammer's short run (``make hammer`` is the long one), and what must fail in it."""

from unittest import mock

import pytest

from tenants.database import base, direct
from tests.isolation.hammer import blows, unbound
from tests.isolation.hammer.blows import Tally, hammer
from tests.isolation.world import World

OPERATIONS = 294


@pytest.mark.proof
async def test_no_door_under_fire_shows_another_company_and_the_naive_way_does(
    three: World, ears: None
) -> None:
    tally = await hammer(three, OPERATIONS, seed=1)
    assert tally.held(), tally
    assert tally.operations.total() == OPERATIONS
    assert set(tally.operations.values()) == {OPERATIONS // 7}
    assert tally.attempts >= OPERATIONS // blows.OPERATIONS_PER_ATTEMPT


@pytest.mark.proof
async def test_an_attempt_that_is_let_in_is_counted(three: World, ears: None) -> None:
    def somebodys() -> str:
        return three["a"].schema

    with (
        mock.patch.object(base, "current_schema", somebodys),
        mock.patch.object(direct, "current_schema", somebodys),
    ):
        let_in = [await attempt() for attempt in unbound.attempts()]
    assert not any(let_in)


def test_a_strangers_mark_and_an_answer_without_marks_are_told_apart() -> None:
    tally = Tally()
    tally.see("page", "b", "zqbqabcdef zqaqabcdef")
    tally.see("job", "b", "nothing")
    assert (tally.leaks.total(), tally.blind.total()) == (1, 1)
    assert not tally.held()
