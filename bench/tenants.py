"""Opening a workspace, against its definitions replayed as one batch in one transaction."""

import time
from collections.abc import Iterator
from functools import partial
from uuid import uuid4

from django.db import transaction
from psycopg import sql

from bench import floor
from bench.rows import Goal, Row, Run, in_turns
from bench.workspace import PASSWORD
from tenants import replaying
from tenants.context import in_public
from tenants.migrating import TEMPLATE
from tenants.models import new_schema_name
from tenants.provisioning import Opening, close_tenant, open_tenant, prepare_template


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
        note="ours begins with an owner, a team, rules, an article and surveys as well",
    )


def _open() -> float:
    """Seconds until the workspace can be used."""
    slug = f"bench-{uuid4().hex[:8]}"
    began = time.perf_counter()
    tenant = open_tenant(Opening(slug, "Bench", "owner@bench.example", "Ona", PASSWORD))
    took = time.perf_counter() - began
    close_tenant(tenant)
    return took


def _replay_alone(shape: replaying.Shape) -> float:
    """Seconds of the same definitions, written down before: sent at once, committed once."""
    schema = new_schema_name()
    text = replaying.batch(shape, schema)
    with floor.connect() as bare:
        began = time.perf_counter()
        bare.execute(f"BEGIN; {text}; COMMIT".encode())
        took = time.perf_counter() - began
        bare.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
    return took
