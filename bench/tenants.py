"""Opening a workspace, and bringing many of them up to date, against their bare statements."""

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from psycopg import sql

from bench import floor
from bench.rows import Goal, Row, Run, in_turns
from bench.workspace import PASSWORD
from tenants import planning, replaying
from tenants.context import PUBLIC, in_public
from tenants.migrating import TEMPLATE, migrate_all
from tenants.models import Tenant, new_schema_name
from tenants.provisioning import Opening, close_tenant, open_tenant, prepare_template

_MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
_ADD = "ALTER TABLE {brand} ADD COLUMN motto varchar(200) DEFAULT '' NOT NULL"
_NOTE = "INSERT INTO {noted} (app, name, applied) VALUES ('brand', '0002_add_a_motto', now())"
_REMOVE = "ALTER TABLE {brand} DROP COLUMN IF EXISTS motto"
_FORGET = "DELETE FROM {noted} WHERE app = 'brand' AND name = '0002_add_a_motto'"


def measure(run: Run) -> Iterator[Row]:
    prepare_template()
    with in_public(), transaction.atomic():
        shape = replaying.shape_of(TEMPLATE)
    yield in_turns(
        "open_tenant",
        run,
        ours=_open,
        floor=partial(_replay_alone, shape),
        unit="s",
        goal=Goal(at_most=2),
        note="ours begins with an invited owner, a team, rules, an article and surveys as well",
    )
    yield in_turns(
        "open_tenant_password",
        run,
        ours=partial(_open, PASSWORD),
        floor=partial(_replay_alone, shape, PASSWORD),
        unit="s",
        goal=Goal(at_most=2),
        note="the owner has a password, which the floor hashes as well",
    )
    made: list[Tenant] = []
    try:
        for number in (10, 50) if run.quick else (10, 100, 300):
            made += [_bare_tenant() for _ in range(number - len(made))]
            yield from _migrating(run, number)
    finally:
        for tenant in made:
            close_tenant(tenant)


def _migrating(run: Run, number: int) -> Iterator[Row]:
    yield in_turns(
        f"migrate_nothing_{number}",
        run,
        ours=_whole_process,
        floor=_look_alone,
        unit="s",
        goal=Goal(within=3),
        note="ours is the command from its start to its end; floor: the look alone",
    )
    yield in_turns(
        f"migrate_column_{number}",
        run,
        ours=_migrate,
        floor=_alter_alone,
        unit="s",
        goal=Goal(at_most=4),
        note="without the start of the process",
    )


def _open(password: str | None = None) -> float:
    """Seconds until the workspace can be used."""
    slug = f"bench-{uuid4().hex[:8]}"
    began = time.perf_counter()
    tenant = open_tenant(Opening(slug, "Bench", "owner@bench.example", "Ona", password))
    took = time.perf_counter() - began
    close_tenant(tenant)
    return took


def _replay_alone(shape: replaying.Shape, password: str | None = None) -> float:
    """Seconds of the same definitions, written down before: sent at once, committed once."""
    schema = new_schema_name()
    text = replaying.batch(shape, schema)
    with floor.connect() as bare:
        began = time.perf_counter()
        make_password(password)  # without one there is nothing to be hashed
        bare.execute(f"BEGIN; {text}; COMMIT".encode())
        took = time.perf_counter() - began
        bare.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
    return took


def _bare_tenant() -> Tenant:
    """A workspace of which there is the schema alone."""
    schema = new_schema_name()
    with in_public(), transaction.atomic():
        replaying.replay(TEMPLATE, planning.standing([TEMPLATE])[TEMPLATE], schema)
        made: Tenant = Tenant.objects.create(
            schema_name=schema, slug=f"bench-{uuid4().hex[:8]}", name="Bench"
        )
    return made


def _whole_process() -> float:
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(_MANAGE), "migrate_tenants"], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def _look_alone() -> float:
    schemas = _schemas()
    began = time.perf_counter()
    with in_public():
        planning.standing(schemas)
    return time.perf_counter() - began


def _migrate() -> float:
    """Seconds for a release with one more column, which is taken back afterwards."""
    settings.MIGRATION_MODULES = {"brand": "bench.later"}
    planning.forget()
    began = time.perf_counter()
    changed = len(list(migrate_all()))
    took = time.perf_counter() - began
    settings.MIGRATION_MODULES = {}
    planning.forget()
    for schema in _schemas():
        _run(schema, _REMOVE, _FORGET)
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_FORGET.format(noted=f"{PUBLIC}.django_migrations"))
    if changed < len(_schemas()):
        raise RuntimeError(f"{changed} schemas changed, {len(_schemas())} are there.")
    return took


def _alter_alone() -> float:
    """Seconds for the column and its note in each schema, a transaction each."""
    schemas = _schemas()
    began = time.perf_counter()
    for schema in schemas:
        _run(schema, _ADD, _NOTE)
    took = time.perf_counter() - began
    for schema in schemas:
        _run(schema, _REMOVE, _FORGET)
    return took


def _run(schema: str, *statements: str) -> None:
    names = {"brand": f"{schema}.brand_brand", "noted": f"{schema}.django_migrations"}
    with in_public(), connection.cursor() as cursor:
        cursor.execute("; ".join(("BEGIN", *statements, "COMMIT")).format_map(names))


def _schemas() -> list[str]:
    with in_public():
        return [TEMPLATE, *Tenant.objects.values_list("schema_name", flat=True)]
