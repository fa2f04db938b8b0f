"""What an agent who looks elsewhere is told of by their browser, and when it is silent."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Playwright, expect

from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Conversation
from helpdesk.notifying.models import NoticeSettings
from helpdesk.notifying.occasions import USUAL
from tests.browser.conftest import OpenPage, enter, launched, until
from tests.cast import Company
from tests.inbox.conftest import assisted, begin

__all__ = ["assisted", "begin"]

pytestmark = pytest.mark.browser

SECRET = "My card ends in 4242."
# Keeps what the page asks of the browser. The pop-ups and the tones are made all the same.
LISTEN = """
    window.told = { popUps: [], shown: [], tones: [] };
    window.Notification = new Proxy(Notification, {
      construct(real, asked) {
        const made = new real(...asked);
        told.popUps.push(asked);
        told.shown.push(made);
        return made;
      },
    });
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...when) {
      told.tones.push(this.context.state);
      return start.apply(this, when);
    };
"""
# No browser without a screen hides a tab by itself.
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
MOMENT_MS = 1_000
CALLING = re.compile(r"^\(1\) ")
QUIET = re.compile(r"^[^(]")
# The page keeps what it has told of; then the windows agree by a lock which of them sounds.
KNOWN = 'key => Object.values(localStorage).some((kept) => kept.includes(`"${key}"`))'
AFTER_ITS_TURN = "navigator.locks.request('after', () => null)"
# Takes what was told since it was last asked: each pop-up's words, and in which state it sounded.
TAKE = "() => [told.popUps.splice(0), told.tones.splice(0)]"


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The shell has no pop-ups."""
    with launched(playwright, "CHROMIUM", channel="chromium") as browser:
        yield browser


@pytest.fixture
def bos_own(acme: Company, assisted: Conversation) -> Conversation:
    with acme.bound():
        return lifecycle.claim(assisted.pk, acme.agent("Bo"))


@pytest.fixture
def page(acme: Company, bos_own: Conversation, open_page: OpenPage) -> Page:
    """Bo's list, in a browser that may show pop-ups and make sounds."""
    page = open_page(acme, "/inbox/login/")
    page.clock.install()
    page.context.grant_permissions(["notifications"])
    page.context.add_init_script(LISTEN)
    enter(page, acme, acme.agent("Bo"))
    with page.expect_response("**/inbox/attention/"):
        page.goto(page.url.replace("login/", "?view=mine"))
    expect(page.locator('[data-connection="live"]')).to_be_attached()
    page.get_by_role("heading").first.click()  # a page that was never touched may not sound
    return page


def _writes(acme: Company, page: Page, conversation: Conversation) -> None:
    """The customer; until the page knows of it and has told what is to be told."""
    with acme.bound():
        posted = messaging.post_message(conversation.pk, sender="contact", body=SECRET)
    key = f"replied:{conversation.pk}:{posted.seq}"
    until(page, lambda: _is_known(page, key))
    page.evaluate(AFTER_ITS_TURN)


def _is_known(page: Page, key: str) -> bool:
    page.clock.fast_forward(MOMENT_MS)  # what moves together is looked at once
    return bool(page.evaluate(KNOWN, key))


def _told(page: Page) -> tuple[list[list[Any]], bool]:
    """What popped up since it was last asked, and whether it sounded."""
    popped, tones = page.evaluate(TAKE)
    return popped, tones == ["running", "running"]


def test_what_a_customer_of_mine_writes_is_told_in_a_tab_behind_until_i_read_it(
    acme: Company, page: Page, bos_own: Conversation
) -> None:
    icon = page.locator('link[rel="icon"]')
    at_rest = icon.get_attribute("href") or ""
    page.evaluate(HIDE, True)
    _writes(acme, page, bos_own)
    expect(page).to_have_title(CALLING)
    expect(icon).to_have_attribute("href", re.compile("mark_calls"))
    popped, sounded = _told(page)
    assert [title for title, _ in popped] == ["Cleo Marsh wrote"]
    assert sounded
    assert SECRET not in str(popped)
    page.evaluate("told.shown[0].dispatchEvent(new Event('click'))")
    expect(page.locator(f"#thread[data-id='{bos_own.pk}']")).to_contain_text(SECRET)
    expect(page).to_have_title(QUIET)
    expect(icon).to_have_attribute("href", at_rest)
    assert _told(page) == ([], False)
    _stands_open_beside_another_window(acme, page, bos_own)


def _stands_open_beside_another_window(acme: Company, page: Page, bos_own: Conversation) -> None:
    """What is on the screen is not read by somebody who works in another window."""
    browser = page.context.new_cdp_session(page)
    browser.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    other = page.context.new_page()
    other.bring_to_front()
    _writes(acme, page, bos_own)
    expect(page).to_have_title(CALLING)
    assert len(_told(page)[0]) == 1
    page.bring_to_front()
    expect(page).to_have_title(QUIET)


def test_nothing_sounds_or_pops_up_of_what_i_switched_off_or_while_i_am_not_to_be_disturbed(
    acme: Company, page: Page, bos_own: Conversation
) -> None:
    """Each is the other's control: the same message is heard where it is wanted."""
    page.evaluate(HIDE, True)
    in_an_hour = timezone.now() + timedelta(hours=1)
    for wishes, paused, expected in (
        (USUAL, in_an_hour, (0, False)),
        (["replied.sound"], None, (0, True)),
        (["replied.browser"], None, (1, False)),
        (["mentioned.sound", "mentioned.browser"], None, (0, False)),
    ):
        chosen = {"wishes": wishes, "paused_until": paused}
        with acme.bound():
            NoticeSettings.objects.update_or_create(agent=bos_own.assignee, defaults=chosen)
        _writes(acme, page, bos_own)
        popped, sounded = _told(page)
        assert (len(popped), sounded) == expected, wishes
        expect(page).to_have_title(CALLING)
