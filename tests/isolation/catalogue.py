"""What PostgreSQL itself says of tables, columns, and of what crosses from schema to schema."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from tenants.context import in_public
from tenants.migrating import TEMPLATE

_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', %s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
# A foreign key, a view or a default that reaches into another schema carries rows across.
_CROSSING = """
    SELECT format('%%s.%%s → %%s.%%s', n.nspname, c.relname, m.nspname, d.relname)
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class d ON d.oid = k.confrelid JOIN pg_namespace m ON m.oid = d.relnamespace
    WHERE k.contype = 'f' AND n.oid <> m.oid
    UNION ALL
    SELECT format('%%s.%%s takes numbers from %%s.%%s', n.nspname, c.relname, m.nspname, s.relname)
    FROM pg_depend p
    JOIN pg_class s ON s.oid = p.refobjid AND s.relkind = 'S'
    JOIN pg_namespace m ON m.oid = s.relnamespace
    JOIN pg_attrdef a ON a.oid = p.objid AND p.classid = 'pg_attrdef'::regclass
    JOIN pg_class c ON c.oid = a.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.oid <> m.oid
"""
_SEARCHABLE = """
    SELECT c.relname FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_am a ON a.oid = c.relam
    WHERE n.nspname = 'public' AND a.amname IN ('gin', 'gist', 'hnsw', 'ivfflat', 'rum')
"""


def tables() -> set[str]:
    """``conversations_message``; one in the public schema as ``public.work_job``."""
    return {f"public.{name}" if schema == "public" else name for schema, name in _all_tables()}


def in_both() -> set[str]:
    """Tables of a tenant's that would be read from the public schema if its own were not there."""
    found = _all_tables()
    public = {name for schema, name in found if schema == "public"}
    return public & {name for schema, name in found if schema != "public"}


def crossing() -> list[str]:
    """Foreign keys and sequences that lead from one schema into another."""
    return _rows(_CROSSING)


def public_search_indexes() -> list[str]:
    """Full-text, trigram and vector indexes outside the tenants' schemas."""
    return _rows(_SEARCHABLE)


def words_of(table: str) -> set[str]:
    """Columns of a table that hold text, JSON or a file's name, apart from closed choices."""
    model = _models().get(table.removeprefix("public."))
    return {str(field.column) for field in text_fields(model)} if model else set()


def text_fields(model: type[models.Model]) -> Iterator["models.Field[object, object]"]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    for field in model._meta.concrete_fields:
        if isinstance(field, kinds) and not field.choices:
            yield field


def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _all_tables() -> set[tuple[str, str]]:
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_TABLES, [TEMPLATE])
        return set(cursor.fetchall())


def _rows(text: str) -> list[str]:
    with in_public(), connection.cursor() as cursor:
        cursor.execute(text, [])
        return [row[0] for row in cursor.fetchall()]
