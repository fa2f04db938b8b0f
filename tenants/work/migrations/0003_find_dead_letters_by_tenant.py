from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('work', '0002_count_what_workers_take_up'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('dead_at__isnull', False)), fields=['tenant'], name='jobs_dead_by_tenant'),
        ),
    ]
