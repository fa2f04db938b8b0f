"""The three companies, once for each file."""

from collections.abc import AsyncIterator, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.listening import hang_up
from tests.isolation.world import World, world


@pytest.fixture(scope="module")
def three(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with django_db_blocker.unblock(), world(tmp_path_factory.mktemp("media")) as made:
        yield made


@pytest.fixture
async def ears() -> AsyncIterator[None]:
    """What an event loop holds open ends with the test."""
    yield
    await hang_up()
