"""Conversations of Cleo's at Acme, and the desks of Ada, Bo and Gus."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from escalation.deciding import Decision
from escalation.rules import Priority, Trigger
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from tests.cast import Company

A_PERSON = Decision(
    trigger=Trigger.ASKS_FOR_PERSON,
    rule_name="Asks for a person",
    team_id=None,
    priority=Priority.HIGH,
    words="A person will reply to you here.",
    reason="The customer asked for a person.",
)
CASE = {
    "v": 1,
    "goal": {"text": "Change the VAT rate", "latest": "Please, a person"},
    "rule": {"label": "When a customer asks for a person", "evidence": ["a person"]},
    "tried": [{"question": "How?", "answer": "Press Correct.", "verdict": "contradicted"}],
    "sources": [{"id": "1", "title": "VAT rates", "url": "/help/vat/"}],
    "mood": {"label": "upset", "score": -0.6, "words": ["awful"], "course": [0.1, -0.6]},
    "missing": ["name"],
    "page": {"url": "https://shop.example/cart", "title": "Cart"},
    "next_step": "Say hello by name.",
}


# What Django's test client returns; its class has no public name.
Answer = Any


# Verbs on a whole conversation, whose forms have fields named like parts of other addresses.
WHOLE = ("reply", "heard", "schedule", "split")


class Desk:
    """One agent's browser in the inbox."""

    def __init__(self, company: Company, agent: Agent | None) -> None:
        self.company = company
        self.client: Client = company.client(agent)

    def open(self, conversation: Conversation, **query: Any) -> Answer:
        return self.client.get(self.address("thread", conversation), query)

    def news(self, conversation: Conversation, after: int) -> str:
        page = self.client.get(
            self.address("news", conversation), {"after": after}, HTTP_HX_REQUEST="true"
        )
        return page.content.decode()

    def list(self, **query: Any) -> str:
        return self.client.get(reverse("inbox:list"), query).content.decode()

    def page(self, query: str) -> str:
        """The list at an address, as it is written."""
        return self.client.get(f"{reverse('inbox:list')}?{query}").content.decode()

    def do(self, verb: str, conversation: Conversation, **fields: Any) -> Answer:
        """Press a button, as htmx does: 204 when it worked."""
        parts = [name for name in ("seq", "promise") if name in fields and verb not in WHOLE]
        address = self.address(verb, conversation, **{name: fields.pop(name) for name in parts})
        return self.client.post(address, fields, HTTP_HX_REQUEST="true")

    def reply(self, conversation: Conversation, body: str, cid: str = "") -> Answer:
        return self.do("reply", conversation, body=body, cid=cid or str(uuid4()))

    @staticmethod
    def address(name: str, conversation: Conversation, **more: Any) -> str:
        return reverse(f"inbox:{name}", kwargs={"public_id": conversation.public_id, **more})


Begin = Callable[..., Conversation]


@pytest.fixture
def begin(acme: Company, cleo: Contact) -> Begin:
    """Begin a conversation with a question of a contact's (Cleo's if none is named)."""

    def one_more(body: str = "How do I change the VAT rate?", **by: Contact) -> Conversation:
        with acme.bound():
            conversation = lifecycle.start(by.get("contact", cleo))
            messaging.post_message(conversation.pk, sender="contact", body=body)
            return conversation

    return one_more


@pytest.fixture
def assisted(begin: Begin) -> Conversation:
    """The assistant has it."""
    return begin()


@pytest.fixture
def waiting(acme: Company, begin: Begin) -> Conversation:
    """Handed over, and nobody has it yet."""
    conversation = begin()
    with acme.bound():
        lifecycle.hand_off(conversation.pk, A_PERSON, CASE)
    return conversation


@pytest.fixture
def adas(acme: Company, ada: Agent) -> Desk:
    return Desk(acme, ada)


@pytest.fixture
def bos(acme: Company, bo: Agent) -> Desk:
    return Desk(acme, bo)


@pytest.fixture
def guss(globex: Company, gus: Agent) -> Desk:
    return Desk(globex, gus)
