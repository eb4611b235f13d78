"""Loading usage: the whole file is judged and spilled first, then merged month by month in one transaction."""

import numpy as np
from django.conf import settings
from django.db import transaction

from accounts.models import AccountAlias, Contract, Product
from core import locks
from core.bulk import upsert
from core.calendar import from_ordinal
from engagement.domain.facts import NO_DAY, merge_months, month_start
from engagement.models import Series, UsageDay, UsageMonth
from intake.domain.encodings import open_utf8
from intake.domain.refusals import FileRefusedError
from intake.domain.usage import scan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_layout import BY_CONTRACT, read_layout
from intake.notices import Notice
from intake.records_load import note_changes
from intake.verdict import Counts, Verdict, state_of

# Two loads that merge into the same months one after the other lose nothing of either.
USAGE_LOCK = "usage"
LONGEST_WAIT_SECONDS = 600
LONGEST_LOAD_SECONDS = 3_600


def load_usage(stream, dataset, *, source, good_rows, tell, on_refused):
    """Load one usage file; returns the `Verdict`. Raises core.locks.LockBusyError.

    Every refused row goes, with the file's header, to `on_refused`; the verdict keeps the first
    thousand.
    """
    counts = Counts()
    try:
        text = open_utf8(stream)
        layout = read_layout(text)
        size = max(text.seek(0, 2), 1)
        with scan(
            text,
            layout,
            _known_accounts(layout, source),
            on_refused=lambda row: on_refused(row, layout.head.names),
            on_progress=lambda read: tell(0.7 * read / size),
            directory=settings.DATA_DIR,
        ) as found:
            return _decide(found, layout, dataset, counts, good_rows, tell)
    except FileRefusedError as error:
        return Verdict(dataset.key, "refused", Counts(), file_refusals=error.refusals)


def _known_accounts(layout, source):
    if layout.id_key == BY_CONTRACT:
        rows = Contract.objects.values_list("external_id", "account_id", "account__product_id")
    else:
        rows = AccountAlias.objects.filter(source=source).values_list(
            "value", "account_id", "account__product_id"
        )
    return KnownAccounts.of(rows.iterator(chunk_size=10_000))


def _decide(found, layout, dataset, counts, good_rows, tell):
    counts.refused = found.refused_rows
    state = state_of(
        is_whole_refused=found.refused_rows == found.rows,
        refused=found.refused_rows,
        good_rows=good_rows,
    )
    notices = _write(found, counts, tell) if state != "refused" else []
    return Verdict(
        dataset.key,
        state,
        counts,
        findings=[*found.findings(), *notices],
        refused_rows=found.refused,
        header=layout.head.names,
    )


def _write(found, counts, tell):
    wait = {"wait_seconds": LONGEST_WAIT_SECONDS, "for_seconds": LONGEST_LOAD_SECONDS}
    with locks.hold(USAGE_LOCK, **wait), transaction.atomic():
        numbers, new_names = _numbers(found.series())
        changed_from = {}
        for batch in found.packed(numbers):
            merged = merge_months(_stored(batch), batch)
            counts.add(
                *(int(each.sum()) for each in (merged.new, merged.changed, merged.unchanged))
            )
            _store(merged, changed_from)
            done = counts.new + counts.changed + counts.unchanged
            tell(0.7 + 0.3 * done / max(found.facts, 1))
        note_changes({account: from_ordinal(day) for account, day in changed_from.items()})
        _note_days(found.days())
    return [Notice("new_series", tuple(new_names))] if new_names else []


def _numbers(used):
    """Return {(product, name): number} and the names that are new; numbers are given once, for ever."""
    products = {product for product, _ in used}
    list(Product.objects.select_for_update().filter(pk__in=products).order_by("pk"))
    known, highest = {}, dict.fromkeys(products, 0)
    for each in Series.objects.filter(product__in=products):
        highest[each.product_id] = max(highest[each.product_id], each.number)
        known |= dict.fromkeys(
            [(each.product_id, n) for n in (each.name, *each.aliases)], each.number
        )
    new = [key for key in used if key not in known]
    for product, name in new:
        highest[product] += 1
        known[product, name] = highest[product]
        Series.objects.create(product_id=product, number=highest[product], name=name)
    return {key: known[key] for key in used}, list(dict.fromkeys(name for _, name in new))


def _stored(batch):
    """Fetch what is stored of the batch's months, b"" where nothing is."""
    places = dict(
        zip(
            zip(batch.accounts.tolist(), batch.months.tolist(), strict=True),
            range(len(batch)),
            strict=True,
        )
    )
    blobs = [b""] * len(batch)
    if not len(batch):
        return blobs
    rows = UsageMonth.objects.filter(
        account_id__gte=int(batch.accounts[0]),
        account_id__lte=int(batch.accounts[-1]),
        month__gte=month_start(int(batch.months.min())),
        month__lte=month_start(int(batch.months.max())),
    )
    for account, month, facts in rows.values_list("account_id", "month", "facts").iterator(10_000):
        place = places.get((account, (month.year - 1970) * 12 + month.month - 1))
        if place is not None:
            blobs[place] = facts
    return blobs


def _store(merged, changed_from):
    touched = merged.is_touched.tolist()
    starts = {int(month): month_start(int(month)) for month in np.unique(merged.batch.months)}
    owners, months = merged.batch.accounts.tolist(), merged.batch.months.tolist()
    rows = (
        (owner, starts[month], blob)
        for owner, month, blob, is_touched in zip(
            owners, months, merged.batch.blobs(), touched, strict=True
        )
        if is_touched
    )
    upsert(UsageMonth, ("account", "month", "facts"), rows, key=("account", "month"))
    for owner, day in zip(owners, merged.earliest.tolist(), strict=True):
        if day != NO_DAY:
            changed_from[owner] = min(day, changed_from.get(owner, day))


def _note_days(days):
    UsageDay.objects.bulk_create(
        (
            UsageDay(product_id=product, day=from_ordinal(day))
            for product, present in days.items()
            for day in present
        ),
        ignore_conflicts=True,
        batch_size=5_000,
    )
