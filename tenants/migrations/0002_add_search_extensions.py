"""Extensions that tenants' search needs; they live once, in the public schema."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_create_workspaces_and_domains")]

    # Left in place on the way back: other databases' owners may have made them before us.
    operations = [
        migrations.RunSQL(
            f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public", migrations.RunSQL.noop
        )
        for name in ("vector", "pg_trgm", "unaccent")
    ]
