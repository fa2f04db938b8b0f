"""Conversations of Cleo's that are in the index, and a desk to look for them."""

from collections.abc import Callable

import pytest

from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.searching import catching_up
from helpdesk.searching.models import Progress
from tenants.work.outbox import enqueue
from tests.cast import Company
from tests.work import run_owed

Say = Callable[..., Conversation]


def catch_up(company: Company) -> None:
    """Sweep, and fill what a first sweep begins, as workers do."""
    with company.bound():
        enqueue(catching_up.SWEEP_TOPIC, {})
    run_owed(catching_up.SWEEP_TOPIC, early=True)
    run_owed(catching_up.FILL_TOPIC, early=True)


@pytest.fixture
def say(acme: Company, cleo: Contact) -> Say:
    """A conversation in which this was said by its contact (Cleo if none is named), indexed."""

    def one_more(*bodies: str, contact: Contact | None = None) -> Conversation:
        with acme.bound():
            conversation = lifecycle.start(contact or cleo)
            for body in bodies:
                messaging.post_message(conversation.pk, sender="contact", body=body)
        catch_up(acme)
        return conversation

    return one_more


@pytest.fixture
def kept_up(acme: Company) -> Company:
    """Acme, whose index is whole."""
    catch_up(acme)
    with acme.bound():
        assert Progress.objects.get().is_whole
    return acme
