"""The cast, and a real database and Redis that every test finds as the one before it did.

Acme (owner Ada, agent Bo, contact Cleo) and Globex (owner Gus, agent Ivy, contact Dov), of whom
nobody may see anything of Acme's. Tests commit, because sockets, threads and workers look
through connections of their own; after each test all schemas get back the rows they began
with. Nothing is bound in a test's body: go through a door, or look with ``acme.bound()``.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.db import connection
from django.test import client
from django.test.utils import ContextList
from pytest_django.plugin import DjangoDbBlocker

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Contact
from tests.cast import Company, Snapshot, build_company, forget_keys
from tests.database import fresh_database
from tests.scheduling import Scheduling, arrange
from tests.threads import give_back_at_the_end
from tests.work import settle


def pytest_configure(config: pytest.Config) -> None:
    """Give each parallel worker a Redis database and a media folder of its own; wait shortly."""
    settings.MEDIA_ROOT = Path(mkdtemp(prefix="handrail-media-"))
    config.add_cleanup(lambda: shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True))
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    base, _, number = settings.REDIS_URL.rpartition("/")
    settings.REDIS_URL = f"{base}/{(int(number or 0) + worker) % 16}"
    settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL
    settings.CELERY_BROKER_URL = settings.REDIS_URL
    settings.ASSISTANT_BURST_SECONDS = 0.0
    # A suite of this size holds millions of objects that stay: to look for garbage among them after
    # every 700 new ones is a tenth of the processor time.
    gc.set_threshold(20_000, 20, 50)
    give_back_at_the_end()
    vars(client)["store_rendered_templates"] = _outermost
    # The product's way to hash, which is slow and takes 100 MB on purpose, made quick.
    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8
    # How long an example takes says how busy the machine is.
    hypothesis.settings.register_profile("any machine", hypothesis.settings(deadline=None))
    hypothesis.settings.load_profile("any machine")


def _outermost(store: dict[str, Any], *, context: Any, **_rendered: Any) -> None:
    """``response.context`` is the page's own: Django would copy that of every part of it too."""
    if "context" not in store:
        store["context"] = ContextList([copy(context)])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    arrange(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    with django_db_blocker.unblock(), fresh_database():
        yield


@pytest.fixture(scope="session")
def companies(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> tuple[Company, Company, Snapshot]:
    """Both workspaces, opened once, and the way back to this moment."""
    with django_db_blocker.unblock():
        acme = build_company("acme", owner="Ada Lind", agent="Bo Reyes", contact="Cleo Marsh")
        globex = build_company("globex", owner="Gus Orr", agent="Ivy Tran", contact="Dov Katz")
        settle()
        # What is loaded by now stays: nobody need look for garbage in it again.
        gc.collect()
        gc.freeze()
        return acme, globex, Snapshot(["public", acme.schema, globex.schema])


@pytest.fixture
def stage(
    companies: tuple[Company, Company, Snapshot], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The database may be used; afterwards nothing of the test is left in it or in Redis."""
    with django_db_blocker.unblock():
        mail.outbox = []
        yield
        try:
            companies[2].restore()
        finally:
            connection.close()
            forget_keys()


@pytest.fixture
def acme(companies: tuple[Company, Company, Snapshot], stage: None) -> Company:
    return companies[0]


@pytest.fixture
def globex(companies: tuple[Company, Company, Snapshot], stage: None) -> Company:
    return companies[1]


@pytest.fixture
def ada(acme: Company) -> Agent:
    """Acme's owner."""
    return acme.agent("Ada")


@pytest.fixture
def bo(acme: Company) -> Agent:
    """An agent of Acme's."""
    return acme.agent("Bo")


@pytest.fixture
def gus(globex: Company) -> Agent:
    """Globex's owner, who must see nothing of Acme's."""
    return globex.agent("Gus")


@pytest.fixture
def cleo(acme: Company) -> Contact:
    """Acme's customer."""
    return acme.contact("Cleo")
