"""Which life of the database a sequence number belongs to."""

from typing import LiteralString

from tenants.context import current_schema
from tenants.database import direct

# A restored backup may hold fewer entries than browsers have seen, and give their numbers to
# others. It runs under another system id (a new cluster), another timeline (recovery to a point
# in time) or has made the table anew (a dump read back): the epoch changes without being stored.
EPOCH: LiteralString = """
    SELECT left(md5(concat_ws('-', s.system_identifier, c.timeline_id, t.oid)), 16)
    FROM pg_control_system() AS s, pg_control_checkpoint() AS c, pg_class AS t
    WHERE t.relname = 'conversations_message' AND t.relnamespace = %(schema)s::regnamespace
"""


async def aepoch() -> str:
    """The bound tenant's epoch. Numbers remembered under another one mean nothing."""
    rows = await direct.afetch(EPOCH, {"schema": current_schema()})
    return str(rows[0][0])
