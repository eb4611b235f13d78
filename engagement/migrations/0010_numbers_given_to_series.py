"""Tell every product the highest number that one of its series has."""

from django.db import migrations
from django.db.models import Max


def note_numbers(apps, schema_editor):
    highest = apps.get_model("engagement", "Series").objects.values("product").order_by()
    products = apps.get_model("accounts", "Product").objects
    for product, number in highest.annotate(Max("number")).values_list("product", "number__max"):
        products.filter(pk=product).update(highest_series=number)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_numbers_of_series"),
        ("engagement", "0009_goals"),
    ]

    operations = [migrations.RunPython(note_numbers, migrations.RunPython.noop)]
