"""A release with new migrations meets tenants that are being served."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from tenants import migrating, planning, stepping
from tenants.context import current_schema, in_public, in_tenant
from tenants.migrating import TEMPLATE, Busy, migrate_all
from tenants.models import Tenant, new_schema_name
from tenants.provisioning import Opening, create_schema, open_tenant
from tests.cast import Company
from tests.tenants.shapes import shape

LATER = {"brand": "tests.tenants.later"}
RUN = """
import django; django.setup()
from django.conf import settings
settings.MIGRATION_MODULES = {"brand": "tests.tenants.later"}
from tenants.migrating import migrate_all
for schema in migrate_all():
    print(schema, flush=True)
    input()
"""


@pytest.fixture
def release(acme: Company, globex: Company, settings: Any) -> Iterator[list[str]]:
    """The schemas before a release of two migrations, which is taken back afterwards."""
    settings.MIGRATION_MODULES = LATER
    planning.forget()
    schemas = [TEMPLATE, acme.schema, globex.schema]
    yield schemas
    planning.forget()
    for schema in schemas:
        with in_tenant(schema) if schema != TEMPLATE else in_public():
            _take_back(schema)
    with in_public():
        _forget("public")


def _take_back(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {schema}.brand_brand DROP COLUMN IF EXISTS motto")
    _forget(schema)


def _forget(schema: str) -> None:
    forget = sql.SQL("DELETE FROM {} WHERE app = 'brand' AND name > '0002'")
    with connection.cursor() as cursor:
        cursor.execute(forget.format(sql.Identifier(schema, "django_migrations")))


def motto(company: Company) -> str:
    with company.bound(), connection.cursor() as cursor:
        cursor.execute("SELECT motto FROM brand_brand")
        return str(cursor.fetchone()[0])


def test_a_release_reaches_every_schema_once_with_its_own_rows(
    release: list[str], acme: Company, globex: Company
) -> None:
    assert sorted(migrate_all()) == sorted(["public", *release])
    assert (motto(acme), motto(globex)) == ("Acme cares", "Globex cares")
    assert list(migrate_all()) == []


def test_django_is_asked_once_and_every_schema_gets_the_same_shape(
    release: list[str], acme: Company, globex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    forwards = AddField.database_forwards

    def counted(*arguments: Any) -> None:
        asked.append(current_schema())
        forwards(*arguments)

    monkeypatch.setattr(AddField, "database_forwards", counted)
    list(migrate_all())
    assert asked == ["public", TEMPLATE]
    assert shape(acme.schema) == shape(globex.schema) == shape(TEMPLATE)
    assert ("constraint", "brand_brand", "motto_is_no_figure") in {
        (kind, table, words.partition(" ")[0]) for kind, table, words in shape(globex.schema)
    }


def test_what_is_on_disk_is_what_django_finds(stage: None) -> None:
    ours, django = planning.loader(), MigrationLoader(None)
    assert planning.on_disk() == frozenset(django.disk_migrations)
    assert ours.graph.nodes.keys() == django.graph.nodes.keys()
    assert (ours.migrated_apps, ours.unmigrated_apps) == (
        django.migrated_apps,
        django.unmigrated_apps,
    )


def test_a_schemas_first_tables_are_those_of_djangos_own_way(stage: None) -> None:
    schema, some = new_schema_name(), ("agents", "escalation", "conversations", "searching")
    with in_public():
        create_schema(schema)
    with in_tenant(schema):
        for label in some:
            call_command("migrate", label, verbosity=0, interactive=False)
    django, ours = (
        [row for row in shape(each) if row[1].startswith(some)] for each in (schema, TEMPLATE)
    )
    assert len(django) > 200
    assert ours == django


def test_a_schema_with_nothing_in_it_gets_its_first_tables_with_all_others(acme: Company) -> None:
    schema = new_schema_name()
    with in_public():
        create_schema(schema)
        Tenant.objects.create(schema_name=schema, slug="bare", name="Bare")
    assert list(migrate_all()) == [schema]
    assert shape(schema) == shape(TEMPLATE) == shape(acme.schema)
    assert list(migrate_all()) == []


def test_code_of_before_serves_while_the_release_runs(release: list[str], acme: Company) -> None:
    for schema in migrate_all():
        if schema == acme.schema:
            break
    assert acme.client().get("/help/").status_code == 200
    list(migrate_all())


def test_an_idle_run_asks_as_often_for_many_tenants_as_for_few(acme: Company) -> None:
    def statements() -> int:
        with in_public():
            connection.cursor().close()  # whatever was done before left it with another schema
        with CaptureQueriesContext(connection) as queries:
            assert list(migrate_all()) == []
        return len(queries)

    few = statements()
    for number in range(3):
        open_tenant(Opening(f"more-{number}", "More", "more@more.example"))
    assert statements() == few <= 6


def test_a_run_that_is_killed_is_taken_up_by_the_next(
    release: list[str], acme: Company, globex: Company
) -> None:
    environment = os.environ | {
        "DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
    }
    killed = subprocess.Popen(
        [sys.executable, "-c", RUN],
        env=environment,
        cwd=configured.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.stdin
    assert killed.stdout
    done = []
    for _ in range(3):  # public, the template, Acme
        done.append(killed.stdout.readline().strip())
        if len(done) < 3:
            killed.stdin.write("\n")
            killed.stdin.flush()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert done == ["public", TEMPLATE, acme.schema]
    assert list(migrate_all()) == [globex.schema]
    assert (motto(acme), motto(globex)) == ("Acme cares", "Globex cares")


def test_a_locked_tenant_is_left_for_the_next_run_and_holds_up_no_other(
    release: list[str], acme: Company, globex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stepping, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(migrating, "PAUSES", (0.05,))
    with (
        ThreadPoolExecutor(1) as other,
        acme.bound(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("LOCK TABLE brand_brand IN ACCESS SHARE MODE")
        with pytest.raises(Busy) as busy:
            other.submit(_migrated).result()
    assert busy.value.schemas == [acme.schema]
    assert motto(globex) == "Globex cares"
    assert list(migrate_all()) == [acme.schema]


def test_two_runs_at_once_take_each_step_once(release: list[str], acme: Company) -> None:
    with ThreadPoolExecutor(2) as runs:
        both = [runs.submit(_migrated) for _ in range(2)]
        changed = [schema for run in both for schema in run.result()]
    assert set(changed) == {"public", *release}
    assert motto(acme) == "Acme cares"


def _migrated() -> list[str]:
    try:
        return list(migrate_all())
    finally:
        connection.close()
