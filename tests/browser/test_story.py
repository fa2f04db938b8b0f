"""The main job as its three people see it: a customer, an agent, and a stranger elsewhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.cast import PASSWORD, Company
from tests.story import UNKNOWN, question_of, tell_articles, title_of

pytestmark = pytest.mark.browser

# It sees the trouble, knows the question and says what comes next: the composer lets it go.
REPLY = (
    "Sorry that this took a while. We do not sponsor a football club in Bergamo, but it is a nice "
    "idea: I will ask our marketing and write to you again tomorrow."
)
AGENTS = {"acme": "bo@acme.example", "globex": "ivy@globex.example"}


@pytest.fixture(params=["acme", "globex"])
def company(
    request: pytest.FixtureRequest,
    open_page: OpenPage,
    acme: Company,
    globex: Company,
    tmp_path: Path,
) -> Company:
    for one in (acme, globex):
        tell_articles(one, tmp_path)
    return acme if request.param == "acme" else globex


def test_ask_hand_over_reply_resolve_and_say_how_it_was(
    company: Company, open_page: OpenPage
) -> None:
    customer = open_page(company, "/")
    _asks_and_gets_an_answer_with_its_source(customer, company)
    _asks_something_unknown_and_is_handed_over(customer)
    agent = open_page(company, "/inbox/")
    _logs_in(agent, AGENTS[company.tenant.slug])
    _sees_the_prepared_case_and_replies(agent)
    expect(customer.get_by_text("We do not sponsor a football club")).to_be_visible()
    assert "Marta" not in customer.content()
    agent.get_by_role("button", name="Resolve").first.click()
    _says_how_it_was(customer)


def test_a_customer_on_a_phone_reaches_a_person_at_once(
    company: Company, open_page: OpenPage
) -> None:
    customer = open_page(company, "/", viewport=PHONE)
    customer.get_by_role("button", name="Chat").first.click()
    customer.get_by_role("button", name="Talk to a person", exact=True).click()
    expect(customer.get_by_text("You are in line for a person")).to_be_visible()
    customer.get_by_role("button", name="Stop waiting").click()
    expect(customer.get_by_text("You are in line for a person")).to_be_hidden()


def test_a_question_from_the_help_centre_is_carried_into_the_chat_and_answered(
    company: Company, open_page: OpenPage
) -> None:
    reader = open_page(company, "/help/")
    reader.get_by_role("textbox", name="Your question").fill(question_of(company))
    reader.get_by_role("button", name="Ask", exact=True).click()
    expect(reader.get_by_role("log").get_by_text(question_of(company))).to_be_visible()
    expect(
        reader.get_by_role("list", name="Sources").get_by_text(title_of(company))
    ).to_be_visible()


def _asks_and_gets_an_answer_with_its_source(customer: Page, company: Company) -> None:
    customer.get_by_role("button", name="Chat").first.click()
    expect(customer.get_by_role("button", name="Talk to a person").first).to_be_visible()
    _say(customer, question_of(company))
    sources = customer.get_by_role("list", name="Sources")
    expect(sources.get_by_text(title_of(company))).to_be_visible()
    customer.get_by_role("button", name="Yes, thanks").click()


def _asks_something_unknown_and_is_handed_over(customer: Page) -> None:
    _say(customer, UNKNOWN)
    expect(customer.get_by_text("You are in line for a person")).to_be_visible()


def _say(customer: Page, words: str) -> None:
    field = customer.get_by_role("textbox", name="Write a message…")
    field.fill(words)
    field.press("Enter")
    expect(customer.get_by_role("log").get_by_text(words)).to_be_visible()


def _logs_in(agent: Page, email: str) -> None:
    agent.get_by_label("E-mail").fill(email)
    agent.get_by_label("Password").fill(PASSWORD)
    agent.get_by_role("button", name="Log in").click()


def _sees_the_prepared_case_and_replies(agent: Page) -> None:
    agent.get_by_role("link", name="Unassigned").click()
    agent.get_by_text(UNKNOWN).first.click()
    expect(agent.get_by_text("No approved content answers the question.").first).to_be_visible()
    agent.locator("#thread-head").get_by_role("button", name="Claim").click()
    agent.get_by_text("Note", exact=True).first.click()
    agent.get_by_role("textbox", name="Note: only colleagues see it").fill(
        "Ask Marta about sponsoring."
    )
    agent.get_by_role("button", name="Add note").click()
    expect(agent.get_by_role("log").get_by_text("Ask Marta")).to_be_visible()
    agent.get_by_text("Reply", exact=True).first.click()
    agent.get_by_role("textbox", name="Reply to").fill("We do not, but nice idea!")
    agent.get_by_role("button", name="Send", exact=True).click()
    expect(agent.get_by_text("A first reply after a hand-off.")).to_be_visible()
    agent.get_by_role("textbox", name="Reply to").fill(REPLY)
    agent.get_by_role("button", name="Send anyway").click()
    expect(agent.get_by_role("log").get_by_text("We do not sponsor")).to_be_visible()


def _says_how_it_was(customer: Page) -> None:
    expect(customer.get_by_text("How was it to get help from us today?")).to_be_visible()
    customer.get_by_role("button", name="Great").click()
    customer.get_by_role("textbox", name="Anything to add?").fill("Quick!")
    customer.get_by_role("button", name="Send feedback").click()
    expect(customer.get_by_text("Thank you. We read every answer.")).to_be_visible()
