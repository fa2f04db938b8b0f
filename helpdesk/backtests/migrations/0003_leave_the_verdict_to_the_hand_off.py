"""The verdict on a hand-off is the hand-off's; its table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('backtests', '0002_let_agents_judge_hand_offs')]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name='HandoffJudgement')],
        ),
    ]
