"""The whole demo, seeded once for the tests of a module and taken away after them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from helpdesk.demo.seeding import seed
from tenants.context import in_public
from tenants.models import Tenant
from tests.cast import Company, Snapshot, forget_keys

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@dataclass
class Demo:
    """The three companies, and what was said while they were seeded."""

    companies: dict[str, Company]
    said: list[str]

    def seed_again(self) -> list[str]:
        said: list[str] = []
        seed(datetime(2026, 11, 25, 9, 0, tzinfo=UTC), said.append)
        return said


@pytest.fixture(scope="module")
def demo(
    companies: tuple[Company, Company, Snapshot], django_db_blocker: DjangoDbBlocker
) -> Iterator[Demo]:
    said: list[str] = []
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.EMBEDDINGS_BACKEND", "hashing", raising=False)
        seed(NOW, said.append)
        with in_public():
            tenants = {tenant.slug: tenant for tenant in Tenant.objects.all()}
        yield Demo(
            {slug: Company(tenant, f"{slug}.localhost") for slug, tenant in tenants.items()}, said
        )
        companies[2].restore()
        connection.close()
        forget_keys()
