"""Merges beside what customers, the assistant and other merges do at the same moment."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.merging import merge
from tests.cast import Company
from tests.conversations.conftest import Thread, is_whole, said

Act = Callable[[], Any]
SEEDS = 6
MESSAGES = 12


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whoever_comes_first_all_that_was_accepted_stands_once_in_the_one_that_lives(
    seed: int, acme: Company, begin: Callable[[], Thread], ada: Agent, bo: Agent
) -> None:
    chance = random.Random(seed)
    threads = [begin() for _ in range(3)]
    accepted = ["Begin."] * len(threads)
    with acme.bound():
        for thread in threads:
            thread.says("Begin.")
        acts = [_message(chance.choice(threads), n, accepted) for n in range(MESSAGES)]
        acts += [_answer(thread, accepted) for thread in threads]
    one, two, three = threads
    acts += [_merger(one, two, ada), _merger(three, two, bo), _merger(two, one, bo)]
    chance.shuffle(acts)
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(_committed, acme, act) for act in acts]:
            done.result()
    with acme.bound():
        (living,) = [thread for thread in threads if thread.now().merged_into_id is None]
        assert sorted(said(living)) == sorted(accepted)
        assert all(is_whole(thread) for thread in threads)
        gone = [thread for thread in threads if thread is not living]
        assert all(thread.now().merged_into_id == living.id for thread in gone)
        assert not any(said(thread) for thread in gone)


def _message(thread: Thread, number: int, accepted: list[str]) -> Act:
    def act() -> None:
        thread.says(f"m{number}", cid=uuid4())
        accepted.append(f"m{number}")

    return act


def _answer(thread: Thread, accepted: list[str]) -> Act:
    """As a turn commits: under the fence that it read before."""
    fence = thread.now().fence

    def act() -> None:
        try:
            thread.answers(f"a{thread.id}", trigger_seq=1, fence=fence)
        except messaging.Refused:
            return
        accepted.append(f"a{thread.id}")

    return act


def _merger(old: Thread, kept: Thread, by: Agent) -> Act:
    def act() -> None:
        try:
            merge(old.id, into=kept.id, by=by)
        except ValidationError as error:
            if error.code != "same":  # another merge was faster
                raise

    return act


def _committed(company: Company, act: Act) -> None:
    with company.bound():
        try:
            act()
        finally:
            connection.close()
