"""What a load leaves behind for others: from which day facts changed, and how far they reach."""

from collections import defaultdict

from core.bulk import upsert
from core.calendar import from_ordinal, to_ordinal
from engagement.models import FactChange, UsageDay, Watermark


def note_changes(changed_from, revisions):
    """Tell the next night from which day on the facts of which account have changed."""
    changes = sorted(changed_from.items())
    upsert(FactChange, ("account", "earliest_day"), changes, key=())
    by_day = defaultdict(list)
    for account_id, day in changes:
        by_day[day.isoformat()].append(account_id)
    revisions.keep(FactChange, [((), None, by_day)] if by_day else [])


def note_load(dataset, *, at, revisions):
    """Remember that a dataset was brought in at the instant `at`."""
    _mark(dataset, None, {"loaded_at": at}, revisions)


def note_usage(days, *, at, revisions):
    """Remember the days that have arrived, {product id: days since 1970-01-01}, and how far they reach."""
    for product, present in days.items():
        arrived, known = sorted(map(int, present)), UsageDay.objects.filter(product=product)
        before = set(map(to_ordinal, known.values_list("day", flat=True))).intersection(arrived)
        UsageDay.objects.bulk_create(
            (UsageDay(product_id=product, day=from_ordinal(day)) for day in arrived),
            ignore_conflicts=True,
            batch_size=5_000,
        )
        revisions.keep(UsageDay, [((product,), sorted(before), arrived)])
        latest = known.order_by("-day").first()
        _mark("usage", product, {"latest_day": latest.day, "loaded_at": at}, revisions)


def _mark(dataset, product, values, revisions):
    before = Watermark.objects.filter(dataset=dataset, product=product)
    before = before.values("latest_day", "loaded_at").first()
    mark, _ = Watermark.objects.update_or_create(
        dataset=dataset, product_id=product, defaults=values
    )
    after = {"latest_day": mark.latest_day, "loaded_at": mark.loaded_at}
    revisions.keep(Watermark, [((dataset, product), before, after)])
