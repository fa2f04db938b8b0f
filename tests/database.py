"""A worker's own database: migrated by the first worker of a run, copied by the others."""

import contextlib
import os
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connection
from psycopg import sql

from tenants.context import PUBLIC, in_public
from tenants.migrating import migrate_schema
from tenants.provisioning import prepare_template

# Any number: it is held while one worker migrates and the others wait to copy.
_MIGRATING = 3674
_COPY = sql.SQL("CREATE DATABASE {} TEMPLATE {}")


@contextlib.contextmanager
def fresh_database() -> Iterator[None]:
    """Make it; dropped at the end even if a socket still looks at it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    pristine = f"test_handrail_{run}"
    with in_public():
        if run:
            _copy_or_make(pristine)
        else:
            _make()
        connection.close()
    yield
    with in_public(), connection._nodb_cursor() as cursor:
        for name in (connection.settings_dict["NAME"], pristine):
            _drop(cursor, name)


def _make() -> None:
    """Migrated as the product is; also the schema of which every workspace is a copy."""
    postgres: Any = connection  # typed as any database's
    name = postgres.creation._create_test_db(verbosity=0, autoclobber=True)
    postgres.close()
    _use(name)
    migrate_schema(PUBLIC)
    prepare_template()


def _use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _copy_or_make(pristine: str) -> None:
    """``pristine``: the run's migrated database, to which nobody connects.

    It goes with the first worker that ends. One that begins after that makes it again.
    """
    postgres: Any = connection  # typed as any database's
    own = postgres.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [pristine])
        if cursor.fetchone() == (1,):
            _drop(cursor, own)
            cursor.execute(_COPY.format(*map(sql.Identifier, (own, pristine))))
            _use(own)
        else:
            _make()
            postgres.close()
            postgres.close_pool()
            cursor.execute(_COPY.format(*map(sql.Identifier, (pristine, own))))


def _drop(cursor: Any, name: str) -> None:
    """Also while the server's own housekeeping, which we may not end, is at work in it."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for _ in range(20):
        with contextlib.suppress(ProgrammingError):
            cursor.execute(drop)
            return
        time.sleep(0.5)
