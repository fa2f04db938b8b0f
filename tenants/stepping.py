"""One planned step in one schema: in Django's way in the first, in the same words in the others.

What Django says to the database for a step follows from the models before and after it and from
names in the catalogue, and both are the same in schemas that stand at the same point. So the
first schema is watched, and the others are told the same in one message. A step that runs
Python, or that names the first schema, is taken in Django's way everywhere.
"""

from collections.abc import Sequence
from typing import Any, LiteralString

from django.db import connection, transaction
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations import RunSQL
from django.db.migrations.operations import fields, models
from django.db.migrations.operations.base import Operation
from psycopg import sql

from tenants.planning import Key, Step

# Better to try again than to stop a tenant's traffic behind a lock that waits for another.
LOCK_SECONDS = 2

# Somebody else may be at it: one at a time in a schema, and each step once.
_ALONE: LiteralString = """
    SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(hashtext(%s))
"""
_TAKEN: LiteralString = "SELECT 1 FROM django_migrations WHERE app = %s AND name = %s"
_NOTE: LiteralString = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())"

_PLAIN = (fields.__name__, models.__name__)


def take(schema: str, step: Step) -> None:
    """Take the step in the bound ``schema`` with its note, or find it taken; one transaction.

    Raises ``OperationalError`` when a lock is not had within ``LOCK_SECONDS``.
    """
    with connection.cursor() as cursor:
        if step.said is None:
            _watch(cursor, schema, step)
        else:
            # A statement of its own is a transaction of its own, in one journey.
            cursor.execute(_once(schema, step.key, step.said))


def _watch(cursor: CursorWrapper, schema: str, step: Step) -> None:
    with transaction.atomic():
        cursor.execute(_ALONE, _alone(schema))
        cursor.execute(_TAKEN, step.key)
        if cursor.fetchone():
            return
        said = _taken_by_django(step)
        cursor.execute(_NOTE, step.key)
    step.said = said if _may_be_repeated(schema, step, said) else None


def _once(schema: str, key: Key, said: list[str]) -> str:
    """A program for the database that says all this if it was not said before."""
    words = [sql.SQL("EXECUTE {};").format(text) for text in said]
    body = sql.SQL(
        "BEGIN PERFORM * FROM ({}) AS alone; IF NOT EXISTS ({}) THEN {} {}; END IF; END"
    ).format(
        _filled(_ALONE, _alone(schema)),
        _filled(_TAKEN, key),
        sql.SQL(" ").join(words),
        _filled(_NOTE, key),
    )
    return sql.SQL("DO {}").format(body.as_string()).as_string()


def _filled(text: LiteralString, values: Sequence[str]) -> sql.Composed:
    return sql.SQL(text.replace("%s", "{}")).format(*values)


def _alone(schema: str) -> tuple[str, str]:
    return f"{LOCK_SECONDS}s", f"migrate:{schema}"


def _taken_by_django(step: Step) -> list[str]:
    with _Watched(connection) as editor:
        for operation, before, after in step.operations:
            operation.database_forwards(step.key[0], editor, before, after)
    return editor.said


def _may_be_repeated(schema: str, step: Step, said: list[str]) -> bool:
    plain = all(_is_plain(operation) for operation, *_ in step.operations)
    return plain and not any(schema in statement for statement in said)


def _is_plain(operation: Operation) -> bool:
    """Whether all that it does is to say statements, as Django's own kinds do."""
    return type(operation) is RunSQL or type(operation).__module__ in _PLAIN


class _Watched(DatabaseSchemaEditor):
    """Django's own, which remembers what it said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said: list[str] = []

    def execute(self, sql: Any, params: Any = ()) -> None:
        text = str(sql)
        if params is not None:
            text = self.connection.ops.compose_sql(text, params)
        self.said.append(text)
        super().execute(text, None)
