
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('questions', models.JSONField(help_text='[{"question", "history": [{"role", "text"}], "relevant": [article], "answerable"}]; an article goes by its id in the source or its title.')),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(help_text='As in manage.py evaluate PART.', max_length=20)),
                ('subject', models.CharField(help_text='The set, or the files.', max_length=300)),
                ('digest', models.CharField(help_text='Of all that was asked: the same can be compared.', max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('is_stopping', models.BooleanField(default=False)),
                ('figures', models.JSONField(default=dict)),
                ('configuration', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(null=True)),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question_set', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='evaluation.questionset')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Its place in the set, from 0.')),
                ('question', models.TextField()),
                ('relevant', models.JSONField(default=list, help_text='What its set names as right.')),
                ('is_answerable', models.BooleanField()),
                ('articles', models.JSONField(default=list)),
                ('right', models.JSONField(default=list, help_text='Places of the right ones among them, from 1.')),
                ('right_in_all', models.PositiveSmallIntegerField(help_text='Of all that is known here.')),
                ('way', models.CharField(help_text='answered, asked_back or stepped_aside.', max_length=16)),
                ('quoted', models.CharField(blank=True, help_text='The article answered from.', max_length=300)),
                ('is_wrong', models.BooleanField(help_text='It would be answered from another article, or at all.')),
                ('confidence', models.FloatField()),
                ('milliseconds', models.FloatField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked', to='evaluation.evaluation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'number'), name='each_asked_once')],
            },
        ),
        migrations.AddIndex(
            model_name='evaluation',
            index=models.Index(fields=['part', 'digest', '-id'], name='evaluations_alike'),
        ),
    ]
