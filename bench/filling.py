"""Tables that are filled at once get their indexes afterwards: row by row takes thrice as long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol


class Speaks(Protocol):
    """A cursor, Django's or psycopg's."""

    def execute(self, query: Any, params: Any = None) -> Any: ...
    def fetchall(self) -> list[Any]: ...


# An index that upholds a constraint stays: others may refer to what it makes unique.
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = %s::regclass AND NOT i.indisunique
"""
_REFERENCES = """
    SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'f'
"""
_MEMORY = "SET maintenance_work_mem = '512MB'"


@contextmanager
def filled_at_once(cursor: Speaks, *tables: str) -> Iterator[None]:
    """Build the indexes of ``tables``, and check their references, when the block ends.

    Then clean up and count them, as autovacuum has done in a table that is in use.
    """
    again: list[str] = []
    for table in tables:
        for name, definition in _listed(cursor, _INDEXES, table):
            cursor.execute(f"DROP INDEX {name}")
            again.append(definition)
        for name, definition in _listed(cursor, _REFERENCES, table):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    yield
    cursor.execute(_MEMORY)
    for statement in again:
        cursor.execute(statement)
    for table in tables:
        cursor.execute(f"VACUUM (ANALYZE) {table}")


def _listed(cursor: Speaks, query: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(query, [table])
    return list(cursor.fetchall())
