"""The list: which view shows what, counts, search, pages, and its price in queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.inbox import asking, listing, offered
from helpdesk.notifying import reading
from tests.cast import Company
from tests.inbox.conftest import A_PERSON, Begin, Desk


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', page)]


def test_each_conversation_stands_in_the_views_of_its_status(
    acme: Company, begin: Begin, ada: Agent, bo: Agent, adas: Desk
) -> None:
    assisted, waiting, mine, theirs, done = (begin() for _ in range(5))
    with acme.bound():
        lifecycle.hand_off(waiting.pk, A_PERSON, {"v": 1})
        lifecycle.claim(mine.pk, ada)
        lifecycle.claim(theirs.pk, bo)
        lifecycle.resolve(done.pk, by=ada)
    expected = {
        "mine": {mine.pk},
        "waiting": {waiting.pk},
        "open": {waiting.pk, mine.pk, theirs.pk},
        "assistant": {assisted.pk},
        "resolved": {done.pk},
        "snoozed": set(),
        "spam": set(),
        "all": {assisted.pk, waiting.pk, mine.pk, theirs.pk, done.pk},
    }
    assert {key: set(shown(adas.list(view=key))) for key in expected} == expected
    with acme.bound():
        assert listing.counts(ada)[0] == {
            "mine": 1, "waiting": 1, "teams": 1, "open": 3, "assistant": 1, "snoozed": 0,
            "promises": 0, "mentions": 0,
        }  # fmt: skip


def test_the_queue_shows_who_waits_longest_first(acme: Company, begin: Begin, adas: Desk) -> None:
    young, old = begin(), begin()
    with acme.bound():
        for conversation, minutes in ((young, 5), (old, 50)):
            lifecycle.hand_off(conversation.pk, A_PERSON, {"v": 1})
            since = timezone.now() - timedelta(minutes=minutes)
            Conversation.objects.filter(pk=conversation.pk).update(waiting_since=since)
    assert shown(adas.list(view="waiting")) == [old.pk, young.pk]
    assert "50 min" in adas.list(view="waiting")


@pytest.mark.parametrize("words", ["marsh", "CLEO@customer", "vat rate", "#{id}", "{id}"])
def test_search_finds_name_address_text_and_number(
    words: str, begin: Begin, adas: Desk, acme: Company
) -> None:
    wanted = begin()
    with acme.bound():
        other = Contact.objects.create(name="Dana", email="dana@else.example")
    begin("Something else entirely", contact=other)
    found = adas.list(view="assistant", q=words.format(id=wanted.pk))
    assert shown(found) == [wanted.pk]


def test_a_search_without_hits_says_so_and_keeps_its_words_harmless(adas: Desk) -> None:
    page = adas.list(view="open", q="<b>nothing</b>")
    assert "Nothing found for “&lt;b&gt;nothing&lt;/b&gt;”" in page


def test_pages_by_cursor_show_each_conversation_once(
    acme: Company, begin: Begin, ada: Agent
) -> None:
    everything = {begin().pk for _ in range(listing.PAGE_SIZE + 3)}
    with acme.bound():
        chosen = asking.asked({"view": ["assistant"]}, ada, []).selection(ada)
        first = listing.page_of(chosen)
        # One that speaks up meanwhile moves to the top and shifts nothing below.
        messaging.post_message(first.rows[-1].pk, sender="contact", body="Hello?")
        second = listing.page_of(chosen, cursor=first.next_cursor)
    assert len(first.rows) == listing.PAGE_SIZE
    assert not second.next_cursor
    assert [*{row.pk for row in first.rows} & {row.pk for row in second.rows}] == []
    assert {row.pk for row in (*first.rows, *second.rows)} == everything


@pytest.mark.parametrize("cursor", ["bm9uc2Vuc2U=", "é", "W10=", "WyIyMDI2IiwgMV0=", "W1tb" * 999])
def test_a_cursor_that_we_did_not_write_does_no_harm(cursor: str, begin: Begin, adas: Desk) -> None:
    begin()
    assert "With the assistant" in adas.list(view="assistant", cursor=cursor)


def test_odd_addresses_are_answered(acme: Company, begin: Begin, adas: Desk) -> None:
    begin()
    assert len(shown(adas.list(view="assistant", q="vat\x00 rate", size="x", cursor=""))) == 1
    assert "Mine" in adas.list(view="../nowhere")
    assert adas.client.get("/inbox/c/%00/").status_code == 404
    assert adas.client.get(f"/inbox/c/{'x' * 500}/").status_code == 404


def test_the_list_costs_the_same_however_long_it_is(
    acme: Company, begin: Begin, adas: Desk
) -> None:
    def price() -> int:
        with CaptureQueriesContext(connection) as queries:
            adas.list(view="assistant")
        return len(queries)

    begin()
    adas.list(view="assistant")
    short = price()
    for number in range(12):
        with acme.bound():
            contact = Contact.objects.create(name=f"Contact {number}")
        begin(contact=contact)
    assert price() == short <= 6


def test_an_empty_desk_says_what_to_do(waiting: Conversation, adas: Desk) -> None:
    page = adas.list(view="mine")
    assert "Nothing on your desk" in page
    assert "See who waits (1)" in page


def test_nothing_of_acme_is_in_the_list_of_globex(waiting: Conversation, guss: Desk) -> None:
    for view in offered.VIEWS:
        page = guss.list(view=view.key, q="cleo")
        assert shown(page) == []
        assert "Cleo" not in page


def test_htmx_gets_the_list_alone_and_the_browser_the_whole_page(
    waiting: Conversation, adas: Desk
) -> None:
    fragment = adas.client.get("/inbox/?view=waiting", HTTP_HX_REQUEST="true").content.decode()
    assert shown(fragment) == [waiting.pk]
    assert "<html" not in fragment
    assert 'hx-swap-oob="true"' in fragment
    back = adas.client.get(
        "/inbox/", HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true"
    )
    assert "<html" in back.content.decode()


def test_a_question_is_unread_until_the_agent_has_seen_it_or_it_is_over(
    acme: Company, waiting: Conversation, ada: Agent, adas: Desk, bos: Desk
) -> None:
    assert "row-unread" in adas.list(view="waiting")
    with acme.bound():
        reading.saw(ada.pk, waiting.pk, 2)
        assert reading.upto_of(ada.pk, [waiting.pk, 7_000_000]) == {waiting.pk: 2}
    assert "row-unread" not in adas.list(view="waiting")
    assert "row-unread" in bos.list(view="waiting")
    with acme.bound():
        messaging.post_message(waiting.pk, sender="contact", body="Hello?")
    assert "row-unread" in adas.list(view="waiting")
    adas.do("resolve", waiting)
    assert "row-unread" not in adas.list(view="resolved")
