"""An agent whose line is cut, and whose server is killed, while a customer goes on writing."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from tests.browser.conftest import OpenPage, until
from tests.browser.stack import Web, web_server
from tests.browser.test_lines import Lines
from tests.cast import PASSWORD, Company, Snapshot
from tests.inbox.conftest import A_PERSON, CASE

pytestmark = pytest.mark.browser

MESSAGES = 60
PAUSE_SECONDS = 0.12


@pytest.fixture(scope="module")
def web(
    companies: tuple[Company, Company, Snapshot],
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Web]:
    with django_db_blocker.unblock(), web_server(tmp_path_factory.mktemp("web")) as web:
        yield web


@pytest.fixture(scope="module")
def port(web: Web) -> int:
    """What the browser's fixtures ask for."""
    return web.port


@pytest.fixture
def waiting(acme: Company, cleo: Contact) -> Conversation:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        messaging.post_message(conversation.pk, sender="contact", body="Is anybody there?")
        lifecycle.hand_off(conversation.pk, A_PERSON, CASE)
        return conversation


class Customer(threading.Thread):
    """Writes one message after the other, whatever happens to the agent's server."""

    def __init__(self, company: Company, conversation: Conversation) -> None:
        super().__init__()
        self.company, self.conversation = company, conversation
        self.said: list[int] = []

    def run(self) -> None:
        with self.company.bound():
            for number in range(MESSAGES):
                posted = messaging.post_message(
                    self.conversation.pk, sender="contact", body=f"Message {number}"
                )
                self.said.append(posted.seq)
                time.sleep(PAUSE_SECONDS)
        connection.close()


def test_no_message_is_missed_or_shown_twice_when_the_line_and_the_server_die(
    acme: Company, waiting: Conversation, open_page: OpenPage, web: Web
) -> None:
    agent = open_page(acme, "/inbox/login/")
    lines = Lines(agent, "**/ws/inbox")
    _logs_in(agent)
    agent.goto(f"http://{acme.host}:{web.port}/inbox/c/{waiting.public_id}/?view=waiting")
    expect(agent.locator('[data-connection="live"]')).to_be_attached()
    customer = Customer(acme, waiting)
    customer.start()
    until(agent, lambda: len(customer.said) > 5)
    lines.opened[-1].close(code=1011)
    until(agent, lambda: len(customer.said) > 15)
    _dies_and_comes_back(web, agent, customer)
    customer.join(60)
    expect(agent.locator(f'#entries [data-seq="{customer.said[-1]}"]')).to_be_attached()
    assert _seqs(agent) == list(range(1, customer.said[-1] + 1))
    expect(agent.locator('[data-connection="live"]')).to_be_attached()
    expect(agent.locator(f"#row-{waiting.pk}")).to_contain_text(f"Message {MESSAGES - 1}")
    assert len(lines.opened) >= 3


def _dies_and_comes_back(web: Web, agent: Page, customer: Customer) -> None:
    web.kill()
    expect(agent.locator('[data-connection="lost"]')).to_be_attached()
    missed = len(customer.said)
    until(agent, lambda: len(customer.said) > missed + 10)
    shown = _seqs(agent)
    assert shown[-1] < customer.said[missed], "the server was dead, and nothing could be read"
    web.start()


def _logs_in(agent: Page) -> None:
    agent.get_by_label("E-mail").fill("bo@acme.example")
    agent.get_by_label("Password").fill(PASSWORD)
    agent.get_by_role("button", name="Log in").click()
    expect(agent.locator("#desk")).to_be_attached()


def _seqs(agent: Page) -> list[int]:
    """The numbers of the entries on the page, in the order in which they stand."""
    found = agent.locator("#entries > li[data-seq]")
    return list(found.evaluate_all("them => them.map((one) => Number(one.dataset.seq))"))
