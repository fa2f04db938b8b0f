"""Rows of each tenant, changed by code."""

from typing import Any

from django.db import migrations


def fill(apps: Any, _editor: Any) -> None:
    for brand in apps.get_model("brand", "Brand").objects.all():
        brand.motto = f"{brand.name} cares"
        brand.save(update_fields=["motto"])


class Migration(migrations.Migration):
    dependencies = [("brand", "0002_add_a_motto")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
