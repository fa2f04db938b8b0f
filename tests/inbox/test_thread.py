"""A thread: what it shows, to whom, and what is new in it."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.agents.models import Agent
from helpdesk.assistant.models import Turn
from helpdesk.conversations import lifecycle, log, messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.waiting.choosing import choose
from tests.cast import Company
from tests.inbox.conftest import Begin, Desk
from tests.meter import metered

LOCKED = re.compile(r'value="reply"\s+disabled')


def answer(company: Company, conversation: Conversation, **data: Any) -> int:
    """The assistant's answer to the first message."""
    with company.bound():
        said = messaging.post_message(
            conversation.pk, sender="assistant", body="Press Correct.", trigger_seq=1, data=data
        )
        return said.seq


def entries(page: str) -> list[int]:
    return [int(seq) for seq in re.findall(r'id="entry-(\d+)"', page)]


def test_a_thread_shows_messages_notes_and_events_in_order(
    waiting: Conversation, adas: Desk
) -> None:
    adas.do("claim", waiting)
    adas.reply(waiting, "Hello, I am looking into it.")
    adas.do("note", waiting, body="Ask billing.", cid="8e6f0c7e-0b52-4f0e-8a5a-6a63d8a0a001")
    page = adas.open(waiting).content.decode()
    assert entries(page) == [1, 2, 3, 4, 5]
    for words in ("How do I change the VAT rate?", "Handed over to Support", "Ada Lind joined"):
        assert words in page
    assert "entry-note" in page
    assert "only colleagues see it" in page


