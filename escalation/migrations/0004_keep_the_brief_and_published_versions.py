"""The brief is drafted beside the rules; what was published is kept, version by version.

New tables, and a column with a default: the old code serves while this runs and after it. The
first version of each tenant is made by the assistant's migration 5, which brings the brief along.
"""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('escalation', '0003_know_more_triggers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='risktopic',
            name='is_never_improvised',
            field=models.BooleanField(db_default=False, default=False, help_text='A person takes over in any case, whether or not a rule is about it, and a model is told to keep off it.', verbose_name='never improvise'),
        ),
        migrations.CreateModel(
            name='Brief',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(blank=True, help_text='What the assistant is there for, in one sentence.', max_length=300)),
                ('tone', models.CharField(blank=True, help_text='How it should sound: friendly and short, formal, …', max_length=300)),
                ('languages', models.CharField(blank=True, help_text='Codes such as “en, de”. Empty: the language of the question.', max_length=120)),
                ('allowed_topics', models.TextField(blank=True, help_text='One topic a line. A model is told to answer nothing else; without one, the collections below are the limit. Empty: whatever they answer.', verbose_name='may talk about')),
                ('min_confidence', models.FloatField(db_default=0.3, default=0.3, help_text='From 0 to 1. Below it the assistant offers no answer at all. The rule “the answer is not certain enough” may ask for more, never for less.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='least confidence')),
                ('sources', models.JSONField(blank=True, default=list, help_text='Collections. None chosen: all that is public. Snippets lie in no collection, so they are left out as soon as one is chosen.', verbose_name='may answer from')),
                ('by_mood', models.FloatField(db_default=0.15, default=0.15, help_text='From 0 to 0.3, usually 0.15.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(0.3)], verbose_name='an upset customer moves thresholds by')),
                ('from_mood', models.FloatField(db_default=-0.3, default=-0.3, help_text='From -1 to -0.1, usually -0.3.', validators=[django.core.validators.MinValueValidator(-1), django.core.validators.MaxValueValidator(-0.1)], verbose_name='counts as upset from the mood')),
                ('by_urgency', models.FloatField(db_default=0.1, default=0.1, help_text='From 0 to 0.3, usually 0.1.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(0.3)], verbose_name='urgency moves thresholds by')),
                ('from_urgency', models.FloatField(db_default=0.6, default=0.6, help_text='From 0.1 to 1, usually 0.6.', validators=[django.core.validators.MinValueValidator(0.1), django.core.validators.MaxValueValidator(1)], verbose_name='counts as urgent from')),
                ('fewer_attempts', models.BooleanField(db_default=True, default=True, help_text='An upset or pressed customer is not given a second answer that may fail.', verbose_name='one failed answer is enough then')),
            ],
            options={
                'verbose_name': 'brief',
                'verbose_name_plural': 'brief',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_brief')],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('content', models.JSONField(help_text='PolicySpec.to_json().')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('author_name', models.CharField(blank=True, max_length=200)),
                ('published_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restores', models.ForeignKey(help_text='The version whose content came back with this one.', null=True, on_delete=django.db.models.deletion.PROTECT, to='escalation.policyversion')),
            ],
            options={
                'verbose_name': 'version of the policy',
                'verbose_name_plural': 'versions of the policy',
                'ordering': ['-number'],
            },
        ),
    ]
