"""A Chromium, and the whole stack for it to look at."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from helpdesk.agents.models import Agent
from helpdesk.composing.models import Habits
from tests.browser.stack import running_stack
from tests.cast import Company, Snapshot

DESKTOP = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=390, height=844)

# Companies have names under localhost; nothing else has an address, so nothing leaves the machine.
_HOMES = ("localhost", "*.localhost", "127.0.0.1")
_ALONE = ", ".join(["--host-resolver-rules=MAP * ~NOTFOUND", *(f"EXCLUDE {it}" for it in _HOMES)])

OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def port(
    companies: tuple[Company, Company, Snapshot],
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    """The stack ends with the directory: its worker would do the work of whatever comes next."""
    with django_db_blocker.unblock(), running_stack(tmp_path_factory.mktemp("stack")) as port:
        yield port


@pytest.fixture(scope="package")
def playwright(companies: tuple[Company, Company, Snapshot]) -> Iterator[Playwright]:
    with started_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright, "CHROMIUM_SHELL", "CHROMIUM") as browser:
        yield browser


@contextmanager
def started_playwright() -> Iterator[Playwright]:
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=20_000)
        yield playwright


@contextmanager
def launched(playwright: Playwright, *names: str, channel: str | None = None) -> Iterator[Browser]:
    """The first that a variable names, as ``make test`` sets them (embedded/browser.py).

    With none it is what is on the path, or what Playwright has: its shell, or its ``channel``.
    """
    program = next(filter(None, map(os.environ.get, names)), None) or shutil.which("chromium")
    browser = playwright.chromium.launch(
        executable_path=program,
        channel=None if program else channel,
        args=["--no-sandbox", _ALONE],
    )
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium: Browser, stage: None, port: int) -> Iterator[OpenPage]:
    """Open an address of a company in a browser of its own; errors on the page fail the test."""
    errors: list[str] = []
    contexts = []

    def open_one(company: Company, path: str, viewport: ViewportSize = DESKTOP) -> Page:
        _send_at_once(company)
        context = chromium.new_context(viewport=viewport, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{path}: {error}"))
        page.on(
            "console",
            lambda said: errors.append(f"{path}: {said.text}") if _is_refusal(said.text) else None,
        )
        page.goto(f"http://{company.host}:{port}{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


def enter(page: Page, company: Company, agent: Agent) -> None:
    """Log in by a session made here: the log-in page has tests of its own."""
    cookie = company.client(agent).cookies["sessionid"].value
    origin = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": origin}])


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for something that happens outside of the page, at most twenty seconds."""
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("did not happen")


def _send_at_once(company: Company) -> None:
    """Nobody here waits five seconds for each reply; who takes one back says so."""
    with company.bound():
        for agent in Agent.objects.exclude(habits__isnull=False):
            Habits.objects.create(agent=agent, undo_seconds=0)


def _is_refusal(text: str) -> bool:
    return "Content Security Policy" in text
