"""Take the pictures of docs/images: ``.venv/bin/python docs/images/take.py PORT`` of a demo."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

HERE = Path(__file__).parent
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
PASSWORD = "handrail-demo"  # noqa: S105 - the demo prints it
AGENT, OWNER = "bo@acme.example", "ada@acme.example"


def main(port: str) -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            take_all(browser, f"http://acme.localhost:{port}", name, size)
        browser.close()


def take_all(browser: Browser, address: str, name: str, size: ViewportSize) -> None:
    for scheme in ("light", "dark") if name == "desktop" else ("light",):
        tag = name if scheme == "light" else f"{name}-dark"
        with _context(browser, size, scheme) as context:
            widget(context.new_page(), address, tag)
        with _context(browser, size, scheme) as context:
            inbox(context.new_page(), address, tag)
        with _context(browser, size, scheme) as context:
            admin(context.new_page(), address, tag)


def widget(page: Page, address: str, tag: str) -> None:
    """A question, its answer, and a hand-off."""
    page.goto(f"{address}/")
    page.get_by_role("button", name="Chat").first.click()
    say(page, "How do I get a refund for my plan?")
    page.get_by_role("list", name="Sources").wait_for()
    page.wait_for_timeout(600)
    _keep(page, f"widget-{tag}")
    page.get_by_role("button", name="Talk to a person", exact=True).click()
    page.get_by_role("button", name="Stop waiting").wait_for()
    page.wait_for_timeout(600)
    _keep(page, f"widget-waiting-{tag}")


def inbox(page: Page, address: str, tag: str) -> None:
    """The queue, and a conversation with its prepared case."""
    log_in(page, f"{address}/inbox/?view=waiting", AGENT)
    page.wait_for_timeout(800)
    if page.viewport_size == PHONE:
        _keep(page, f"inbox-list-{tag}")
    page.locator("#list a[href*='/inbox/c/']").first.click()
    page.wait_for_timeout(1200)
    _keep(page, f"inbox-{tag}")


def admin(page: Page, address: str, tag: str) -> None:
    log_in(page, f"{address}/admin/escalation/escalationrule/", OWNER)
    page.goto(f"{address}/admin/escalation/escalationrule/")
    page.wait_for_timeout(800)
    _keep(page, f"admin-rules-{tag}")
    for path, name in (("", "home"), ("setup/", "setup"), ("knowledge/article/", "articles")):
        page.goto(f"{address}/admin/{path}")
        page.wait_for_timeout(800)
        _keep(page, f"admin-{name}-{tag}")
    page.goto(f"{address}/help/")
    _keep(page, f"help-centre-{tag}")


def _context(browser: Browser, size: ViewportSize, scheme: str) -> BrowserContext:
    dark = scheme == "dark"
    context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light")
    context.set_default_timeout(20_000)
    return context


def log_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_load_state("networkidle")


def say(page: Page, words: str) -> None:
    field = page.get_by_role("textbox", name="Write a message…")
    field.fill(words)
    field.press("Enter")


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=HERE / f"{name}.jpg", type="jpeg", quality=80)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "8000")
