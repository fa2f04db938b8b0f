"""The desks of Ada, Bo and Gus, for whoever attacks them; and passwords that cost nothing."""

from collections.abc import AsyncIterator

import pytest
from django.contrib.auth import hashers

from helpdesk.live.hub import hub
from tenants import counting, serving
from tenants.database import direct
from tests.inbox.conftest import adas, assisted, begin, bos, guss, waiting

__all__ = ["adas", "assisted", "begin", "bos", "guss", "waiting"]


@pytest.fixture
async def ears() -> AsyncIterator[None]:
    """What an event loop holds open ends with the test."""
    serving.forget()
    yield
    await hub().close()
    await counting.close()
    await direct.close_pool()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords that were hashed since: what a try costs in time. The hash itself is cheap here."""
    counted: list[str] = []

    class Counting(hashers.MD5PasswordHasher):
        algorithm = "argon2"

        def encode(self, password: str, salt: str) -> str:
            counted.append(password)
            return super().encode(password, salt)

    monkeypatch.setattr(hashers, "get_hashers", lambda: [Counting()])
    monkeypatch.setattr(hashers, "get_hasher", lambda algorithm="default": Counting())
    monkeypatch.setattr(hashers, "identify_hasher", lambda encoded: Counting())
    return counted
