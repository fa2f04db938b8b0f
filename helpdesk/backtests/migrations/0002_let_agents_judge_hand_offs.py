"""Agents say whether a hand-off came at the right moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('backtests', '0001_keep_past_files_and_runs'),
        ('conversations', '0003_keep_lists_fast_at_any_size'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HandoffJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('judged', models.CharField(choices=[('too_early', 'Too early: the assistant could have done it'), ('right', 'At the right moment'), ('too_late', 'Too late')], max_length=10)),
                ('judged_at', models.DateTimeField(auto_now=True)),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handoff', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='judgement', to='conversations.handoff')),
            ],
        ),
    ]
