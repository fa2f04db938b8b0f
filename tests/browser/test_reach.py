"""Who sees little, has no mouse, a phone, or another language can work here as well."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from helpdesk.agents.models import Agent
from helpdesk.composing import holding
from helpdesk.composing.holding import When
from helpdesk.composing.models import HeldReply, Macro
from helpdesk.composing.saying import Letter
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.selecting import saving
from helpdesk.selecting.filters import read
from helpdesk.selecting.saving import Wanted
from tests.browser.conftest import PHONE, OpenPage
from tests.cast import PASSWORD, Company

pytestmark = pytest.mark.browser

# What keeps somebody out. Of the rest axe says itself that it needs a person's eye.
GRAVE = {"serious", "critical"}
SMALL_SCREEN = ViewportSize(width=1280, height=800)
# Whether something of the thread lies upon the panel beside it.
_SPILLS = """part => part.getBoundingClientRect().right
    > part.closest(".thread").getBoundingClientRect().right"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AGENTS_PAGES = ("", "?view=waiting", "?q=nothing-like-it", "queue/", "profile/", "policy/")
# What agents keep for themselves; each with something in it.
OWN_PAGES = ("macros/", "macros/new/", "scheduled/", "writing/", "notifications/", "saved/")
ADMINS_PAGES = ("", "policy/", "escalation/escalationrule/", "knowledge/article/", "agents/agent/")
CUSTOMERS_PAGES = ("/help/", "/help/search/?q=invoice", "/")


@pytest.fixture
def waiting(acme: Company) -> list[Conversation]:
    """Three conversations that wait for a person."""
    with acme.bound():
        cleo = Contact.objects.get(name__startswith="Cleo")
        talks = [_ask(cleo, f"Question {number} about invoices") for number in range(3)]
        _keep_something(Agent.objects.get(name="Bo Reyes"), talks[2])
        return talks


def _keep_something(bo: Agent, talk: Conversation) -> None:
    """A macro, a reply for later and one that was stopped, and a view of Bo's own."""
    Macro.objects.create(name="Hello", owner=bo, steps={"reply": "Hello", "tag": "vat"})
    saving.save(Wanted("Urgent ones"), read({"priority": ["urgent"]}), by=bo)
    for hours, why in ((2, ""), (3, HeldReply.Why.WROTE)):
        later = When(timezone.now() + timedelta(hours=hours))
        held = holding.hold(talk.pk, bo, Letter("It is sent.", uuid4()), later)
        assert held is not None
        HeldReply.objects.filter(pk=held.pk).update(why=why)


def _ask(contact: Contact, text: str) -> Conversation:
    conversation = lifecycle.start(contact)
    messaging.post_message(conversation.pk, sender="contact", body=text)
    lifecycle.release(conversation.pk)
    return conversation


