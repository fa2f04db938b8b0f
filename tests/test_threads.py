"""A worker's tests share sixteen connections, however many threads they begin."""

import asyncio
from threading import Thread
from typing import Any

from django.db import connection

from helpdesk.conversations.models import Contact
from tests.cast import Company


def test_a_thread_that_ends_has_given_its_connection_back(acme: Company) -> None:
    lent = _lent()
    for _ in range(3):
        thread = Thread(target=_look, args=[acme])
        thread.start()
        thread.join()
    assert _lent() <= lent


def test_so_has_a_thread_of_an_event_loop(acme: Company) -> None:
    lent = _lent()
    asyncio.run(asyncio.to_thread(_look, acme))
    assert _lent() <= lent


def _look(company: Company) -> None:
    with company.bound():
        assert Contact.objects.exists()


def _lent() -> int:
    """How many of the pool's connections are out."""
    postgres: Any = connection  # typed as any database's
    postgres.ensure_connection()
    figures = postgres.pool.get_stats()
    return int(figures["pool_size"] - figures["pool_available"])
