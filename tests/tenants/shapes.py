"""What a schema is made of, so that two can be compared."""

from django.db import connection

from tenants.context import in_public

_SHAPE = """
    SELECT 'column', table_name, column_name || ' ' || format_type(a.atttypid, a.atttypmod)
        || ' ' || is_nullable || ' ' || is_identity || ' '
        || coalesce(replace(generation_expression, %(schema)s || '.', ''), '')
        || coalesce(replace(column_default, %(schema)s || '.', ''), '')
    FROM information_schema.columns JOIN pg_attribute a
      ON a.attrelid = format('%%I.%%I', table_schema, table_name)::regclass
         AND a.attname = column_name
    WHERE table_schema = %(schema)s
    UNION ALL
    SELECT 'settings', c.relname, array_to_string(c.reloptions, ' ')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s AND c.relkind = 'r' AND c.reloptions IS NOT NULL
    UNION ALL
    SELECT 'index', tablename, replace(indexdef, %(schema)s || '.', '')
    FROM pg_indexes WHERE schemaname = %(schema)s
    UNION ALL
    SELECT 'constraint', c.relname, k.conname || ' ' || replace(
        pg_get_constraintdef(k.oid), %(schema)s || '.', '')
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = %(schema)s
    ORDER BY 1, 2, 3
"""


def shape(schema: str) -> list[tuple[str, ...]]:
    """Columns, settings, indexes and constraints, each in the catalogue's words, schema aside."""
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_SHAPE, {"schema": schema})
        return list(cursor.fetchall())
