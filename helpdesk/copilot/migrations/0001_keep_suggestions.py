"""What was suggested to agents, and what they made of it."""

import django.db.models.deletion
import django.db.models.functions.datetime
import helpdesk.conversations.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conversations', '0003_keep_lists_fast_at_any_size'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.conversations.models.new_public_id, editable=False, max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('summary', 'Summary'), ('reply', 'Reply'), ('update', 'Status update')], max_length=8)),
                ('text', models.TextField(blank=True)),
                ('sources', models.JSONField(blank=True, default=list)),
                ('model', models.CharField(blank=True, max_length=200)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ready_at', models.DateTimeField(null=True)),
                ('inserted_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('edited', 'Edited'), ('rejected', 'Rejected')], max_length=8)),
                ('distance', models.FloatField(null=True)),
                ('seq', models.PositiveIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='conversations.conversation')),
            ],
            options={
                'indexes': [models.Index(fields=['conversation', 'agent', '-id'], name='suggestions_here'), models.Index(fields=['created_at'], name='suggestions_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ready_at__isnull', True)), fields=('conversation', 'agent', 'kind'), name='one_suggestion_at_a_time')],
            },
        ),
    ]
