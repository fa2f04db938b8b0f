"""A tenant may have its model asked what else it hears in a message."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("assistant", "0005_let_turns_name_their_policy")]

    operations = [
        migrations.AddField(
            model_name="assistantsettings",
            name="asks_second_opinion",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Before each answer the model is asked what else a message says: a wish "
                "for a person, anger, your risk topics. It can only add to what is heard without "
                "it. Costs a call of up to 4 seconds for each message.",
                verbose_name="ask the model what it hears",
            ),
        )
    ]
