"""A customer asks, the worker works, and one looks at what was said."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from helpdesk.assistant.models import AssistantSettings, Turn
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation, Handoff, Message
from knowledge import publishing
from tests.cast import Company
from tests.work import run_owed

REFUNDS = """You can have your money back within 30 days of a payment.

1. Open **Settings › Billing** and choose the invoice.
2. Press **Ask for a refund** and say why.
3. The money is on your card after 5 working days.
"""
EXPORTS = """Open **Settings › Data** and press **Export**. You get a mail with a link.

The export holds invoices, customers and receipts. The link works for 24 hours.
"""


@dataclass
class Chat:
    """One conversation of Cleo's, and the doors to it."""

    company: Company
    id: int

    def say(self, *texts: str) -> None:
        """Write, and let the worker work."""
        self.write(*texts)
        run_owed()

    def write(self, *texts: str) -> None:
        with self.company.bound():
            for text in texts:
                messaging.post_message(self.id, sender="contact", body=text)

    def do(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a verb on the conversation, as a door would."""
        with self.company.bound():
            return verb(self.id, *args, **kwargs)

    @property
    def answers(self) -> list[Message]:
        with self.company.bound():
            said = Message.objects.filter(conversation=self.id, sender="assistant", kind="message")
            return list(said.order_by("seq"))

    @property
    def answer(self) -> Message:
        return self.answers[-1]

    @property
    def row(self) -> Conversation:
        with self.company.bound():
            return Conversation.objects.get(pk=self.id)

    @property
    def status(self) -> str:
        return str(self.row.status)

    @property
    def handoff(self) -> Handoff:
        with self.company.bound():
            return Handoff.objects.filter(conversation=self.id).latest("id")

    @property
    def turns(self) -> list[Turn]:
        with self.company.bound():
            return list(Turn.objects.filter(conversation=self.id).order_by("id"))


@pytest.fixture
def help_centre(acme: Company) -> None:
    """Acme knows about refunds and exports, and nothing else."""
    with acme.bound():
        publish("Get a refund for your plan", REFUNDS)
        publish("Export all your data", EXPORTS)
    run_owed()


@pytest.fixture
def chat(acme: Company, cleo: Contact, help_centre: None) -> Chat:
    with acme.bound():
        return Chat(acme, lifecycle.start(cleo).pk)


def publish(title: str, body: str, **fields: str) -> None:
    publishing.publish(publishing.create(title=title, body=body, **fields).id)


def use_model(company: Company, base_url: str) -> None:
    """Set the company's own model, as its admin would."""
    with company.bound():
        AssistantSettings.objects.update_or_create(
            id=1, defaults={"base_url": base_url, "model": "fake-1", "api_key": "sk-secret"}
        )


def wait_for(holds: Callable[[], bool]) -> None:
    """Until what happens in another thread has happened, at most ten seconds."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
