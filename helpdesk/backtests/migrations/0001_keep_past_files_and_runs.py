"""What backtests work on and how far they are, what they changed, and what errors cost."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conversations', '0003_keep_lists_fast_at_any_size'),
        ('escalation', '0005_keep_backtests'),
    ]

    operations = [
        migrations.CreateModel(
            name='PastFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('count', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CostOfError',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket', models.FloatField(db_default=1.0, default=1.0, help_text="What a person's work on one conversation costs. Any unit, such as euros.", validators=[django.core.validators.MinValueValidator(0.01), django.core.validators.MaxValueValidator(1000000)], verbose_name='a hand-over costs')),
                ('failure', models.FloatField(db_default=5.0, default=5.0, help_text="What is lost on average when a customer needed a person and got none: the customer's value times the chance that they leave. The same unit.", validators=[django.core.validators.MinValueValidator(0.01), django.core.validators.MaxValueValidator(1000000)], verbose_name='a failed conversation costs')),
                ('risk', models.FloatField(db_default=3.0, default=3.0, help_text='So many times that is lost where a risk topic is missed.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='a risk topic weighs')),
            ],
            options={
                'verbose_name': 'cost of an error',
                'verbose_name_plural': 'cost of an error',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_cost_of_error')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('backtest', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='run', serialize=False, to='escalation.backtest')),
                ('since', models.DateTimeField(null=True)),
                ('cursor', models.BigIntegerField(default=0)),
                ('sums', models.JSONField(default=dict)),
                ('is_stopping', models.BooleanField(default=False)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='backtests.pastfile')),
            ],
        ),
        migrations.CreateModel(
            name='Changed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('part', models.PositiveIntegerField(null=True)),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('old', models.PositiveIntegerField(null=True)),
                ('new', models.PositiveIntegerField(null=True)),
                ('old_rule', models.CharField(blank=True, max_length=120)),
                ('new_rule', models.CharField(blank=True, max_length=120)),
                ('needed', models.BooleanField(null=True)),
                ('backtest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changed', to='escalation.backtest')),
                ('conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['backtest', 'kind'], name='changed_by_kind')],
            },
        ),
        migrations.CreateModel(
            name='PastPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('count', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='backtests.pastfile')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('file', 'place'), name='one_part_in_each_place')],
            },
        ),
    ]
