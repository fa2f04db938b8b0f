"""The scan bites: each planted fault is seen, and nothing is seen without it."""

import pytest

from tests.isolation import attacks
from tests.isolation.attacks import ATTACKS, Attack
from tests.isolation.world import World

pytestmark = pytest.mark.proof


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_a_planted_leak_is_found(three: World, ears: None, attack: Attack) -> None:
    assert await attacks.without(attack, three) == []
    assert await attacks.caught(attack, three)
