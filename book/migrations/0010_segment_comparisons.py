from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("book", "0009_shipped_views")]

    operations = [
        migrations.CreateModel(
            name="SegmentComparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("night", models.DateField()),
                ("since", models.DateField()),
                ("segment_key", models.CharField(blank=True, max_length=60)),
                ("body", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("night", "since", "segment_key"),
                        name="book_segmentcomparison_once",
                    )
                ],
            },
        ),
    ]
