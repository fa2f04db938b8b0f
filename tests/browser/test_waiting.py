"""While they wait: one question, a call that is promised, and the card that both reach."""

import re

import pytest
from playwright.sync_api import Page, expect

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact
from helpdesk.handoff.handing_over import talk_to_person
from helpdesk.routing.models import TeamQueue
from tests.browser.conftest import PHONE, OpenPage
from tests.cast import PASSWORD, Company
from tests.routing.test_expecting import remember

pytestmark = pytest.mark.browser

BILLING = "I was charged twice on May 3rd, $49.90 each time. Please refund one of them asap."
NUMBER = "+49 30 1234567"
UNKNOWN = "We cannot say yet how long it will take."
LASTS = re.compile(r"It will take about \d+–\d+ min\.")


def test_who_waits_answers_one_question_asks_for_a_call_and_the_agent_sees_both(
    acme: Company, open_page: OpenPage
) -> None:
    customer = open_page(acme, "/", viewport=PHONE)
    customer.get_by_role("button", name="Chat").first.click()
    _say(customer, BILLING)
    expect(customer.get_by_text("number of the order or invoice")).to_be_visible()
    _say(customer, "It is INV-2024-118")
    _asks_for_a_call(customer)
    agent = open_page(acme, "/inbox/")
    _opens_the_case(agent)
    card = agent.locator("#card")
    expect(card.get_by_text(NUMBER).first).to_be_visible()
    expect(card.get_by_role("button", name="INV-2024-118")).to_be_visible()
    expect(card.get_by_text("Urgent", exact=True)).to_be_visible()


def _asks_for_a_call(customer: Page) -> None:
    customer.get_by_role("button", name="Call me").click()
    field = customer.get_by_label("Phone")
    field.fill("12")
    customer.get_by_role("button", name="Save").click()
    expect(customer.get_by_role("alert").get_by_text("country code")).to_be_visible()
    field.fill(NUMBER)
    customer.get_by_role("button", name="Save").click()
    expect(customer.get_by_text(f"We will call you on {NUMBER}")).to_be_visible()
    expect(customer.get_by_role("button", name="Call me")).to_have_attribute("aria-pressed", "true")


def _opens_the_case(agent: Page) -> None:
    agent.get_by_label("E-mail").fill("bo@acme.example")
    agent.get_by_label("Password").fill(PASSWORD)
    agent.get_by_role("button", name="Log in").click()
    agent.get_by_role("link", name="Unassigned").click()
    agent.get_by_text("It is INV-2024-118").first.click()


def _say(customer: Page, words: str) -> None:
    field = customer.get_by_role("textbox", name="Write a message…")
    field.fill(words)
    field.press("Enter")
    expect(customer.get_by_role("log").get_by_text(words)).to_be_visible()


def test_who_waits_moves_up_as_the_line_does_and_sees_how_long_it_takes_once_that_is_known(
    acme: Company, ada: Agent, cleo: Contact, open_page: OpenPage
) -> None:
    with acme.bound():
        first = _waits_first(cleo)
    customer = open_page(acme, "/", viewport=PHONE)
    customer.get_by_role("button", name="Chat").first.click()
    _say(customer, "Can I talk to a person?")
    _sees(customer, "Number 2 in line", UNKNOWN)
    with acme.bound():
        remember(Team.objects.get(is_default=True), minutes=6)
        lifecycle.claim(first, ada)
    _sees(customer, "Number 1 in line", LASTS)
    customer.reload()
    _sees(customer, "You are in line for a person", UNKNOWN)
    with acme.bound():
        lifecycle.release(first)
    _sees(customer, "Number 2 in line", LASTS)


def _waits_first(contact: Contact) -> int:
    """In the queue of a team that tells places."""
    TeamQueue.objects.create(team=Team.objects.get(is_default=True), tells_place=True)
    conversation = lifecycle.start(contact)
    messaging.post_message(conversation.pk, sender="contact", body="How do I change the VAT rate?")
    talk_to_person(conversation.pk)
    return conversation.pk


def _sees(customer: Page, *texts: str | re.Pattern[str]) -> None:
    for text in texts:
        expect(customer.get_by_text(text).last).to_be_visible()
