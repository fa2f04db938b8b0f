"""A risk topic may be heard by a learnt signal beside its words, from a threshold on.

The two usual topics that have one get it where they are still there; added columns have
defaults, so the old code serves while this runs and after it.
"""

import django.core.validators
from django.db import migrations, models

HEAR = """
    UPDATE escalation_risktopic SET signal = CASE name
        WHEN 'account_security' THEN 'security' ELSE 'billing_dispute' END
    WHERE name IN ('account_security', 'billing_dispute')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('escalation', '0001_create_teams_topics_and_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='risktopic',
            name='signal',
            field=models.CharField(blank=True, choices=[('refund', 'refunds and returns'), ('cancellation', 'cancelling'), ('billing_dispute', 'disputed charges'), ('security', 'account security, theft and loss'), ('bug_report', 'something is broken'), ('buying_intent', 'wanting to buy')], db_default='', default='', help_text='What was learnt from many messages hears it where none of the words stands.', max_length=40, verbose_name='also heard by'),
        ),
        migrations.AddField(
            model_name='risktopic',
            name='threshold',
            field=models.FloatField(blank=True, help_text='From 0.1 (hears much) to 0.99 (only what is clear). Empty: 0.5.', null=True, validators=[django.core.validators.MinValueValidator(0.1), django.core.validators.MaxValueValidator(0.99)], verbose_name='how clearly'),
        ),
        migrations.RunSQL(HEAR, migrations.RunSQL.noop),
    ]
