"""The inbox's desks and conversations, and macros to write with."""

from collections.abc import Callable
from typing import Any

import pytest

from helpdesk.agents.models import Agent
from helpdesk.composing import macros
from helpdesk.composing.models import Macro
from helpdesk.conversations.models import Conversation
from tests.cast import Company
from tests.inbox.conftest import Desk, adas, assisted, begin, bos, guss, waiting

__all__ = ["adas", "assisted", "begin", "bos", "guss", "waiting"]

MakeMacro = Callable[..., Macro]


@pytest.fixture
def make_macro(acme: Company) -> MakeMacro:
    """A macro of Acme's for everyone, or of its ``owner`` alone: steps by name."""

    def make(name: str, *, owner: Agent | None = None, **steps: Any) -> Macro:
        shared = "private" if owner else "everyone"
        with acme.bound():
            clean = macros.checked(steps)
            return Macro.objects.create(name=name, owner=owner, shared=shared, steps=clean)

    return make


def use(desk: Desk, conversation: Conversation, macro: Macro) -> Any:
    return desk.client.post(
        f"/inbox/c/{conversation.public_id}/macros/{macro.public_id}/use/",
        headers={"HX-Request": "1"},
    )


def menu(desk: Desk, conversation: Conversation, what: str, typed: str = "") -> str:
    address = desk.address("insert", conversation)
    page = desk.client.get(address, {"what": what, "q": typed}).content.decode()
    return " ".join(page.split())
