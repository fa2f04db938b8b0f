"""One sum per table of a company, so that any change of any row, or of any file, shows."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg import sql

from tenants.context import in_public
from tests.isolation.world import Side

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
_SUM = sql.SQL(
    "SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') "
    "FROM {} t WHERE {}"
)
# Rows of a company's in the public schema, by the column that says whose they are.
_PUBLIC = {"tenants_tenant": "schema_name", "work_job": "tenant"}


def sums(side: Side) -> dict[str, str]:
    """Table or file → sum."""
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_TABLES, [side.schema])
        own = [(sql.Identifier(side.schema, row[0]), sql.SQL("true")) for row in cursor.fetchall()]
        shared = [
            (sql.Identifier("public", table), sql.SQL("{} = {}").format(column, side.schema))
            for table, column in ((t, sql.Identifier(c)) for t, c in _PUBLIC.items())
        ]
        found = {}
        for table, condition in [*own, *shared]:
            cursor.execute(_SUM.format(table, condition))
            found[table.as_string()] = str(cursor.fetchone()[0])
    return found | _files(side)


def _files(side: Side) -> dict[str, str]:
    folder = Path(settings.MEDIA_ROOT) / side.schema
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
