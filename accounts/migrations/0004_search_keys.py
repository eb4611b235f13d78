"""Write search keys anew: more company forms are left out of them than before."""

from django.db import migrations

from core.search import search_key


def write_keys(apps, schema_editor):
    for name in ("Company", "Account"):
        model = apps.get_model("accounts", name)
        changed = []
        for row in model.objects.only("name", "search_key").iterator():
            key = search_key(row.name)
            if key != row.search_key:
                row.search_key = key
                changed.append(row)
        model.objects.bulk_update(changed, ["search_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_merged_ids")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
