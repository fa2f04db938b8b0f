"""Conversations of Cleo's, and the desks of those who answer them."""

import pytest

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging, replying
from helpdesk.conversations.models import Conversation
from tests.assistant.conftest import help_centre
from tests.cast import Company
from tests.copilot.drafting import QUESTION
from tests.inbox.conftest import Begin, adas, assisted, begin, bos, guss, waiting

__all__ = ["adas", "assisted", "begin", "bos", "guss", "help_centre", "waiting"]


@pytest.fixture
def asking(acme: Company, begin: Begin, bo: Agent) -> Conversation:
    """Bo has the conversation, and Cleo asks for a refund."""
    conversation = begin(QUESTION)
    with acme.bound():
        replying.reply(conversation.pk, bo, body="Hello Cleo, Bo here.")
        messaging.post_message(conversation.pk, sender="contact", body=QUESTION)
    return conversation
