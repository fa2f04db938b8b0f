"""What Django does to a table beside adding to it: another type, an index, a constraint."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brand", "0003_say_the_name_in_the_motto")]
    operations = [
        migrations.AlterField("brand", "motto", models.TextField(db_default="", db_index=True)),
        migrations.AddConstraint(
            "brand",
            models.CheckConstraint(condition=~models.Q(motto="100 %"), name="motto_is_no_figure"),
        ),
        migrations.RunSQL("COMMENT ON COLUMN brand_brand.motto IS '100 %' -- nothing follows"),
    ]
