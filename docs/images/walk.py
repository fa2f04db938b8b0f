"""Take the pictures of docs/walks.md: ``python -m docs.images.walk PORT`` of a new demo."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, sync_playwright

from docs.images.take import AGENT, OWNER, log_in, say
from tests.knowledge.papers import pdf

HERE = Path(__file__).parent / "walks"
SIZE = ViewportSize(width=1280, height=860)
QUESTION = "Do you take TWINT payments?"
# What a first reply needs: it says sorry, knows the question, and names what comes next.
ANSWER = (
    "Sorry that you had to wait for your answer about TWINT payments. TWINT payments are part "
    "of the Swiss package. Turn them on under Settings › Payments › Swiss methods. The fee is "
    "1.3 percent of each payment. I will look again in ten minutes whether it works for you."
)
FAULT = "The bank feed is broken: it stops with error 500 at every sync."
LEAFLET = pdf(
    [
        (22, "Sell to customers in Switzerland"),
        (11, "Swiss customers pay Swiss VAT from a yearly turnover of"),
        (11, "100,000 francs on. Press Settings, Taxes, Add a country and"),
        (11, "choose Switzerland. From then on invoices carry 8.1 percent."),
        (16, "The Swiss QR bill"),
        (11, "Turn on QR bills under Settings, Invoices, Layout. The slip is"),
        (11, "printed on the last page of each invoice in francs."),
    ]
)


class Walk:
    """A row of pictures, numbered as they are taken."""

    def __init__(self, browser: Browser, address: str, name: str) -> None:
        self.browser, self.address, self.name = browser, address, name
        self.taken = 0

    def keep(self, page: Page) -> None:
        page.wait_for_timeout(800)
        self.taken += 1
        path = HERE / f"{self.name}-{self.taken}.jpg"
        page.screenshot(path=path, type="jpeg", quality=72)

    @contextmanager
    def page(self, email: str = "", path: str = "/") -> Iterator[Page]:
        with self.browser.new_context(viewport=SIZE) as context:
            context.set_default_timeout(30_000)
            page = context.new_page()
            if email:
                log_in(page, f"{self.address}{path}", email)
            page.goto(f"{self.address}{path}")
            yield page

    @contextmanager
    def asking(self, question: str) -> Iterator[Page]:
        """A new customer's chat, once the question has its answer or its person."""
        with self.page() as page:
            page.get_by_role("button", name="Chat").first.click()
            say(page, question)
            answered = page.get_by_role("list", name="Sources")
            answered.or_(page.get_by_role("button", name="Stop waiting")).first.wait_for()
            yield page


def main(port: str) -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        knowledge(Walk(browser, f"http://acme.localhost:{port}", "knowledge"))
        policy(Walk(browser, f"http://acme.localhost:{port}", "policy"))
        browser.close()


def knowledge(walk: Walk) -> None:
    """A leaflet is brought, approved and answered from; what is missing is found and written."""
    with walk.page(OWNER, "/admin/knowledge/import/add/") as admin:
        bring(walk, admin)
        with walk.asking("How do I turn on Swiss QR bills?") as chat:
            walk.keep(chat)
        with walk.asking(QUESTION) as chat:
            walk.keep(chat)
        reply(walk)
        fill_the_gap(walk, admin)
        with walk.asking(QUESTION) as chat:
            walk.keep(chat)


def bring(walk: Walk, admin: Page) -> None:
    leaflet = FilePayload(name="switzerland.pdf", mimeType="application/pdf", buffer=LEAFLET)
    admin.set_input_files("input[type=file]", leaflet)
    walk.keep(admin)
    admin.get_by_role("button", name="Bring it in").click()
    admin.get_by_text("Waits for review.").wait_for()
    walk.keep(admin)
    admin.goto(f"{walk.address}/admin/knowledge/article/review/")
    new = admin.locator(".kn-waiting", has_text="Sell to customers in Switzerland")
    walk.keep(admin)
    new.get_by_role("button", name="Approve", exact=True).click()
    admin.wait_for_timeout(3_000)  # until a worker has indexed it


def reply(walk: Walk) -> None:
    """An agent answers what the assistant could not."""
    with walk.page(AGENT, "/inbox/?view=waiting") as inbox:
        inbox.locator("#list a[href*='/inbox/c/']", has_text="TWINT").first.click()
        inbox.locator("#body").fill(ANSWER)
        walk.keep(inbox)
        inbox.keyboard.press("Control+Enter")
        inbox.wait_for_timeout(1_500)
        inbox.get_by_role("button", name="Resolve").first.click()
        inbox.wait_for_timeout(1_000)


def fill_the_gap(walk: Walk, admin: Page) -> None:
    """The list of gaps has the question; a click drafts the article from the agent's answer."""
    admin.goto(f"{walk.address}/admin/insights/gap/")
    admin.get_by_text("Look again now").first.click()
    admin.wait_for_timeout(4_000)
    admin.goto(f"{walk.address}/admin/insights/gap/")
    walk.keep(admin)
    admin.locator("#result_list a", has_text="TWINT").first.click()
    admin.get_by_text("Draft an article").first.click()
    admin.wait_for_timeout(3_000)
    admin.reload()
    admin.locator("a[href*='/knowledge/article/']", has_text="TWINT").first.click()
    admin.wait_for_load_state("networkidle")
    walk.keep(admin)
    admin.get_by_text("Approve", exact=True).first.click()
    admin.wait_for_timeout(3_000)


def policy(walk: Walk) -> None:
    """A rule is written, replayed over the past, published, and fires."""
    with walk.page(OWNER, "/admin/escalation/escalationrule/add/") as admin:
        write_rule(walk, admin)
        admin.goto(f"{walk.address}/admin/policy/")
        walk.keep(admin)
        replay(walk, admin)
        admin.goto(f"{walk.address}/admin/policy/")
        admin.get_by_label("Why").fill("Faults go to those who can mend them")
        admin.get_by_role("button", name="Publish").click()
        admin.get_by_text("is live").first.wait_for()
        walk.keep(admin)
    with walk.asking(FAULT) as chat:
        walk.keep(chat)
    with walk.page(AGENT, "/inbox/?view=waiting") as inbox:
        inbox.locator("#list a[href*='/inbox/c/']", has_text="Technical").last.click()
        inbox.wait_for_timeout(1_000)
        walk.keep(inbox)


def write_rule(walk: Walk, admin: Page) -> None:
    admin.fill("[name=name]", "Something is broken")
    admin.select_option("[name=trigger]", "bug_suspicion")
    admin.select_option("[name=team]", label="Technical")
    admin.select_option("[name=priority]", "high")
    admin.fill("[name=threshold]", "0.7")
    admin.fill("[name=position]", "45")
    words = "That sounds like a fault on our side. A technician has this chat now."
    admin.fill("[name=words]", words)
    walk.keep(admin)
    admin.click("[name=_save]")


def replay(walk: Walk, admin: Page) -> None:
    admin.get_by_text("Backtest the draft").click()
    admin.get_by_role("button", name="Replay the draft").click()
    admin.get_by_text("The draft changes").wait_for(timeout=180_000)
    walk.keep(admin)
    changes = admin.get_by_role("heading", name="What changes", exact=True)
    changes.scroll_into_view_if_needed()
    walk.keep(admin)
    admin.locator("section", has=changes).locator("tbody a").first.click()
    admin.wait_for_load_state("networkidle")
    walk.keep(admin)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "8000")
