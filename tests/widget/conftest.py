"""Visitors on the page of Acme's customer, and one on Globex's."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.live.hub import hub
from helpdesk.widget import limits
from tenants import serving
from tenants.database import direct
from tests.cast import Company
from tests.widget.visitor import Visitor


@pytest.fixture(autouse=True)
async def ears() -> AsyncIterator[None]:
    """What an event loop holds open ends with the test, and nothing is known from the last."""
    serving.forget()
    yield
    await hub().close()
    await limits.close()
    await direct.close_pool()


@pytest.fixture
async def visitor(acme: Company) -> Visitor:
    """Somebody on Acme's customer's page."""
    return await Visitor(acme).arrive()


@pytest.fixture
async def talking(visitor: Visitor) -> Visitor:
    """The same with a conversation."""
    return await visitor.begun()


@pytest.fixture
async def other(acme: Company) -> Visitor:
    """Somebody else there."""
    return await Visitor(acme).arrive()


@pytest.fixture
async def stranger(globex: Company) -> Visitor:
    """Somebody on Globex's customer's page, who must see nothing of Acme's."""
    return await Visitor(globex).arrive()
