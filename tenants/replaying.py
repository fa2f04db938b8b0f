"""Copy the shape of a schema (and the rows that belong to the shape) into a new one.

Tables come from ``CREATE TABLE … (LIKE …)``, which keeps types, defaults, identities and
generated columns; constraints and indexes from the catalogue's own definitions, so that they
keep the names by which later migrations know them. Cost grows with tables, not with tenants.
"""

from typing import LiteralString

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

# Tables whose rows are part of the shape: which migrations ran, and what ids stand for.
ROWS_OF_THE_SHAPE = ["django_migrations", "django_content_type", "auth_permission"]

_TABLES: LiteralString = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind = 'r' ORDER BY c.relname
"""
_CONSTRAINTS: LiteralString = """
    SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = k.connamespace
    WHERE n.nspname = %s AND k.contype IN ('p', 'u', 'f', 'x')
    ORDER BY array_position(array['p', 'u', 'x', 'f'], k.contype::text), k.conname
"""
_INDEXES: LiteralString = """
    SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
                      AND k.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname
"""


def replay(source: str, target: str) -> None:
    """Make ``target`` the same shape as ``source``; call it inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(target)))
        # Definitions are printed relative to the search path, so that they name no schema.
        _look_in(cursor, source)
        cursor.execute(_TABLES, [source])
        tables = [row[0] for row in cursor.fetchall()]
        cursor.execute(_CONSTRAINTS, [source])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [source])
        indexes = [row[0] for row in cursor.fetchall()]
        _look_in(cursor, target)
        for table in tables:
            _copy_table(cursor, source, target, table)
        for table, name, definition in constraints:
            cursor.execute(
                sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                    sql.Identifier(target, table), sql.Identifier(name), sql.SQL(definition)
                )
            )
        for definition in indexes:
            # pg_get_indexdef always writes "ON schema.table": our schema names need no quotes.
            cursor.execute(definition.replace(f" ON {source}.", f" ON {target}.", 1))
        _look_in(cursor, "public")


def _copy_table(cursor: CursorWrapper, source: str, target: str, table: str) -> None:
    new, old = sql.Identifier(target, table), sql.Identifier(source, table)
    shape = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL EXCLUDING INDEXES)")
    cursor.execute(shape.format(new, old))
    if table in ROWS_OF_THE_SHAPE:
        rows = sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}")
        cursor.execute(rows.format(new, old))
        bump = "SELECT setval(pg_get_serial_sequence(%s, 'id'), coalesce(max(id), 1)) FROM {}"
        cursor.execute(sql.SQL(bump).format(new), [f"{target}.{table}"])


def _look_in(cursor: CursorWrapper, schema: str) -> None:
    path = sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(schema))
    cursor.execute(path)
