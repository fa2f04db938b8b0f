"""An index of what each team has or has waiting, the latest message first.

It holds open and waiting conversations alone and is small, but to find them each conversation is
read once, and while it is built nothing is written to them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0003_keep_lists_fast_at_any_size'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(
                condition=models.Q(
                    ('is_spam', False),
                    models.Q(('status', 'open'), ('status', 'waiting'), _connector='OR'),
                ),
                fields=['team', '-last_message_at', '-id'],
                name='latest_of_team',
            ),
        ),
    ]
