"""An agent leaves their desk and comes back: what the switch says, and what the queue does."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Conversation
from helpdesk.routing.models import Availability, TeamQueue
from tests.browser.conftest import OpenPage, enter, until
from tests.browser.test_lines import Lines
from tests.cast import Company
from tests.inbox.conftest import A_PERSON, CASE, Begin, begin
from tests.work import owed

__all__ = ["begin"]

pytestmark = pytest.mark.browser

MINUTES = 11
LONG_AGO = timedelta(minutes=MINUTES)


@pytest.fixture
def page(acme: Company, open_page: OpenPage) -> Page:
    """Bo's, whose team is given its work. The page's clock can be moved on."""
    bo = acme.agent("Bo")
    with acme.bound():
        team = Team.objects.get(is_default=True)
        team.members.set([bo])
        TeamQueue.objects.create(team=team, way=TeamQueue.Way.LEAST_LOADED)
    page = open_page(acme, "/inbox/login/")
    page.clock.install()
    enter(page, acme, bo)
    return page


def test_who_leaves_their_desk_is_given_nothing_until_they_are_back(
    acme: Company, page: Page, begin: Begin
) -> None:
    lines = Lines(page, "**/ws/inbox")
    page.goto(page.url.replace("login/", "?view=waiting"))
    _is_online(page)
    _leaves(acme, page)
    page.wait_for_timeout(300)
    assert len(lines.opened) == 1, "a machine that slept has a line still"
    lines.opened[-1].close(code=1011)
    until(page, lambda: len(lines.opened) == 2)
    expect(page.locator('[data-connection="live"]')).to_be_attached()
    talk = begin()
    with acme.bound():
        lifecycle.hand_off(talk.pk, A_PERSON, CASE)
    expect(page.locator(f"#row-{talk.pk}")).to_be_visible()
    until(page, lambda: not owed("routing.assign"))
    assert _assignee(acme, talk) is None, "a line that came back is nobody"
    expect(_switch(page)).to_have_attribute("data-state", "away")
    page.mouse.move(200, 200)
    expect(_switch(page)).to_have_attribute("data-state", "online")
    until(page, lambda: _assignee(acme, talk) == acme.agent("Bo"))
    expect(page.locator(f"#row-{talk.pk}")).to_have_count(0)


def _is_online(page: Page) -> None:
    page.locator(".you-name").click()
    page.get_by_role("button", name="Online", exact=True).click()
    expect(_switch(page)).to_have_attribute("data-state", "online")


def _leaves(acme: Company, page: Page) -> None:
    """By the server's clock and by the page's."""
    with acme.bound():
        Availability.objects.update(seen_at=timezone.now() - LONG_AGO)
    page.clock.fast_forward(MINUTES * 60_000)
    expect(_switch(page)).to_have_attribute("data-state", "away")


def _switch(page: Page) -> Locator:
    return page.locator("#availability")


def _assignee(acme: Company, talk: Conversation) -> Agent | None:
    with acme.bound():
        return Conversation.objects.get(pk=talk.pk).assignee
