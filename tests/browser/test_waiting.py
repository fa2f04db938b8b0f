"""While they wait: one question, a call that is promised, and the card that both reach."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.cast import PASSWORD, Company

pytestmark = pytest.mark.browser

BILLING = "I was charged twice on May 3rd, $49.90 each time. Please refund one of them asap."
NUMBER = "+49 30 1234567"


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
