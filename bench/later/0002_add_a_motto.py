"""A column that the code of today knows nothing of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brand", "0001_create_the_brand")]
    operations = [
        migrations.AddField("brand", "motto", models.CharField(max_length=200, db_default=""))
    ]
