import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_open_contracts_and_merges"),
        ("engagement", "0008_promises"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meet_at_risk", "Meet who is at risk"),
                            ("stage_ups", "Stage-ups"),
                            ("answer_detractors", "Answer NPS detractors"),
                            ("log_kickoffs", "Log kick-offs"),
                        ],
                        max_length=20,
                    ),
                ),
                ("target", models.PositiveIntegerField()),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("stage", models.CharField(blank=True, max_length=20)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goals",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "month", "kind"), name="engagement_goal_once"
                    )
                ],
            },
        ),
    ]
