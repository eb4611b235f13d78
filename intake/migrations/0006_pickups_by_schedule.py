"""Pick-ups by schedule, and who was told of which upload."""

from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def take_as_told(apps, schema_editor):
    """Whatever is over already is news to nobody."""
    apps.get_model("intake", "Upload").objects.update(told_state=F("state"))


EVERY = [
    (5, "every 5 minutes"),
    (15, "every 15 minutes"),
    (60, "every hour"),
    (360, "every 6 hours"),
    (1440, "once a day"),
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_undo_without_checks")]

    operations = [
        migrations.AddField("upload", "told_state", models.CharField(blank=True, max_length=10)),
        migrations.RunPython(take_as_told, migrations.RunPython.noop),
        migrations.AlterField(
            "pickup", "every_minutes", models.PositiveIntegerField(choices=EVERY, default=60)
        ),
        migrations.RemoveField("pickup", "error"),
        migrations.AddField("pickup", "trouble", models.JSONField(default=dict)),
        migrations.AddField("pickup", "set_at", models.DateTimeField(auto_now=True)),
        migrations.AddField(
            "pickup",
            "created_at",
            models.DateTimeField(auto_now_add=True, default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            "pickedfile",
            "seen_at",
            models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField("pickedfile", "picked_at", models.DateTimeField(null=True)),
    ]
