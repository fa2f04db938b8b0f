"""Stored text stays text: in a real browser, on every surface, whoever wrote it.

Every field that a stranger or a colleague fills holds payloads. A canary counts what runs, a
watcher counts requests to other hosts, and no payload may have become an element, which would
tell even where the content policy stops it. The control arm is a page that trusts its text.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route
from pytest_django.plugin import DjangoDbBlocker

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from knowledge.models import Article
from tests.browser.conftest import launched, started_playwright
from tests.browser.stack import running_stack
from tests.cast import Company, Snapshot
from tests.web.payloads import MARKUP, PAYLOADS, TEMPLATES
from tests.web.stage_set import THE_END, counts, furnish, say_everything, write_beside

pytestmark = [pytest.mark.browser, pytest.mark.proof]

# Runs in every frame: what a payload calls, and what the browser's policy stopped.
WATCH = """
    window.ran = []; window.stopped = [];
    window.canary = () => { window.ran.push(location.pathname); };
    for (const name of ["alert", "confirm", "prompt"]) window[name] = window.canary;
    document.addEventListener("securitypolicyviolation", (event) => {
      window.stopped.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
"""
# Elements that a payload became, shadow roots too; and addresses that would run when clicked.
BORN = """() => {
    const found = [];
    const look = (root) => {
      for (const node of root.querySelectorAll("*")) {
        if (node.hasAttribute("data-canary")) found.push(node.outerHTML.slice(0, 80));
        for (const name of ["href", "src", "action", "formaction", "xlink:href"]) {
          const to = node.getAttribute(name) || "";
          if (/^\\s*(javascript|vbscript|data:text)/i.test(to)) found.push(`${name}=${to}`);
        }
        for (const { name } of node.attributes) if (/^on/.test(name)) found.push(name);
        if (node.shadowRoot) look(node.shadowRoot);
      }
    };
    look(document);
    return found;
}"""
TEXT = """() => {
    const shadows = [...document.querySelectorAll("*")].filter((node) => node.shadowRoot);
    const hidden = shadows.map((node) => node.shadowRoot.textContent);
    const fields = [...document.querySelectorAll("input, textarea")].map((node) => node.value);
    return [document.body.innerText, ...hidden, ...fields].join("\\n");
}"""
ADMIN = [
    *["agents/agent", "api/apitoken", "assistant/assistantsettings", "assistant/turn"],
    *["brand/brand", "conversations/contact", "conversations/conversation"],
    *["conversations/handoff", "escalation/escalationrule", "escalation/risktopic"],
    *["escalation/team", "knowledge/article", "knowledge/collection", "knowledge/snippet"],
    *["surveys/response", "surveys/survey", "auditlog/logentry"],
]


@pytest.fixture(scope="module")
def port(
    companies: tuple[Company, Company, Snapshot],
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    logs = tmp_path_factory.mktemp("pages")
    with django_db_blocker.unblock(), running_stack(logs, pages_only=True) as port:
        yield port


@pytest.fixture(scope="module")
def chromium(port: int) -> Iterator[Browser]:
    with started_playwright() as it, launched(it, "CHROMIUM_SHELL", "CHROMIUM") as browser:
        yield browser


@dataclass
class Watched:
    """A browser in which nothing leaves the machine, and what happened in it."""

    context: BrowserContext
    base: str
    ran: list[str] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    visited: int = 0
    text: str = ""

    def start(self) -> "Watched":
        self.context.add_init_script(WATCH)
        self.context.set_default_timeout(30_000)
        self.context.on("request", self._note)
        self.page: Page = self.context.new_page()
        self.page.on("dialog", self._dismiss)
        return self

    def see(self, path: str) -> None:
        """Open an address, let it settle, and look."""
        answer = self.page.goto(f"{self.base}{path}", wait_until="load")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()

    def look(self) -> None:
        self.visited += 1
        self.ran += self.page.evaluate("window.ran")
        self.stopped += self.page.evaluate("window.stopped")
        self.born += [f"{self.page.url}: {one}" for one in self.page.evaluate(BORN)]
        self.text += self.page.evaluate(TEXT)

    def _dismiss(self, dialog: Dialog) -> None:
        self.ran.append("dialog")
        dialog.dismiss()

    def _note(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in (urlsplit(self.base).netloc, ""):
            self.foreign.append(request.url)

    def figures(self) -> dict[str, int]:
        kinds = {"executions": self.ran, "elements": self.born, "off_list": self.foreign}
        return {name: len(found) for name, found in kinds.items()} | {"stopped": len(self.stopped)}


Open = Callable[[Company], Watched]


@pytest.fixture
def browse(chromium: Browser, stage: None, port: int) -> Iterator[Open]:
    contexts = []

    def open_one(company: Company) -> Watched:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        return Watched(context, f"http://{company.host}:{port}").start()

    yield open_one
    for context in contexts:
        context.close()


def enter(watched: Watched, company: Company, agent: Agent) -> None:
    """Log in by a session made here: the log-in page has tests of its own."""
    cookie = company.client(agent).cookies["sessionid"].value
    watched.context.add_cookies([{"name": "sessionid", "value": cookie, "url": watched.base}])


def test_nothing_stored_runs_loads_or_becomes_an_element_anywhere(
    browse: Open, acme: Company, ada: Agent
) -> None:
    furnish(acme, ada)
    watched = browse(acme)
    _help_centre(watched, acme)
    _widget(watched, acme, ada)
    enter(watched, acme, ada)
    _inbox(watched, acme)
    _admin(watched, acme)
    figures = {"payloads": len(PAYLOADS), "rows": counts(acme), "pages": watched.visited}
    print(json.dumps(figures | watched.figures()))  # noqa: T201
    assert watched.figures() == {"executions": 0, "elements": 0, "off_list": 0, "stopped": 0}, (
        watched.ran + watched.born[:9] + watched.foreign[:9] + watched.stopped[:9]
    )
    assert [words for words in TEMPLATES if words not in watched.text] == []
    assert len(PAYLOADS) >= 60


def _help_centre(watched: Watched, company: Company) -> None:
    with company.bound():
        everything = Article.objects.get(title="Everything").get_absolute_url()
        others = [one.get_absolute_url() for one in Article.objects.public()[:3]]
    watched.see("/help/")
    watched.see(everything)
    for address in [*others, "/help/collections/shelf-8/"]:
        watched.see(address)
    for payload in (MARKUP[7], MARKUP[8], MARKUP[0], TEMPLATES[0]):
        watched.see(f"/help/search/?q={quote(payload)}")


def _widget(watched: Watched, company: Company, agent: Agent) -> None:
    with company.bound():
        before = Conversation.objects.count()
    watched.see("/")
    page = watched.page
    page.get_by_role("button", name="Chat").first.click()
    field = page.get_by_role("textbox", name="Write a message…")
    field.fill(MARKUP[8])
    field.press("Enter")
    page.get_by_role("log").get_by_text(MARKUP[8]).first.wait_for()
    with company.bound():
        for _ in range(100):  # shown at once, stored a moment later
            if Conversation.objects.count() > before:
                break
            page.wait_for_timeout(100)
        conversation = Conversation.objects.order_by("-id")[0]
        say_everything(conversation.pk, agent)
        write_beside(conversation.pk, agent)
    page.get_by_role("log").get_by_text(THE_END).last.wait_for()
    page.wait_for_timeout(500)
    watched.look()


def _inbox(watched: Watched, company: Company) -> None:
    with company.bound():
        talk = Conversation.objects.order_by("-id")[0].public_id
        others = list(Conversation.objects.order_by("id").values_list("public_id", flat=True))
    for query in ("?view=all&size=150", "?view=waiting&size=150", f"?q={quote(MARKUP[8])}"):
        watched.see(f"/inbox/{query}")
    for public_id in [others[8], others[40], talk]:
        watched.see(f"/inbox/c/{public_id}/?whole")
    # What is offered while one types: made by scripts of what the server says.
    watched.page.locator("#body").press_sequentially("/")
    watched.page.get_by_role("option").first.wait_for()
    watched.look()
    for page in ("profile", "macros", "scheduled", "saved", "writing", "notifications", "queue"):
        watched.see(f"/inbox/{page}/")


def _admin(watched: Watched, company: Company) -> None:
    for model in ADMIN:
        watched.see(f"/admin/{model}/")
    with company.bound():
        article = Article.objects.get(title="Everything").pk
        conversation = Conversation.objects.order_by("id")[8].pk
    watched.see("/admin/")
    watched.see("/admin/setup/")
    watched.see(f"/admin/knowledge/article/{article}/change/")
    watched.see(f"/admin/conversations/conversation/{conversation}/change/")
    watched.see(f"/admin/knowledge/article/?q={quote(MARKUP[8])}")


def test_a_page_that_trusts_its_text_would_be_found_out(browse: Open, acme: Company) -> None:
    watched = browse(acme)
    parts = [f"<div>{payload}</div>" for payload in PAYLOADS if "refresh" not in payload]
    safe_to_end = [part for part in parts if "<!--" not in part]

    def trusting(route: Route) -> None:
        body = f"<!DOCTYPE html><body>{''.join(safe_to_end[7:])}</body>"
        route.fulfill(body=body, content_type="text/html")

    watched.page.route("**/trusting", trusting)
    watched.page.goto(f"{watched.base}/trusting")
    watched.page.wait_for_timeout(500)
    watched.look()
    figures = watched.figures()
    print(json.dumps(figures))  # noqa: T201
    assert figures["executions"] >= 3
    assert figures["elements"] >= 15
    assert figures["off_list"] >= 3
