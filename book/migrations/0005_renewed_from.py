from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("book", "0004_attention")]

    operations = [
        migrations.RenameField("accountstatus", "renewed_to", "renewed_from"),
    ]
