"""Agents say of a hand-off whether it brought enough, to the right team, with the right summary."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('handoff', '0001_take_over_the_verdict'),
    ]

    operations = [
        migrations.AddField(
            model_name='handoffjudgement',
            name='context',
            field=models.CharField(blank=True, choices=[('enough', 'Enough to begin'), ('lacking', 'Something was missing')], db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='handoffjudgement',
            name='said',
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name='handoffjudgement',
            name='summary',
            field=models.CharField(blank=True, choices=[('accepted', 'Right as it is'), ('edited', 'Edited'), ('rewritten', 'Rewritten')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='handoffjudgement',
            name='summary_distance',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='handoffjudgement',
            name='summary_words',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='handoffjudgement',
            name='team',
            field=models.CharField(blank=True, choices=[('right', 'The right team'), ('wrong', "Another team's")], db_default='', default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='handoffjudgement',
            name='judged',
            field=models.CharField(blank=True, choices=[('too_early', 'Too early: the assistant could have done it'), ('right', 'At the right moment'), ('too_late', 'Too late')], max_length=10),
        ),
    ]
