"""Which tenants have said something since the last look, at no cost to what they say.

PostgreSQL counts the rows that each table was given. One statement reads those counts for all
tenants' messages; a count that is not what it was owes its tenant a sweep. A count may be some
seconds late (a connection tells its counts when it rests), is lost when the server crashes, and
then differs: so it is a hint, and what a sweep indexes is decided by the rows themselves.
"""

from typing import Final, LiteralString

from django.core.cache import cache
from django.db import connection

from helpdesk.searching.catching_up import SWEEP_TOPIC
from tenants.context import in_public, in_tenant
from tenants.models import Tenant
from tenants.work.outbox import enqueue

_KEY: Final = "searching.written"
_WRITTEN: LiteralString = """
    SELECT n.nspname, pg_stat_get_tuples_inserted(c.oid)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relname = 'conversations_message' AND c.relkind = 'r'
"""


def owe_sweeps() -> int:
    """Owe a sweep to every tenant whose messages have grown; returns to how many."""
    with in_public():
        now = _written()
        before: dict[str, int] = cache.get(_KEY) or {}
        served = set(Tenant.objects.active().values_list("schema_name", flat=True))
    grown = [one for one in now if one in served and now[one] != before.get(one)]
    for schema in grown:
        with in_tenant(schema):
            enqueue(SWEEP_TOPIC, {})
    with in_public():
        cache.set(_KEY, now, timeout=None)
    return len(grown)


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return dict(cursor.fetchall())
