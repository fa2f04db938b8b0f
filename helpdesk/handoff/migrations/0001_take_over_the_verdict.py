"""The verdict on a hand-off as backtests have kept it: the same table, another owner."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('backtests', '0003_leave_the_verdict_to_the_hand_off'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='HandoffJudgement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('judged', models.CharField(choices=[('too_early', 'Too early: the assistant could have done it'), ('right', 'At the right moment'), ('too_late', 'Too late')], max_length=10)),
                        ('judged_at', models.DateTimeField(auto_now=True)),
                        ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('handoff', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='judgement', to='conversations.handoff')),
                    ],
                    options={'db_table': 'backtests_handoffjudgement', 'verbose_name': 'verdict on a hand-off', 'verbose_name_plural': 'verdicts on hand-offs'},
                ),
            ],
        ),
    ]
