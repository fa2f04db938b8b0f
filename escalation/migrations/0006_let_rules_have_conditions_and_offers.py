"""A rule may hold only where conditions are met, and name the ways on which a person may come.

Both columns begin empty, which is what rules meant before; the old code serves beside them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('escalation', '0005_keep_backtests'),
    ]

    operations = [
        migrations.AddField(
            model_name='escalationrule',
            name='conditions',
            field=models.JSONField(blank=True, db_default=[], default=list, help_text='All of them must hold.', verbose_name='only where'),
        ),
        migrations.AddField(
            model_name='escalationrule',
            name='offers',
            field=models.JSONField(blank=True, db_default=[], default=list, help_text='None: every way there is.', verbose_name='offer'),
        ),
    ]
