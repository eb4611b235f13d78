from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_contacts_found_by_name")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="highest_series",
            field=models.PositiveIntegerField(db_default=0, default=0),
        )
    ]
