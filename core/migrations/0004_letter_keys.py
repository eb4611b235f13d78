from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_outbox")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="has_letter_keys",
            field=models.BooleanField(default=True),
        ),
    ]
