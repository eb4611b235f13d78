import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Case, F, Value, When

# The places of the eight signals that there were, counted from the least urgent, among the ten.
_PLACES = (0, 2, 3, 4, 6, 7, 8, 9)


def _moved(bits):
    return sum(1 << _PLACES[place] for place in range(len(_PLACES)) if bits & 1 << place)


def _move(apps, schema_editor):
    _renumber(apps, {bits: _moved(bits) for bits in range(1, 1 << len(_PLACES))})


def _move_back(apps, schema_editor):
    _renumber(apps, {_moved(bits): bits for bits in range(1, 1 << len(_PLACES))})


def _renumber(apps, numbers):
    lines = apps.get_model("book", "AccountStatus").objects.filter(attention__gt=0)
    held = set(lines.order_by().values_list("attention", flat=True).distinct())
    cases = [When(attention=bits, then=Value(numbers.get(bits, 0))) for bits in held]
    if cases:
        moved = Case(*cases, default=F("attention"), output_field=models.PositiveIntegerField())
        lines.update(attention=moved)


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0007_figures_and_columns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "accountstatus",
            "overdue_milestone",
            models.CharField(blank=True, max_length=60, default=""),
            preserve_default=False,
        ),
        migrations.AddField("accountstatus", "overdue_since", models.DateField(null=True)),
        migrations.CreateModel(
            "PutAway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signals", models.PositiveIntegerField()),
                ("night", models.DateField()),
                ("until", models.DateField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "putaway",
            models.UniqueConstraint(fields=("member", "account"), name="book_putaway_once"),
        ),
        migrations.RunPython(_move, _move_back),
    ]
