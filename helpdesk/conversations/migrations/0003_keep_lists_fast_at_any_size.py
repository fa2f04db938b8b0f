"""One index for each order in which conversations are listed, and none that no list reads.

Builds in one transaction: 1,000,000 conversations take some seconds, in which nothing is written
to them; smaller workspaces do not notice.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0002_keep_files_sent_with_messages'),
        ('escalation', '0001_create_teams_topics_and_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='conversation',
            name='by_status',
        ),
        migrations.RemoveIndex(
            model_name='conversation',
            name='by_assignee',
        ),
        migrations.RemoveIndex(
            model_name='conversation',
            name='queue_by_team',
        ),
        migrations.RemoveIndex(
            model_name='conversation',
            name='by_contact',
        ),
        migrations.RemoveIndex(
            model_name='conversation',
            name='recently_changed',
        ),
        migrations.AlterField(
            model_name='conversation',
            name='assignee',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='conversation',
            name='contact',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='conversations.contact'),
        ),
        migrations.AlterField(
            model_name='conversation',
            name='team',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='escalation.team'),
        ),
        migrations.AlterField(
            model_name='message',
            name='agent',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='message',
            name='conversation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='conversations.conversation'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('email'), name='gin_trgm_ops'), name='contact_trigrams'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('is_spam', False)), fields=['status', '-last_message_at', '-id'], name='latest_of_status'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('is_spam', False), models.Q(('status', 'open'), ('status', 'waiting'), _connector='OR')), fields=['-last_message_at', '-id'], name='latest_of_people'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('is_spam', False), ('status', 'open')), fields=['assignee', '-last_message_at', '-id'], name='latest_of_agent'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('is_spam', True)), fields=['-last_message_at', '-id'], name='latest_spam'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('is_spam', False), ('status', 'waiting')), fields=['waiting_since', 'id'], name='longest_wait'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('is_spam', False), ('status', 'waiting')), fields=['team', 'waiting_since', 'id'], name='longest_wait_of_team'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['contact', '-last_message_at', '-id'], name='latest_of_contact'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['status', '-id'], name='newest_of_status'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('assignee__isnull', False)), fields=['assignee', '-id'], name='newest_of_agent'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('team__isnull', False)), fields=['team', '-id'], name='newest_of_team'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['updated_at', 'id'], name='latest_changes'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('agent__isnull', False)), fields=['agent'], name='entries_of_agent'),
        ),
        # Django adds these to every unique text for LIKE 'x%', which nobody asks of random ids.
        *(
            migrations.RunSQL(
                f'DROP INDEX IF EXISTS "{name}"',
                f'CREATE INDEX "{name}" ON "{table}" ("public_id" varchar_pattern_ops)',
            )
            for table, name in (
                ("conversations_conversation", "conversations_conversation_public_id_c6bde3a9_like"),
                ("conversations_contact", "conversations_contact_public_id_5c81aa59_like"),
            )
        ),
    ]
