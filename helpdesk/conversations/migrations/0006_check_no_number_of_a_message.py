from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('conversations', '0005_let_conversations_become_one'),
    ]

    operations = [
        migrations.AlterField(
            model_name='conversation',
            name='agent_seen',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name='conversation',
            name='contact_seen',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name='conversation',
            name='fence',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name='conversation',
            name='head',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name='message',
            name='seq',
            field=models.IntegerField(),
        ),
        migrations.AlterField(
            model_name='message',
            name='trigger_seq',
            field=models.IntegerField(blank=True, null=True),
        ),
    ]
