"""Turns name the policy under which they ran; what they ran under until now is version 1.

Job, tone and least confidence move to the brief. Their columns stay, with defaults, for the code
that serves while this runs; what it is still told about them is in no policy.
"""

from django.db import migrations, models

MOVE_THE_BRIEF = """
    INSERT INTO escalation_brief
        (id, job, tone, min_confidence, languages, allowed_topics, sources)
    SELECT id, job, tone, min_confidence, '', '', '[]' FROM assistant_assistantsettings
    ON CONFLICT (id) DO NOTHING
"""
MOVE_IT_BACK = """
    UPDATE assistant_assistantsettings AS kept
    SET job = brief.job, tone = brief.tone, min_confidence = brief.min_confidence
    FROM escalation_brief AS brief WHERE brief.id = kept.id
"""
PUBLISH_WHAT_RUNS = """
    INSERT INTO escalation_policyversion (number, content, note, author_name)
    SELECT 1, jsonb_build_object(
        'rules', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'name', r.name, 'trigger', r.trigger, 'words', r.words, 'team_id', r.team_id,
                'threshold', r.threshold, 'topic', coalesce(t.name, ''), 'priority', r.priority
            ) ORDER BY r.position, r.id), '[]')
            FROM escalation_escalationrule r LEFT JOIN escalation_risktopic t ON t.id = r.topic_id
            WHERE r.is_on AND coalesce(t.is_on, true)
        ),
        'topics', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'name', name, 'label', label, 'words', words, 'signal', signal,
                'threshold', threshold
            ) ORDER BY label), '[]')
            FROM escalation_risktopic WHERE is_on
        ),
        'job', coalesce(btrim(brief.job), ''),
        'tone', coalesce(btrim(brief.tone), ''),
        'min_confidence', coalesce(brief.min_confidence, 0.3)
    ), 'What ran before policies had versions', ''
    FROM (SELECT) AS always LEFT JOIN escalation_brief AS brief ON brief.id = 1
    ON CONFLICT (number) DO NOTHING
"""
MOVED = ("job", "tone", "min_confidence")


class Migration(migrations.Migration):

    dependencies = [
        ("assistant", "0004_know_questions_that_were_asked_back"),
        ("escalation", "0004_keep_the_brief_and_published_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="turn",
            name="policy_version",
            field=models.PositiveIntegerField(
                blank=True, help_text="The published policy under which it ran.", null=True
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="heat",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, models.JSONField()), default=dict
            ),
        ),
        migrations.RunSQL(MOVE_THE_BRIEF, MOVE_IT_BACK),
        migrations.RunSQL(PUBLISH_WHAT_RUNS, migrations.RunSQL.noop),
        migrations.AlterField(
            "assistantsettings", "job", models.CharField(max_length=300, blank=True, db_default="")
        ),
        migrations.AlterField(
            "assistantsettings", "tone", models.CharField(max_length=300, blank=True, db_default="")
        ),
        migrations.AlterField(
            "assistantsettings", "min_confidence", models.FloatField(default=0.3, db_default=0.3)
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("assistantsettings", name) for name in MOVED
            ]
        ),
    ]
