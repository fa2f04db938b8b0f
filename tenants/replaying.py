"""Copy the shape of a schema (and the rows that belong to the shape) into a new one.

Tables come from ``CREATE TABLE … (LIKE …)``, which keeps types, defaults, identities and
generated columns; their settings, constraints and indexes from the catalogue's own definitions, so
that they keep the names by which later migrations know them. Cost grows with tables, not with
tenants.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import LiteralString

from django.db import connection
from psycopg import sql

from tenants.context import PUBLIC
from tenants.planning import Applied

# Tables whose rows are part of the shape: which migrations ran, and what ids stand for.
ROWS_OF_THE_SHAPE = ["django_migrations", "django_content_type", "auth_permission"]

# Stands for the new schema in a batch that is written once for many; a name like all others.
_ANY = "t_aaaaaaaaaaaaaaaa"

_TABLES: LiteralString = """
    SELECT c.relname, coalesce('WITH (' || array_to_string(c.reloptions, ', ') || ')', '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
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


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables of a schema with their settings, its constraints and its indexes.

    All in the catalogue's own words.
    """

    schema: str
    tables: list[tuple[str, str]]
    constraints: list[tuple[str, str, str]]
    indexes: list[str]


def replay(source: str, applied: Applied, target: str) -> None:
    """Make the schema ``target`` in the shape of ``source``; call it inside a transaction.

    ``applied`` is what was migrated in ``source``: as long as it is the same, so is the batch.
    """
    text = _written(source, applied).replace(_ANY, target)
    with connection.cursor() as cursor:
        cursor.execute(text)


@lru_cache(maxsize=1)
def _written(source: str, _applied: Applied) -> str:
    return batch(shape_of(source), _ANY)


def shape_of(schema: str) -> Shape:
    """What a new schema needs to be like ``schema``; call it inside a transaction."""
    with connection.cursor() as cursor:
        # Definitions are printed relative to the search path, so that they name no schema.
        cursor.execute(_look_in(schema).as_string())
        cursor.execute(_TABLES, [schema])
        tables = cursor.fetchall()
        cursor.execute(_CONSTRAINTS, [schema])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [schema])
        indexes = [row[0] for row in cursor.fetchall()]
        cursor.execute(_look_in(PUBLIC).as_string())
    return Shape(schema, tables, constraints, indexes)


def batch(shape: Shape, target: str) -> str:
    """Every statement, to be sent at once: 250 round trips would cost more than the work."""
    return ";\n".join(part.as_string() for part in _statements(shape, target))


def _statements(shape: Shape, target: str) -> Iterator[sql.Composable]:
    yield sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(target))
    yield _look_in(target)
    for table, its_settings in shape.tables:
        yield from _table(shape.schema, target, table, its_settings)
    for table, name, definition in shape.constraints:
        yield sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
            sql.Identifier(target, table), sql.Identifier(name), sql.SQL(definition)
        )
    for definition in shape.indexes:
        # pg_get_indexdef always writes "ON schema.table": our schema names need no quotes.
        yield sql.SQL(definition.replace(f" ON {shape.schema}.", f" ON {target}.", 1))
    yield _look_in(PUBLIC)


def _table(source: str, target: str, table: str, its_settings: str) -> Iterator[sql.Composable]:
    new, old = sql.Identifier(target, table), sql.Identifier(source, table)
    like = "CREATE TABLE {} (LIKE {} INCLUDING ALL EXCLUDING INDEXES) {}"
    yield sql.SQL(like).format(new, old, sql.SQL(its_settings))
    if table in ROWS_OF_THE_SHAPE:
        rows = sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}")
        yield rows.format(new, old)
        bump = "SELECT setval(pg_get_serial_sequence({}, 'id'), coalesce(max(id), 1)) FROM {}"
        yield sql.SQL(bump).format(sql.Literal(f"{target}.{table}"), new)


def _look_in(schema: str) -> sql.Composable:
    return sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(schema))
