"""A rule may have one of the triggers that came later; the column itself stays as it is."""

from django.db import migrations, models

TRIGGERS = [
    ('asks_for_person', 'a customer asks for a person'),
    ('risk_topic', 'a message is about a risk topic'),
    ('negative_sentiment', 'a customer is upset'),
    ('worsening_mood', 'a customer’s mood gets worse'),
    ('shouting', 'a customer shouts'),
    ('rage_clicks', 'a customer clicks again and again'),
    ('urgency', 'a customer is pressed for time'),
    ('complexity', 'a matter has many parts'),
    ('account_change', 'a customer wants something done to their account'),
    ('bug_suspicion', 'something seems broken'),
    ('buying_intent', 'a customer is about to buy'),
    ('failed_attempts', 'answers did not help'),
    ('rephrased_question', 'a customer asks the same thing again'),
    ('low_confidence', 'the answer is not certain enough'),
    ('repeated_answer', 'the assistant would repeat itself'),
    ('repeated_question', 'the assistant would ask again'),
    ('promised_person', 'the assistant would promise a person'),
    ('model_unavailable', 'the assistant is unavailable'),
    ('deadline_missed', 'a customer waits too long for an answer'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('escalation', '0002_hear_topics_by_what_was_learnt'),
    ]

    operations = [
        migrations.AlterField(
            model_name='escalationrule',
            name='trigger',
            field=models.CharField(choices=TRIGGERS, max_length=40, verbose_name='when'),
        ),
    ]
