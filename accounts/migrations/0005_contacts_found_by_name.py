"""Give contacts a search key, so that people are found as accounts are."""

from django.db import migrations, models

from core.search import search_key


def write_keys(apps, schema_editor):
    contacts = apps.get_model("accounts", "Contact").objects
    changed = []
    for row in contacts.exclude(name="").only("name", "search_key").iterator():
        row.search_key = search_key(row.name)
        changed.append(row)
        if len(changed) == 5_000:
            contacts.bulk_update(changed, ["search_key"], batch_size=500)
            changed = []
    contacts.bulk_update(changed, ["search_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_search_keys")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="search_key",
            field=models.CharField(
                blank=True, db_default="", db_index=True, default="", max_length=200
            ),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
