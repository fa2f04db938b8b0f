"""A merge beside a block of its customer, the merge the other way, and her erasure, really at once.

Each pair of acts begins behind a barrier, many times over; what is left is looked at each time.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import Q

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, merging
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.filing import filed, following, tagging
from tests.cast import Company
from tests.conversations.conftest import Thread, is_whole, said

Act = Callable[[], object]
ROUNDS = 5
# What is said to whoever comes second.
REFUSALS = (ValidationError, ObjectDoesNotExist)


@pytest.fixture
def two(acme: Company) -> Callable[[], tuple[Thread, Thread]]:
    """Two conversations of a customer nobody knew, the older first; each tagged and followed."""

    def made() -> tuple[Thread, Thread]:
        contact = Contact.objects.create(name="Dee")
        threads = [Thread(lifecycle.start(contact).pk) for _ in range(2)]
        for thread, body in zip(threads, ("One.", "Two."), strict=True):
            thread.says(body)
            tagging.tag(thread.id, [body.strip(".")], by=acme.agent("Ada"))
            following.follow(thread.id, acme.agent("Bo"))
        return threads[0], threads[1]

    return made


Two = Callable[[], tuple[Thread, Thread]]


@pytest.mark.parametrize("old_first", [True, False])
def test_a_block_and_a_merge_leave_nothing_of_hers_in_the_lists(
    old_first: bool, acme: Company, two: Two, ada: Agent, bo: Agent
) -> None:
    for _ in range(ROUNDS):
        with acme.bound():
            one, other = two() if old_first else two()[::-1]
        errors = _at_once(acme, _merge(one, other, bo), _blocker(one, ada))
        assert all(isinstance(error, ValidationError) for error in errors), errors
        with acme.bound():
            contact = one.now().contact
            assert contact.is_blocked
            assert not Conversation.objects.real().filter(contact=contact).exists()
            living = Conversation.objects.filter(contact=contact, merged_into=None)
            assert sum(len(said(Thread(row.pk))) for row in living) == 2
            assert all(is_whole(thread) for thread in (one, other))


def test_a_block_that_locks_as_rows_come_waits_in_a_ring_with_a_merge(
    acme: Company, two: Two, ada: Agent, bo: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control arm of the above: against the order of ids, one of the two is ended."""
    meet = Barrier(2, timeout=10)

    def in_turn(conversation_id: int) -> Conversation:
        row = locked(conversation_id)
        if conversation_id == one.id:
            meet.wait()
        return row

    def block_backwards() -> None:
        rows = Conversation.objects.select_for_update()
        rows.get(pk=other.id)
        meet.wait()
        rows.get(pk=one.id)

    with acme.bound():
        one, other = two()
    monkeypatch.setattr(merging, "locked", in_turn)
    errors = _at_once(acme, _merge(one, other, bo), transaction.atomic(block_backwards))
    assert any(isinstance(error, OperationalError) for error in errors)


def test_two_merges_that_meet_leave_one_conversation_with_all_that_is_filed(
    acme: Company, two: Two, ada: Agent, bo: Agent
) -> None:
    for _ in range(ROUNDS):
        with acme.bound():
            one, other = two()
        errors = _at_once(acme, _merge(one, other, ada), _merge(other, one, bo))
        assert [getattr(error, "code", "") for error in errors] == ["same"]
        with acme.bound():
            (living,) = Conversation.objects.filter(contact=one.now().contact, merged_into=None)
            found = filed.of(living.pk)
            assert sorted(found.tags) == ["One", "Two"]
            assert [one.name for one in found.followers] == ["Bo Reyes"]
            assert sorted(said(Thread(living.pk))) == ["One.", "Two."]


@pytest.mark.parametrize("in_order", [True, False])
def test_an_erasure_and_a_merge_leave_nothing_of_hers_whoever_comes_first(
    in_order: bool, acme: Company, two: Two, bo: Agent
) -> None:
    """The control arm deletes without a lock, and does not see what the merge writes meanwhile."""
    failed: list[BaseException] = []
    for _ in range(ROUNDS if in_order else 3 * ROUNDS):
        with acme.bound():
            one, other = two()
            contact = one.now().contact_id
        errors = _at_once(acme, _merge(one, other, bo), _eraser(contact, in_order))
        failed += [error for error in errors if not isinstance(error, REFUSALS)]
        if failed:
            break
        with acme.bound():
            hers = Q(conversation__in=[one.id, other.id]) | Q(conversation__contact=contact)
            assert not Message.objects.filter(hers).exists()
            assert not Conversation.objects.filter(contact=contact).exists()
            assert filed.of(other.id) == filed.Filed([], [], [])
    assert bool(failed) != in_order, failed


def _merge(old: Thread, kept: Thread, by: Agent) -> Act:
    return lambda: merging.merge(old.id, into=kept.id, by=by)


def _blocker(thread: Thread, by: Agent) -> Act:
    return lambda: lifecycle.block(thread.id, by=by)


def _eraser(contact_id: int, in_order: bool) -> Act:
    """Erases her: with her conversations locked in the order of their ids, as every verb does."""

    @transaction.atomic
    def erase() -> None:
        if in_order:
            hers = Conversation.objects.select_for_update().filter(contact=contact_id)
            list(hers.order_by("pk"))
        Contact.objects.get(pk=contact_id).delete()

    return erase


def _at_once(company: Company, *acts: Act) -> list[BaseException]:
    """Let the acts begin in the same moment; returns what they were refused with."""
    begin = Barrier(len(acts), timeout=10)

    def one(act: Act) -> Any:
        with company.bound():
            try:
                connection.ensure_connection()
                begin.wait()
                act()
            finally:
                connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        done = [pool.submit(one, act) for act in acts]
    return [error for one in done if (error := one.exception())]