def _log_in(page: Page, email: str = "bo@acme.example") -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/inbox/**")


def _chosen(acme: Company, **look: Any) -> None:
    with acme.bound():
        Agent.objects.update(**look)


def _grave(page: Page) -> list[str]:
    """What axe-core finds on the page, each with where."""
    wanted = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: dict[str, Any] = Axe().run(page, options=wanted).response
    return [
        f"{page.url}: {one['id']} ({one['impact']}): {node['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def _seen(page: Page, paths: tuple[str, ...], below: str = "") -> list[str]:
    found = []
    for path in paths:
        page.goto(f"{_origin(page)}{below}{path}")
        found += _grave(page)
    return found


def _origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


@pytest.mark.parametrize(
    ("theme", "locale", "phone"),
    [("light", "", False), ("dark", "de", False), ("light", "", True)],
)
def test_axe_finds_nothing_grave_on_any_page_of_an_agent(
    acme: Company,
    waiting: list[Conversation],
    open_page: OpenPage,
    theme: str,
    locale: str,
    phone: bool,
) -> None:
    page = open_page(acme, "/inbox/login/", **({"viewport": PHONE} if phone else {}))
    found = _grave(page)
    _log_in(page)
    _chosen(acme, theme=theme, locale=locale)
    found += _seen(page, (*AGENTS_PAGES, *OWN_PAGES), "/inbox/")
    page.goto(f"{_origin(page)}/inbox/c/{waiting[0].public_id}/?view=waiting")
    expect(page.locator("#panel-owed")).to_have_count(1)
    found += _grave(page)
    if not phone:
        page.keyboard.press("Control+k")
        expect(page.locator("#bar")).to_be_visible()
        found += _grave(page)
    assert found == []


def test_axe_finds_nothing_grave_in_the_admin(acme: Company, open_page: OpenPage) -> None:
    page = open_page(acme, "/inbox/login/")
    _log_in(page, "ada@acme.example")
    assert _seen(page, ADMINS_PAGES, "/admin/") == []


def test_axe_finds_nothing_grave_where_customers_read_and_write(
    acme: Company, open_page: OpenPage
) -> None:
    page = open_page(acme, "/help/")
    found = _seen(page, CUSTOMERS_PAGES)
    page.get_by_role("button", name="Chat").first.click()
    expect(page.get_by_role("button", name="Talk to a person").first).to_be_visible()
    assert found + _grave(page) == []


def test_axe_finds_what_is_wrong(acme: Company, open_page: OpenPage) -> None:
    """The control: a page that is spoilt does not pass."""
    page = open_page(acme, "/inbox/login/")
    page.evaluate("document.querySelectorAll('label').forEach((one) => one.remove())")
    assert [one for one in _grave(page) if "label (critical)" in one]


def test_a_conversation_is_found_opened_answered_and_resolved_without_a_mouse(
    acme: Company, waiting: list[Conversation], open_page: OpenPage
) -> None:
    page = open_page(acme, "/inbox/login/")
    _log_in(page)
    page.goto(f"{_origin(page)}/inbox/?view=waiting")
    _opens_the_second(page, waiting[1].pk)
    _answers(page, "It is on its way, j and k and e.")
    page.keyboard.press("Control+k")
    page.keyboard.type("priority high")
    page.keyboard.press("Enter")
    expect(page.locator("#choose-priority")).to_have_value("high")
    page.keyboard.press("z")
    expect(page.locator("#sheet input[name='for']").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sheet[open]")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.locator("#offer")).to_have_attribute("data-standing", "done")


def test_what_is_drawn_anew_hears_the_next_key_at_once(
    acme: Company, waiting: list[Conversation], open_page: OpenPage
) -> None:
    page = open_page(acme, "/inbox/login/")
    _log_in(page)
    page.goto(f"{_origin(page)}/inbox/c/{waiting[0].public_id}/?view=waiting")
    page.evaluate(_PRESSES_E_ONCE_THE_HEAD_IS_NEW)
    page.keyboard.press("c")
    expect(page.locator("#offer")).to_have_attribute("data-standing", "done")


_PRESSES_E_ONCE_THE_HEAD_IS_NEW = """document.addEventListener("htmx:afterSwap", ({ target }) => {
    const key = new KeyboardEvent("keydown", { key: "e", bubbles: true });
    if (target.id === "thread-head") setTimeout(() => document.body.dispatchEvent(key));
})"""


def _opens_the_second(page: Page, pk: int) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row-link:focus")).to_have_attribute("id", f"open-{pk}")
    page.keyboard.press("Enter")
    expect(page.locator(f"#thread[data-begun][data-id='{pk}']")).to_be_visible()


def _answers(page: Page, words: str) -> None:
    page.keyboard.press("c")
    expect(page.locator("#offer")).to_have_attribute("data-standing", "mine")
    page.keyboard.press("r")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry-agent")).to_contain_text(words)
    page.keyboard.press("Escape")


def test_single_keys_can_be_switched_off_and_held_ones_still_work(
    acme: Company, waiting: list[Conversation], open_page: OpenPage
) -> None:
    page = open_page(acme, "/inbox/login/")
    _log_in(page)
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    with page.expect_response("**/inbox/looks/"):
        page.get_by_role("button", name="Off", exact=True).click()
    page.keyboard.press("Escape")
    for _ in range(2):
        page.keyboard.press("?")
        page.keyboard.press("/")
        expect(page.locator("#help")).to_be_hidden()
        expect(page.locator("#search")).not_to_be_focused()
        page.keyboard.press("Control+k")
        expect(page.locator("#bar-words")).to_be_focused()
        page.reload()


def test_a_page_from_right_to_left_is_the_mirror_of_one_from_left_to_right(
    acme: Company, waiting: list[Conversation], open_page: OpenPage
) -> None:
    page = open_page(acme, "/inbox/login/")
    _log_in(page)
    page.goto(f"{_origin(page)}/inbox/c/{waiting[0].public_id}/?view=waiting")
    parts = (".rail", "#list", "#thread", "#panel")
    before = [_box(page, part) for part in parts]
    page.evaluate("document.documentElement.dir = 'rtl'")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert [_box(page, part) for part in parts] == [
        (width - right, width - left) for left, right in before
    ]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _grave(page) == []


def _box(page: Page, part: str) -> tuple[int, int]:
    """Where the part begins and ends, from the left, in whole pixels."""
    box = page.locator(part).bounding_box()
    assert box is not None
    return round(box["x"]), round(box["x"] + box["width"])


@pytest.mark.parametrize("locale", ["", "de"])
def test_nothing_is_wider_than_a_phone(
    acme: Company, waiting: list[Conversation], open_page: OpenPage, locale: str
) -> None:
    page = open_page(acme, "/inbox/login/", viewport=PHONE)
    _log_in(page)
    _chosen(acme, locale=locale)
    thread = f"c/{waiting[0].public_id}/?view=waiting"
    for path in (*AGENTS_PAGES, *OWN_PAGES, thread):
        page.goto(f"{_origin(page)}/inbox/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{path} is {wide} pixels wide"
    page.set_viewport_size(SMALL_SCREEN)
    page.goto(f"{_origin(page)}/inbox/{thread}")
    assert page.locator(".composer-foot").evaluate(_SPILLS) is False
