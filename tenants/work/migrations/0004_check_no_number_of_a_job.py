from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('work', '0003_find_dead_letters_by_tenant'),
    ]

    operations = [
        migrations.AlterField(
            model_name='job',
            name='attempts',
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name='job',
            name='losses',
            field=models.SmallIntegerField(db_default=0),
        ),
    ]
