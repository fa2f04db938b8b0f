"""The list costs the same with many conversations as with few, on its first page and deep down."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from bench.crowd import fill
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.inbox import asking, listing, offered
from tests.cast import Company
from tests.inbox.conftest import Begin, Desk
from tests.plans import plans_of

# Enough for the planner to prefer an index wherever there is one that fits.
MANY = 6_000


def test_every_view_reads_an_index_in_its_order(acme: Company, adas: Desk) -> None:
    with acme.bound():
        fill(MANY)
        _have_many_of_each()
    deep = listing.cursor_of(timezone.now() - timedelta(days=2), 2_000)
    for view in offered.VIEWS:
        for cursor in ("", deep):
            page = partial(adas.list, view=view.key, cursor=cursor)
            found = plans_of(page, acme)
            assert found.scanned == set(), view.key
            # The latest of each team are put together, and the few that name an agent in order.
            assert found.sorts == [] or view.key in ("teams", "mentions", "following"), view.key
            # Session, agent, saved views, rows, numbers, brand; where rows are tested, their end.
            assert found.statements <= 7


def _have_many_of_each() -> None:
    """Of what a few dozen have in common, these may as well be sorted as read in order."""
    resolved = Conversation.objects.filter(status="resolved", is_spam=False).values("pk")
    for status in ("waiting", "snoozed", "assisted", "open"):
        Conversation.objects.filter(pk__in=resolved[: MANY // 8]).update(
            status=status, waiting_since=F("last_message_at")
        )
    Conversation.objects.filter(pk__in=resolved[: MANY // 8]).update(is_spam=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) conversations_conversation")


def test_a_search_reads_no_table_whole(acme: Company, adas: Desk) -> None:
    with acme.bound():
        fill(MANY)
    for view in offered.VIEWS:
        page = partial(adas.list, view=view.key, q="berggren")
        assert plans_of(page, acme, avoid_scans=True).scanned == set()


def test_the_look_at_plans_finds_a_missing_index(acme: Company, ada: Agent) -> None:
    with acme.bound(), transaction.atomic(), connection.cursor() as cursor:
        fill(MANY, vacuum=False)
        cursor.execute("DROP INDEX latest_of_people, latest_first, latest_of_status")
        chosen = asking.asked({"view": ["open"]}, ada, []).selection(ada)
        found = plans_of(lambda: listing.page_of(chosen), acme)
        transaction.set_rollback(True)
    assert found.sorts


def test_numbers_are_counted_as_far_as_they_are_shown(
    acme: Company, ada: Agent, adas: Desk
) -> None:
    with acme.bound():
        fill(6_000)
        counts, _ = listing.counts(ada)
        truth = Conversation.objects.filter(status="waiting", is_spam=False).count()
    assert counts["open"] == listing.COUNTED + 1
    assert counts["waiting"] == truth < listing.COUNTED
    assert ">99+</span>" in adas.list(view="mine")


@pytest.mark.parametrize("words", ["Berggren", "bergren", "a.berggren@x"])
def test_search_finds_people_beyond_the_latest_and_forgives_a_slip(
    words: str, acme: Company, begin: Begin, adas: Desk
) -> None:
    with acme.bound():
        wanted = Contact.objects.create(name="Ann Berggren", email="a.berggren@x.example")
    old = begin(contact=wanted)
    with acme.bound():
        fill(3_000)
        Contact.objects.exclude(pk=wanted.pk).filter(name__contains="Berg").update(name="Someone")
        Contact.objects.exclude(pk=wanted.pk).update(email="someone@else.example")
        long_ago = timezone.now() - timedelta(days=900)
        Conversation.objects.filter(pk=old.pk).update(last_message_at=long_ago)
    assert f'id="row-{old.pk}"' in adas.list(view="assistant", q=words)


def test_counts_hold_while_conversations_change_hands(
    acme: Company, begin: Begin, ada: Agent
) -> None:
    some = [begin() for _ in range(5)]
    with acme.bound():
        for conversation in some[:3]:
            lifecycle.claim(conversation.pk, ada)
        lifecycle.resolve(some[0].pk, by=ada)
        assert listing.counts(ada)[0] == {
            "mine": 2, "waiting": 0, "teams": 0, "open": 2, "assistant": 2, "snoozed": 0,
            "promises": 0, "mentions": 0,
        }  # fmt: skip
