"""What each agent chose for their eyes and hands; a language only where somebody chose one."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_the_default(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing spoke another language until now: "en" was everybody's default, nobody's choice."""
    apps.get_model("agents", "Agent").objects.filter(locale="en").update(locale="")


def bring_the_default(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("agents", "Agent").objects.filter(locale="").update(locale="en")


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_create_agents")]

    operations = [
        migrations.AlterField(
            model_name="agent",
            name="locale",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Of the inbox; empty: as the browser asks.",
                max_length=12,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="theme",
            field=models.CharField(
                choices=[("auto", "As the device"), ("light", "Light"), ("dark", "Dark")],
                db_default="auto",
                default="auto",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="density",
            field=models.CharField(
                choices=[("roomy", "Roomy"), ("compact", "Compact")],
                db_default="roomy",
                default="roomy",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="has_shortcuts",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.RunPython(forget_the_default, bring_the_default),
    ]
