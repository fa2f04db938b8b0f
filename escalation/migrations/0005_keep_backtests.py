"""Backtests: drafts that were replayed, against which policy, and what came of it."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('escalation', '0004_keep_the_brief_and_published_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Backtest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(editable=False, max_length=64)),
                ('against', models.PositiveIntegerField(default=0, editable=False, help_text='The version in force; 0: none was published.')),
                ('old', models.JSONField(default=dict, editable=False)),
                ('new', models.JSONField(default=dict, editable=False)),
                ('source', models.CharField(choices=[('own', 'Your own conversations'), ('file', 'A file'), ('sample', 'Conversations that come with Handrail')], default='own', max_length=8, verbose_name='replay')),
                ('days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='of the last days')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('finished', 'Finished'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', editable=False, max_length=10)),
                ('done', models.PositiveIntegerField(default=0, editable=False)),
                ('total', models.PositiveIntegerField(default=0, editable=False)),
                ('figures', models.JSONField(default=dict, editable=False)),
                ('problem', models.CharField(blank=True, editable=False, max_length=300)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_at', models.DateTimeField(editable=False, null=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['fingerprint', 'state'], name='backtests_of_draft')],
            },
        ),
    ]
