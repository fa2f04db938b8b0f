"""An agent's day: the assistant answers first, then two agents and the customer, a browser each."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.handoff.models import HandoffJudgement
from tests.browser.conftest import OpenPage
from tests.cast import PASSWORD, Company
from tests.story import UNKNOWN, question_of, tell_articles, title_of

pytestmark = pytest.mark.browser

# It sees the trouble, knows the question and says what comes next: the composer lets it go.
REPLY = (
    "Sorry that this took a while. We do not sponsor a football club in Bergamo, but it is a nice "
    "idea: I will ask our marketing and write to you again tomorrow."
)


@pytest.fixture
def company(open_page: OpenPage, acme: Company, tmp_path: Path) -> Company:
    tell_articles(acme, tmp_path)
    with acme.bound():
        Team.objects.get(is_default=True).members.add(*Agent.objects.all())
    return acme


def test_the_day_of_two_agents_and_a_customer(company: Company, open_page: OpenPage) -> None:
    ada, bo = (_at_desk(open_page, company, who) for who in ("ada", "bo"))
    customer = open_page(company, "/")
    _asks_the_assistant_and_then_for_a_person(customer, company)
    for agent in (ada, bo):
        _sees_the_hand_off(agent)
    _both_see_each_other(ada, bo)
    _both_claim_and_one_is_told_who_has_it(ada, bo)
    _the_hand_off_is_judged_in_four_clicks(ada, company)
    _a_note_is_seen_by_colleagues_alone(bo, ada, customer)
    _a_reply_that_crosses_the_customers_words_waits(ada, customer)
    _it_is_passed_on(ada, bo)
    bo.get_by_role("button", name="Resolve").first.click()
    expect(customer.get_by_text("How was it to get help from us today?")).to_be_visible()
    customer.get_by_role("button", name="Great").click()
    customer.get_by_role("button", name="Send feedback").click()
    expect(customer.get_by_text("Thank you. We read every answer.")).to_be_visible()


def _at_desk(open_page: OpenPage, company: Company, who: str) -> Page:
    page = open_page(company, "/inbox/?view=waiting")
    page.get_by_label("E-mail").fill(f"{who}@{company.tenant.slug}.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator('[data-connection="live"]')).to_be_attached()
    return page


def _asks_the_assistant_and_then_for_a_person(customer: Page, company: Company) -> None:
    customer.get_by_role("button", name="Chat").first.click()
    _says(customer, question_of(company))
    sources = customer.get_by_role("list", name="Sources")
    expect(sources.get_by_text(title_of(company))).to_be_visible()
    _says(customer, UNKNOWN)
    expect(customer.get_by_text("You are in line for a person")).to_be_visible()


def _says(customer: Page, words: str) -> None:
    field = customer.get_by_role("textbox", name="Write a message…")
    field.fill(words)
    field.press("Enter")
    expect(customer.get_by_role("log").get_by_text(words)).to_be_visible()


def _sees_the_hand_off(agent: Page) -> None:
    """It comes by itself, and the tab says that somebody calls."""
    expect(agent).to_have_title(re.compile(r"^\(1\) "))
    agent.locator("#list").get_by_text(UNKNOWN).first.click()
    expect(agent.get_by_text("No approved content answers the question.").first).to_be_visible()


def _both_see_each_other(ada: Page, bo: Page) -> None:
    expect(ada.locator("#thread-head").get_by_title("Bo Reyes is looking at it")).to_be_visible()
    expect(bo.locator("#thread-head").get_by_title("Ada Lind is looking at it")).to_be_visible()


def _both_claim_and_one_is_told_who_has_it(ada: Page, bo: Page) -> None:
    claims = [_head(page).get_by_role("button", name="Claim") for page in (ada, bo)]
    # Bo's page does not hear of Ada's claim before he presses.
    bo.route("**/news/**", lambda route: route.abort())
    claims[0].click()
    expect(ada.get_by_role("button", name="Resolve").first).to_be_visible()
    claims[1].click()
    expect(bo.get_by_text("Ada Lind already has this conversation.")).to_be_visible()
    bo.unroute("**/news/**")


def _the_hand_off_is_judged_in_four_clicks(ada: Page, company: Company) -> None:
    """Each answer is one click, shown as given; pressed again it is taken back."""
    for name in ("Something missing", "Too late", "Wrong", "Right as it is"):
        button = ada.locator("#verdict").get_by_role("button", name=name, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(ada.locator(".verdict-by")).to_have_count(4)
    with company.bound():
        judged = HandoffJudgement.objects.get()
        answers = {"context": "lacking", "moment": "too_late", "team": "wrong"}
        assert judged.answers == {**answers, "summary": "accepted"}
    ada.locator("#verdict").get_by_role("button", name="Wrong", exact=True).click()
    expect(ada.locator(".verdict-by")).to_have_count(3)


def _head(page: Page) -> Locator:
    return page.locator("#thread-head")


def _a_note_is_seen_by_colleagues_alone(bo: Page, ada: Page, customer: Page) -> None:
    bo.locator("#offer").get_by_text("Note", exact=True).click()
    field = bo.locator("#body")
    field.press_sequentially("@Ada she called")
    expect(ada.locator("#present-words")).to_have_text("Bo Reyes is writing a note")
    field.press_sequentially(" yesterday")
    expect(customer.get_by_label("Bo Reyes is writing")).to_have_count(0)
    bo.get_by_role("button", name="Add note").click()
    expect(ada.get_by_role("log").get_by_text("she called yesterday")).to_be_visible()
    assert "called yesterday" not in customer.content()


def _a_reply_that_crosses_the_customers_words_waits(ada: Page, customer: Page) -> None:
    field = ada.locator("#body")
    writing = customer.get_by_label("Ada Lind is writing")
    field.press_sequentially("W")
    expect(writing).to_be_visible()
    ada.locator("#offer").get_by_text("Note", exact=True).click()
    expect(writing).to_have_count(0, timeout=3_000)  # it would fade after seven seconds
    field.press_sequentially("ait, this is for colleagues")
    expect(writing).to_have_count(0)
    ada.locator("#offer").get_by_text("Reply", exact=True).click()
    # Her page does not hear of what the customer says at the moment when she sends.
    ada.route("**/news/**", lambda route: route.abort())
    _says(customer, "Never mind, it is about Turin.")
    field.fill(REPLY)
    ada.get_by_role("button", name="Send", exact=True).click()
    warning = ada.locator("#collision")
    expect(warning).to_contain_text("Never mind, it is about Turin.")
    expect(field).to_have_value(REPLY)
    ada.unroute("**/news/**")
    warning.get_by_role("button", name="Send all the same").click()
    expect(customer.get_by_text("We do not sponsor a football club")).to_be_visible()
    expect(warning).to_be_hidden()


def _it_is_passed_on(ada: Page, bo: Page) -> None:
    ada.get_by_label("Assignee").select_option(label="Bo Reyes")
    expect(bo.get_by_role("button", name="Resolve").first).to_be_visible()


def test_a_case_is_filed_passed_on_put_to_rest_and_merged(
    company: Company, open_page: OpenPage, cleo: Contact
) -> None:
    with company.bound():
        kept, old = (_begun(cleo, words) for words in ("My card was charged.", "And once more."))
    ada = _at_desk(open_page, company, "ada")
    ada.goto(re.sub(r"\?.*", f"c/{old.public_id}/", ada.url))
    expect(ada.locator('[data-connection="live"]')).to_be_attached()
    _files_and_follows(ada)
    _puts_to_rest(ada)
    _passes_on_with_a_note(ada)
    _merges(ada, into="My card was charged.")
    expect(ada).to_have_url(re.compile(kept.public_id))
    expect(ada.locator(".bubble").get_by_text("And once more.")).to_be_visible()
    expect(ada.get_by_role("button", name="Take off the tag card")).to_be_visible()


def _begun(contact: Contact, words: str) -> Conversation:
    conversation = lifecycle.start(contact)
    messaging.post_message(conversation.pk, sender="contact", body=words)
    return conversation


def _files_and_follows(agent: Page) -> None:
    agent.keyboard.press("l")
    sheet = agent.get_by_role("dialog")
    sheet.get_by_label("New, or by name").fill("refund, card")
    sheet.get_by_role("button", name="Tag it").click()
    expect(agent.get_by_role("button", name="Take off the tag refund")).to_be_visible()
    agent.get_by_role("button", name="Follow", exact=True).click()
    expect(agent.get_by_role("button", name="Following")).to_be_visible()


def _puts_to_rest(agent: Page) -> None:
    agent.keyboard.press("z")
    sheet = agent.get_by_role("dialog")
    sheet.get_by_label("Until the customer writes").check()
    sheet.get_by_role("button", name="Snooze it").click()
    # A message that fades says so too.
    expect(agent.locator(".banner", has_text="Snoozed until the customer writes")).to_be_visible()


def _passes_on_with_a_note(agent: Page) -> None:
    _from_the_menu(agent, "Pass on…")
    sheet = agent.get_by_role("dialog")
    sheet.get_by_label("To", exact=True).select_option(label="Bo Reyes")
    sheet.get_by_label("Note: only colleagues").fill("Charged twice, it seems.")
    sheet.get_by_role("button", name="Pass it on").click()
    expect(agent.get_by_role("log").get_by_text("Charged twice, it seems.")).to_be_visible()


def _merges(agent: Page, *, into: str) -> None:
    """It asks first, in which, and says that no click undoes it."""
    _from_the_menu(agent, "Merge into another…")
    sheet = agent.get_by_role("dialog")
    expect(sheet.get_by_text("This cannot be undone by a click.")).to_be_visible()
    sheet.get_by_role("button", name="Merge").click()
    expect(sheet.get_by_text("Choose a conversation")).to_be_visible()
    sheet.get_by_label(into).check()
    sheet.get_by_role("button", name="Merge").click()


def _from_the_menu(page: Page, name: str) -> None:
    page.get_by_label("More actions").click()
    page.get_by_role("button", name=name).click()
