"""Questions asked in vain, and the agents who answered them."""

from collections.abc import Callable

import pytest

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact
from helpdesk.conversations.replying import reply
from helpdesk.insights import noticing
from helpdesk.insights.models import Gap
from tenants.work.outbox import enqueue
from tests.assistant.conftest import Chat, help_centre
from tests.cast import Company
from tests.work import run_owed

__all__ = ["help_centre"]

Ask = Callable[..., Chat]


@pytest.fixture
def ask(acme: Company, cleo: Contact, bo: Agent, help_centre: None) -> Ask:
    """A new conversation of Cleo's with one question; ``answered`` is what Bo then says."""

    def one(question: str, *, answered: str = "") -> Chat:
        with acme.bound():
            chat = Chat(acme, lifecycle.start(cleo).pk)
        chat.say(question)
        if answered:
            with acme.bound():
                reply(chat.id, bo, body=answered)
                lifecycle.resolve(chat.id, by=bo)
        return chat

    return one


def look(company: Company) -> list[Gap]:
    """Let the worker look for gaps; all of them, the largest first."""
    with company.bound():
        enqueue(noticing.TOPIC, {})
    run_owed()
    with company.bound():
        return list(Gap.objects.select_related("example", "article"))
