"""What a browser shows of an answer while it is being written, and that the log replaces it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from helpdesk.conversations import messaging
from helpdesk.conversations.models import Message
from tests.browser.conftest import OpenPage
from tests.browser.test_lines import Lines, _writes
from tests.cast import Company

pytestmark = pytest.mark.browser

Delta = Callable[..., None]
LATE, SPARE = 1_000, 6


@pytest.fixture
def customer(acme: Company, open_page: OpenPage) -> tuple[Page, Delta]:
    """A page with a conversation, and what sends it deltas."""
    page = open_page(acme, "/")
    lines = Lines(page, "**/ws/widget")
    page.reload()
    page.get_by_role("button", name="Chat").first.click()
    _writes(page, "I want to talk to a person, please.")
    expect(page.get_by_role("button", name="Stop waiting")).to_be_visible(timeout=30_000)

    def delta(about: int, **fields: str | int | bool) -> None:
        lines.opened[-1].send(json.dumps({"type": "delta", "about": about, **fields}))

    return page, delta


def log_of(page: Page) -> Locator:
    return page.get_by_role("log")


def test_a_customer_reads_along_and_what_is_taken_back_goes(customer: tuple[Page, Delta]) -> None:
    page, delta = customer
    log = log_of(page)

    delta(LATE, run="a", off=0, text="It takes **five days**.")
    expect(log.locator("strong", has_text="five days")).to_be_visible()
    delta(LATE, run="a", off=99, text=" Something was lost before this.")
    delta(-1, run="b", off=0, text="This was answered long ago.")
    delta(LATE, run="a", off=23, text=" Weekends do not count.")
    expect(log.get_by_text("Weekends do not count.")).to_be_visible()
    expect(log.get_by_text("lost before this")).to_have_count(0)
    expect(log.get_by_text("long ago")).to_have_count(0)

    delta(LATE, run="a", failed=True)
    expect(log.get_by_text("five days")).to_have_count(0)


def test_what_was_read_along_ends_with_the_next_entry_of_the_log(
    acme: Company, customer: tuple[Page, Delta]
) -> None:
    page, delta = customer
    log = log_of(page)

    with acme.bound():
        last = Message.objects.latest("seq")
        # The desk may say something of its own meanwhile.
        delta(last.seq + SPARE, run="c", off=0, text="Half of it")
        expect(log.get_by_text("Half of it")).to_be_visible()
        for number in range(SPARE + 1):
            body = f"Line {number}"
            messaging.post_message(last.conversation_id, sender="contact", body=body)

    expect(log.get_by_text(f"Line {SPARE}")).to_be_visible()
    expect(log.get_by_text("Half of it")).to_have_count(0)
