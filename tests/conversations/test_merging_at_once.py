"""Merges beside what customers, the assistant and other merges do at the same moment."""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection

from helpdesk.agents.models import Agent
from helpdesk.conversations import merging, messaging, splitting
from helpdesk.conversations.merging import merge
from helpdesk.conversations.models import Conversation
from helpdesk.conversations.signals import conversation_merged
from helpdesk.conversations.splitting import split
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


@pytest.mark.parametrize("in_order", [True, False])
def test_two_merges_in_opposite_directions_make_one_conversation(
    in_order: bool,
    acme: Company,
    begin: Callable[[], Thread],
    ada: Agent,
    bo: Agent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control arm locks as it is asked: the two wait for each other, until one is ended."""
    one, two = _two(acme, begin)
    if not in_order:
        monkeypatch.setattr(merging, "_both", _as_asked(Barrier(2, timeout=10)))
    with ThreadPoolExecutor(2) as pool:
        mergers = (_merger(one, two, ada), _merger(two, one, bo))
        acts = [pool.submit(_committed, acme, merger) for merger in mergers]
        ended = [act.exception(timeout=20) for act in acts]
    if not in_order:
        assert any(isinstance(error, OperationalError) for error in ended)
        return
    assert ended == [None, None]
    with acme.bound():
        (living,) = [thread for thread in (one, two) if thread.now().merged_into_id is None]
        assert sorted(said(living)) == ["One.", "Two.", "Two."]


@pytest.mark.parametrize("asks_again", [True, False])
def test_a_message_that_waits_for_a_merge_lands_where_it_lives(
    asks_again: bool,
    acme: Company,
    begin: Callable[[], Thread],
    bo: Agent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control arm does not ask where it lives: the customer's words are refused."""
    old, kept = _two(acme, begin)
    if not asks_again:
        monkeypatch.setattr(messaging, "_is_refused", lambda _row: False)
    with ThreadPoolExecutor(2) as pool:
        with _held_open() as is_open:
            joining = pool.submit(_committed, acme, _merger(old, kept, bo))
            assert is_open.wait(10)
            writing: Future[None] = pool.submit(_committed, acme, lambda: old.says("Wait!"))
            time.sleep(0.3)
            assert not writing.done(), "it waits for the row"
        joining.result(timeout=10)
        refused = writing.exception(timeout=10)
    with acme.bound():
        assert (said(kept)[-1] == "Wait!") == asks_again
    assert isinstance(refused, messaging.Refused) != asks_again


@pytest.mark.parametrize("is_locked", [True, False])
def test_a_split_that_waits_for_a_merge_cuts_what_lives(
    is_locked: bool,
    acme: Company,
    begin: Callable[[], Thread],
    bo: Agent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control arm reads without a lock, and cuts what has gone meanwhile."""
    old, kept = _two(acme, begin)
    if not is_locked:
        monkeypatch.setattr(splitting, "locked", lambda pk: Conversation.objects.get(pk=pk))
    with ThreadPoolExecutor(2) as pool:
        with _held_open() as is_open:
            joining = pool.submit(_committed, acme, _merger(kept, old, bo))
            assert is_open.wait(10)
            cutting = pool.submit(_committed, acme, lambda: split(kept.id, 2, by=bo))
            time.sleep(0.3)
        joining.result(timeout=10)
        error = cutting.exception(timeout=10)
    with acme.bound():
        rows = Conversation.objects.filter(contact=old.now().contact_id, merged_into=None)
        texts = sorted(body for row in rows for body in said(Thread(row.pk)))
        assert texts == ["One.", "Two.", "Two."]
        assert all(is_whole(Thread(row.pk)) for row in rows)
    assert isinstance(error, IntegrityError) != is_locked
    assert is_locked == (error is None or isinstance(error, ValidationError))


def _as_asked(meet: Barrier) -> Callable[[int, int], tuple[Conversation, Conversation]]:
    def both(one_id: int, other_id: int) -> tuple[Conversation, Conversation]:
        rows = Conversation.objects.select_for_update()
        first = rows.get(pk=one_id)
        meet.wait()
        return first, rows.get(pk=other_id)

    return both


def _two(company: Company, begin: Callable[[], Thread]) -> tuple[Thread, Thread]:
    one, two = begin(), begin()
    with company.bound():
        one.says("One.")
        two.says("Two.")
        two.says("Two.")
    return one, two


@contextmanager
def _held_open() -> Iterator[Event]:
    """A merge within the block stands still before it commits; the event says that it does."""
    is_open, may_end = Event(), Event()

    def wait(**_told: Any) -> None:
        is_open.set()
        may_end.wait(10)

    conversation_merged.connect(wait)
    try:
        yield is_open
    finally:
        may_end.set()
        conversation_merged.disconnect(wait)


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
