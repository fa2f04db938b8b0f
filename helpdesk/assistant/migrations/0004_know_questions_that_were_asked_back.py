from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistant", "0003_hide_personal_data_and_keep_what_left")]

    operations = [
        migrations.AlterField(
            model_name="turn",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("answered", "Answered"),
                    ("asked_back", "Asked back"),
                    ("chatted", "Small talk"),
                    ("handed_off", "Handed off"),
                    ("superseded", "Gave way to a newer message"),
                    ("overtaken", "A person was faster"),
                ],
                max_length=12,
            ),
        ),
    ]
