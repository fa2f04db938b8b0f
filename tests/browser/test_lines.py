"""What a browser does when its line or a request fails: it comes back, whatever failed."""

import re

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact
from tests.browser.conftest import OpenPage, until
from tests.cast import PASSWORD, Company

pytestmark = pytest.mark.browser

BAD_TOKEN = 4401


class Trouble:
    """Fails the first ``times`` requests for an address, and lets the rest through.

    Each is asked to leave the server alone for ``rest`` seconds.
    """

    def __init__(
        self, page: Page, address: str | re.Pattern[str], *, times: int, rest: int = 0
    ) -> None:
        self.times, self.rest, self.failed = times, rest, 0
        page.context.route(address, self._handle)

    def _handle(self, route: Route) -> None:
        if self.failed == self.times:
            route.continue_()
            return
        self.failed += 1
        route.fulfill(status=503, headers={"Retry-After": str(self.rest)})


class Lines:
    """The sockets of a page to one address, which the test can cut."""

    def __init__(self, page: Page, address: str) -> None:
        self.opened: list[WebSocketRoute] = []
        page.context.route_web_socket(address, self._handle)

    def _handle(self, line: WebSocketRoute) -> None:
        self.opened.append(line)
        line.connect_to_server()


def test_a_customer_whose_token_cannot_be_renewed_at_once_comes_back_all_the_same(
    acme: Company, open_page: OpenPage
) -> None:
    customer = open_page(acme, "/")
    lines = Lines(customer, "**/ws/widget")
    customer.reload()
    customer.get_by_role("button", name="Chat").first.click()
    _writes(customer, "Hello")
    trouble = Trouble(customer, "**/widget/session", times=1)
    lines.opened[-1].close(code=BAD_TOKEN)
    until(customer, lambda: len(lines.opened) == 2)
    assert trouble.failed == 1
    lines.opened[-1].close(code=BAD_TOKEN)  # renewed this time
    until(customer, lambda: len(lines.opened) == 3)
    _writes(customer, "Are you there?")
    customer.wait_for_timeout(500)
    assert len(lines.opened) == 3, "one line for each end of one"


def test_an_agent_reads_what_could_not_be_fetched_at_once(
    acme: Company, open_page: OpenPage
) -> None:
    customer = open_page(acme, "/")
    customer.get_by_role("button", name="Chat").first.click()
    _writes(customer, "I want to talk to a person, please.")
    agent = open_page(acme, "/inbox/")
    lines = Lines(agent, "**/ws/inbox")
    _logs_in(agent)
    agent.get_by_role("link", name="Unassigned").click()
    agent.locator("#list").get_by_text("talk to a person").first.click()
    expect(agent.locator("#entries")).to_contain_text("talk to a person")
    trouble = Trouble(agent, "**/news/*", times=2)
    _writes(customer, "It is urgent.")
    expect(agent.locator("#entries")).to_contain_text("It is urgent.", timeout=10_000)
    assert trouble.failed == 2
    expect(agent.locator(".toast-wrong")).to_have_count(0)
    lines.opened[-1].close(code=BAD_TOKEN)  # its ticket was late, and it is logged in
    until(agent, lambda: len(lines.opened) == 2)
    _writes(customer, "Hello?")
    expect(agent.locator("#entries")).to_contain_text("Hello?")


def test_an_agent_whose_line_is_back_reads_the_list_at_once(
    acme: Company, open_page: OpenPage
) -> None:
    latest = _bo_has_four(acme)
    agent = open_page(acme, "/inbox/?view=open")
    lines = Lines(agent, "**/ws/inbox")
    _logs_in(agent)
    agent.goto(f"{agent.url.partition('?')[0]}?view=open")
    expect(agent.locator('[data-connection="live"]')).to_be_attached()
    trouble = Trouble(agent, re.compile(r"/inbox/\?"), times=1, rest=600)
    with acme.bound():
        messaging.post_message(latest, sender="contact", body="Hello?")
    until(agent, lambda: trouble.failed == 1)
    lines.opened[-1].close(code=1011)
    expect(agent.locator("#rows .row").nth(0)).to_contain_text("Hello?")


def _writes(customer: Page, words: str) -> None:
    field = customer.get_by_role("textbox", name="Write a message…")
    field.fill(words)
    field.press("Enter")
    expect(customer.get_by_role("log").get_by_text(words)).to_be_visible()


def _logs_in(agent: Page) -> None:
    agent.get_by_label("E-mail").fill("bo@acme.example")
    agent.get_by_label("Password").fill(PASSWORD)
    agent.get_by_role("button", name="Log in").click()


def test_an_agent_filters_the_list_chooses_a_range_and_reads_what_became_of_each(
    acme: Company, open_page: OpenPage
) -> None:
    latest = _bo_has_four(acme)
    agent = open_page(acme, "/inbox/?view=open")
    _logs_in(agent)
    agent.goto(f"{agent.url.partition('?')[0]}?view=open")
    _filters_by_agent(agent, "Bo Reyes")
    rows = agent.locator("#rows .row")
    expect(rows).to_have_count(4)
    rows.nth(0).get_by_role("checkbox").check()
    rows.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(agent.locator("#bulk-count")).to_have_text("3 chosen")
    with acme.bound():  # whatever moves, what was chosen is chosen still
        messaging.post_message(latest, sender="contact", body="Hello?")
    expect(rows.nth(0)).to_contain_text("Hello?")
    expect(agent.locator("#rows input:checked")).to_have_count(3)
    agent.locator("#bulk").get_by_role("button", name="Resolve").click()
    report = agent.get_by_role("dialog", name="3 done, 0 not")
    expect(report.get_by_role("listitem")).to_have_count(3)
    report.get_by_role("link", name="Close").click()
    expect(rows).to_have_count(1)
    expect(agent.locator("#bulk")).to_be_hidden()


def _bo_has_four(acme: Company) -> int:
    """The id of the latest."""
    with acme.bound():
        for name in ("Ann", "Ben", "Cid", "Dov"):
            conversation = lifecycle.start(Contact.objects.create(name=f"{name} Rows"))
            messaging.post_message(conversation.pk, sender="contact", body="Where is it?")
            lifecycle.claim(conversation.pk, acme.agent("Bo"))
    return conversation.pk


def _filters_by_agent(agent: Page, name: str) -> None:
    agent.keyboard.press("f")
    sheet = agent.get_by_role("dialog", name="Filter the list")
    sheet.get_by_label("Assigned to").select_option(name)
    sheet.get_by_role("button", name="Show").click()
    expect(sheet).to_be_hidden()
    expect(agent.locator(".filter-mark")).to_contain_text(name)
