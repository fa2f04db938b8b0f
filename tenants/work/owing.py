"""How much is owed to whom, since when, and what was given up: counted as far as it is shown."""

from dataclasses import dataclass

from django.db import connection, transaction

from tenants.models import Tenant

# Of each tenant; the screen says "1000+" beyond.
COUNTED = 1_000
TENANTS = 200

_BY_INDEX = "SET LOCAL enable_seqscan = off"
# Skips through the indexes from tenant to tenant, as the claim does.
_OWING = """
    WITH RECURSIVE owing AS (
        (SELECT tenant FROM public.work_job WHERE done_at IS NULL AND dead_at IS NULL
         ORDER BY tenant, patient, available_at LIMIT 1)
        UNION ALL
        SELECT (
            SELECT tenant FROM public.work_job
            WHERE done_at IS NULL AND dead_at IS NULL AND tenant > owing.tenant
            ORDER BY tenant, patient, available_at LIMIT 1
        ) FROM owing WHERE owing.tenant IS NOT NULL
    ), giving_up AS (
        (SELECT tenant FROM public.work_job WHERE dead_at IS NOT NULL ORDER BY tenant LIMIT 1)
        UNION ALL
        SELECT (
            SELECT tenant FROM public.work_job
            WHERE dead_at IS NOT NULL AND tenant > giving_up.tenant ORDER BY tenant LIMIT 1
        ) FROM giving_up WHERE giving_up.tenant IS NOT NULL
    ), tenants AS (
        SELECT tenant FROM (
            (SELECT tenant FROM giving_up LIMIT %(tenants)s)
            UNION (SELECT tenant FROM owing LIMIT %(tenants)s)
        ) AS either WHERE tenant IS NOT NULL
    )
    SELECT tenant, (
        SELECT count(*) FROM (
            SELECT FROM public.work_job AS job WHERE job.tenant = tenants.tenant
            AND done_at IS NULL AND dead_at IS NULL LIMIT %(counted)s + 1
        ) AS counted
    ), (
        SELECT count(*) FROM (
            SELECT FROM public.work_job AS job WHERE job.tenant = tenants.tenant
            AND done_at IS NULL AND dead_at IS NULL AND lease_until IS NOT NULL
            AND lease_until >= now() LIMIT %(counted)s + 1
        ) AS counted
    ), (
        SELECT count(*) FROM (
            SELECT FROM public.work_job AS job WHERE job.tenant = tenants.tenant
            AND dead_at IS NOT NULL LIMIT %(counted)s + 1
        ) AS counted
    ), (
        SELECT extract(epoch FROM now() - min(due)) FROM unnest(ARRAY[
            (SELECT min(available_at) FROM public.work_job AS job
             WHERE job.tenant = tenants.tenant AND NOT patient
             AND done_at IS NULL AND dead_at IS NULL),
            (SELECT min(available_at) FROM public.work_job AS job
             WHERE job.tenant = tenants.tenant AND patient
             AND done_at IS NULL AND dead_at IS NULL)
        ]) AS due
    ) FROM tenants
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """What one tenant is owed; ``late`` is how many seconds ago the oldest job was due.

    Counts end at ``COUNTED``, and one more says that there are more. ``late`` is None when
    nothing is due yet.
    """

    name: str
    owed: int
    in_flight: int
    dead: int
    late: float | None


def owing() -> list[Owed]:
    """Every tenant that is owed something or has dead letters, who waits longest first.

    At most ``TENANTS`` of each; costs no more behind a long backlog than behind a short one.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        cursor.execute(_OWING, {"tenants": TENANTS, "counted": COUNTED})
        rows = cursor.fetchall()
    schemas = [row[0] for row in rows]
    names = dict(Tenant.objects.filter(schema_name__in=schemas).values_list("schema_name", "name"))
    found = [
        Owed(names.get(schema, schema), owed, in_flight, dead, _late(seconds))
        for schema, owed, in_flight, dead, seconds in rows
    ]
    return sorted(found, key=lambda one: (-(one.late or 0), -one.dead, one.name))


def _late(seconds: object) -> float | None:
    late = None if seconds is None else float(str(seconds))
    return late if late is not None and late > 0 else None
