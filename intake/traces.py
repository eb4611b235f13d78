"""What a load leaves behind for others: from which day facts changed, and how far they reach."""

from core.bulk import upsert
from core.calendar import from_ordinal
from engagement.models import FactChange, UsageDay, Watermark


def note_changes(changed_from):
    """Tell the next night from which day on the facts of which account have changed."""
    upsert(FactChange, ("account", "earliest_day"), sorted(changed_from.items()), key=())


def note_load(dataset, *, at):
    """Remember that a dataset was brought in at the instant `at`."""
    Watermark.objects.update_or_create(dataset=dataset, product=None, defaults={"loaded_at": at})


def note_usage(days, *, at):
    """Remember the days that have arrived, {product id: days since 1970-01-01}, and how far they reach."""
    UsageDay.objects.bulk_create(
        (
            UsageDay(product_id=product, day=from_ordinal(day))
            for product, present in days.items()
            for day in present
        ),
        ignore_conflicts=True,
        batch_size=5_000,
    )
    for product in days:
        latest = UsageDay.objects.filter(product=product).order_by("-day").first()
        Watermark.objects.update_or_create(
            dataset="usage",
            product_id=product,
            defaults={"latest_day": latest.day, "loaded_at": at},
        )