def test_a_note_never_reaches_the_customer(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    adas.do("note", waiting, body="A secret.", cid="8e6f0c7e-0b52-4f0e-8a5a-6a63d8a0a001")
    with acme.bound():
        page = log.entries_after(waiting, 0, for_contact=True)
        waiting.refresh_from_db()
    assert "A secret." not in str(page)
    assert waiting.last_preview == "How do I change the VAT rate?"


def test_the_hand_off_card_stands_on_top(waiting: Conversation, adas: Desk) -> None:
    page = adas.open(waiting).content.decode()
    card = page[page.index('id="card"') : page.index('id="entries"')]
    for words in (
        "Handed over to Support",
        "When a customer asks for a person",
        "Say hello by name.",
        "Change the VAT rate",
        "Upset",
        "Press Correct.",
        "not solved",
        "VAT rates",
        "https://shop.example/cart",
    ):
        assert words in card


def test_an_answer_shows_its_sources_and_what_the_customer_thought_of_it(
    acme: Company, assisted: Conversation, adas: Desk
) -> None:
    sources = [
        {"id": "1", "title": "VAT rates", "url": "/help/vat/"},
        {"id": "2", "title": "Trap", "url": "javascript:alert(1)"},
    ]
    seq = answer(acme, assisted, sources=sources)
    with acme.bound():
        Turn.objects.create(
            conversation=assisted,
            trigger_seq=1,
            reply_seq=seq,
            outcome="answered",
            question="How?",
            confidence=0.72,
            verdict="contradicted",
            thumbs_up=False,
        )
    page = adas.open(assisted).content.decode()
    assert 'href="/help/vat/"' in page
    assert 'href="javascript' not in page
    for words in ("Not solved, says the customer", "Not helpful", "Confidence 72%"):
        assert words in page
    assert "What the assistant did" in page


def test_what_a_customer_writes_is_text_and_nothing_else(begin: Begin, adas: Desk) -> None:
    nasty = begin('<img src=x onerror="alert(1)"> see https://shop.example/a')
    page = adas.open(nasty).content.decode()
    assert "<img" not in page
    assert 'href="https://shop.example/a"' in page


def test_only_the_news_is_fetched(waiting: Conversation, adas: Desk) -> None:
    adas.do("claim", waiting)
    adas.reply(waiting, "Hello.")
    piece = adas.news(waiting, after=3)
    assert entries(piece) == [4]
    assert 'data-upto="4"' in piece
    assert 'id="thread-head"' not in piece, "a message alone changes no frame"
    assert 'id="thread-head"' in adas.news(waiting, after=2)


def test_a_redacted_entry_is_brought_again_with_the_news(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    assert adas.do("redact", waiting, seq=1).status_code == 204
    piece = adas.news(waiting, after=2)
    assert entries(piece) == [3, 1]
    assert "Redacted. The text was removed for good." in piece
    whole = adas.open(waiting).content.decode()
    assert "How do I change the VAT rate?" not in whole
    with acme.bound():
        assert "VAT rate?" not in str(log.entries_after(waiting, 0, for_contact=True))


def test_long_threads_open_at_their_end(acme: Company, begin: Begin, adas: Desk) -> None:
    long = begin()
    with acme.bound():
        for number in range(210):
            messaging.post_message(long.pk, sender="contact", body=f"Line {number}")
        long.refresh_from_db()
    assert entries(adas.open(long).content.decode()) == list(range(12, 212))
    assert entries(adas.open(long, whole=1).content.decode()) == list(range(1, 212))
    assert len(entries(adas.news(long, after=0))) == 211


def test_a_thread_costs_the_same_however_long_it_is(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    def price() -> int:
        with CaptureQueriesContext(connection) as queries:
            adas.open(waiting)
        return len(queries)

    adas.open(waiting)
    short = price()
    for number in range(10):
        adas.reply(waiting, f"Line {number}")
        with acme.bound():
            lifecycle.start(waiting.contact)
    assert price() == short == 18


def test_a_message_that_arrives_costs_each_reader_three_statements_and_an_answer_one_more(
    acme: Company, assisted: Conversation, adas: Desk
) -> None:
    def price(seq: int) -> int:
        with metered() as cost:
            assert entries(adas.news(assisted, after=seq - 1)) == [seq]
        return len(cost.statements)

    adas.news(assisted, after=0)
    with acme.bound():
        asked = messaging.post_message(assisted.pk, sender="contact", body="And on Sundays?")
    assert price(asked.seq) == 3  # who asks, which conversation, what is new
    assert price(answer(acme, assisted)) == 4  # and what the assistant thought of it


def test_a_thread_of_acme_does_not_exist_at_globex(waiting: Conversation, guss: Desk) -> None:
    page = guss.open(waiting)
    assert page.status_code == 404
    assert "Cleo" not in page.content.decode()
    assert guss.client.get(guss.address("news", waiting)).status_code == 404


def test_the_composer_is_locked_while_somebody_else_speaks(
    acme: Company, assisted: Conversation, waiting: Conversation, bo: Agent, adas: Desk
) -> None:
    def offer(conversation: Conversation) -> str:
        page: str = adas.open(conversation).content.decode()
        return page[page.index('id="offer"') : page.index('id="body"')]

    assert "Take over" in offer(assisted)
    assert LOCKED.search(offer(assisted))
    assert "waiting for a person" in offer(waiting)
    assert not LOCKED.search(offer(waiting))
    with acme.bound():
        lifecycle.claim(waiting.pk, bo)
    assert "<bdi>Bo Reyes</bdi> has this conversation" in offer(waiting)
    assert LOCKED.search(offer(waiting))


def test_what_others_are_called_and_wrote_has_the_direction_of_its_own_letters(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    with acme.bound():
        Contact.objects.filter(pk=waiting.contact_id).update(
            name="ليلى حداد", phone="+49 30 1234567"
        )
    page = adas.open(waiting).content.decode()
    assert "<bdi>ليلى حداد</bdi> is waiting for a person." in page
    assert "<h2><bdi>ليلى حداد</bdi></h2>" in page
    assert "<dd><bdi>+49 30 1234567</bdi></dd>" in page
    assert '<p dir="auto">Change the VAT rate</p>' in page


def test_the_assistants_answer_is_shown_as_its_customer_sees_it_and_nothing_in_it_runs(
    acme: Company, assisted: Conversation, bos: Desk
) -> None:
    with acme.bound():
        messaging.post_message(
            assisted.pk,
            sender="assistant",
            body="1. Open **My shifts**.\n2. <script>steal()</script> [Go](javascript:steal())",
        )
    page = bos.open(assisted).content.decode()
    assert "<strong>My shifts</strong>" in page
    assert "steal()</script>" not in page
    assert 'href="javascript' not in page


def test_the_card_says_how_they_want_to_be_reached_and_by_when(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    with acme.bound():
        choose(waiting.pk, "callback", address="+49 30 1234567")
    page = adas.open(waiting).content.decode()
    card = page[page.index('id="card"') : page.index('id="entries"')]
    assert "+49 30 1234567" in card
    assert "Promised: a call on" in card
