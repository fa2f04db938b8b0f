"""A conversation to file, and more of Cleo's."""

from collections.abc import Callable

import pytest

from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Message
from tests.cast import Company


@pytest.fixture
def begin(acme: Company, cleo: Contact) -> Callable[[], int]:
    """Begin another conversation of Cleo's; returns its id."""

    def one_more() -> int:
        with acme.bound():
            return lifecycle.start(cleo).pk

    return one_more


@pytest.fixture
def conversation(begin: Callable[[], int]) -> int:
    return begin()


def events(conversation_id: int) -> list[tuple[str, list[str]]]:
    """What the log says of tags, in order."""
    entries = Message.objects.filter(conversation=conversation_id, kind="event")
    return [(entry.data["event"], entry.data.get("tags", [])) for entry in entries]
