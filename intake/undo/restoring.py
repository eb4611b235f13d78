"""Putting back what an upload changed: rows, histories, usage, and the traces it left.

Asks nothing: whether it may be done is for obstacles.py. Works inside the caller's transaction.
"""

import json
from datetime import date

from django.db.models import Max, Min

from accounts.models import Account
from core.bulk import update, upsert
from core.calendar import from_ordinal
from engagement.models import FactChange, UsageDay, UsageMonth, Watermark
from intake.models import RowRevision, UsageRevision
from intake.registry import rows_kept_by_nights
from intake.undo.beside import made_pks
from intake.undo.kept_models import (
    NATURAL_KEYS,
    TRACES,
    histories,
    key_of,
    relations_to,
    value_of,
)
from intake.undo.revisions import history_fields

CHUNK = 1_000
CHUNK_MONTHS = 5_000


def put_back(upload):
    """Make every table as if the upload had not been."""
    for chunk in month_chunks(upload):
        _restore_months(chunk)
    for model in NATURAL_KEYS:
        for chunk in changed_chunks(upload, model):
            _restore(model, chunk)
    for model, owner in histories().items():
        for chunk in changed_chunks(upload, model):
            _restore_histories(model, owner, chunk)
    for model in reversed(NATURAL_KEYS):
        for pks in made_pks(upload, model):
            _remove(model, pks)
    _restore_traces(upload)
    RowRevision.objects.filter(upload=upload).delete()
    UsageRevision.objects.filter(upload=upload).delete()


def changed_chunks(upload, model):
    """Yield the revisions of rows that the upload changed, and of histories, 1,000 at a time."""
    return _chunks(_revisions(upload, model).filter(before__isnull=False))


def month_chunks(upload):
    """Yield the revisions of usage that the upload brought or changed, as they were written."""
    rows = UsageRevision.objects.filter(upload=upload, facts_before__isnull=False).order_by("pk")
    # One upload's stand side by side: from the first on, the primary key leads to them.
    place = (rows.aggregate(first=Min("pk"))["first"] or 0) - 1
    while chunk := list(rows.filter(pk__gt=place)[:CHUNK_MONTHS]):
        yield chunk
        place = chunk[-1].pk


def _revisions(upload, model):
    return RowRevision.objects.filter(
        upload=upload, model=model._meta.label, after__isnull=False
    ).order_by("key")


def _chunks(rows):
    chunk = list(rows[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(rows.filter(key__gt=chunk[-1].key)[:CHUNK])


def _restore(model, chunk):
    by_names = {}
    for each in chunk:
        values = (value_of(model, name, kept) for name, kept in each.before.items())
        row = (*key_of(model, each.key), *values)
        by_names.setdefault(tuple(each.before), []).append(row)
    for names, rows in by_names.items():
        key = NATURAL_KEYS[model]
        update(model, (*key, *names), rows, key=key)


def _restore_histories(model, owner, chunk):
    names = history_fields(model, owner)
    owners = [key_of(model, each.key)[0] for each in chunk]
    model.objects.filter(**{f"{owner}__among": owners}).delete()
    rows = (
        [owner_id, *(value_of(model, name, kept) for name, kept in zip(names, row, strict=True))]
        for owner_id, each in zip(owners, chunk, strict=True)
        for row in each.before
    )
    upsert(model, (owner, *names), rows, key=())


def _remove(model, pks):
    """Delete rows; what nights keep of them goes along, or lets go of them where it may."""
    kept = rows_kept_by_nights()
    for relation in relations_to(model):
        field = relation.field
        if relation.related_model in kept and field.null:
            rows = kept[relation.related_model].filter(**{f"{field.name}__among": pks})
            rows.update(**{field.name: None})
    model.objects.filter(pk__among=pks).delete()


def _restore_months(chunk):
    back = [(each.account_id, each.month, bytes(each.facts_before)) for each in chunk]
    upsert(
        UsageMonth,
        ("account", "month", "facts"),
        [row for row in back if row[2]],
        key=("account", "month"),
    )
    by_month = {}
    for account_id, month, before in back:
        if not before:
            by_month.setdefault(month, []).append(account_id)
    for month, account_ids in by_month.items():
        UsageMonth.objects.filter(account__among=account_ids, month=month).delete()


def _restore_traces(upload):
    for model, restore in zip(TRACES, (_note_again, _take_back_days, _take_back_mark), strict=True):
        for revision in _revisions(upload, model):
            later = RowRevision.objects.filter(
                model=revision.model, key=revision.key, pk__gt=revision.pk
            )
            restore(revision, later.order_by("pk"))


def _note_again(revision, _later):
    """What the upload changed from some day on changes back from that day on."""
    named = {account_id for ids in revision.after.values() for account_id in ids}
    there = set(Account.objects.filter(pk__among=named).values_list("pk", flat=True))
    rows = (
        (account_id, date.fromisoformat(day))
        for day, account_ids in revision.after.items()
        for account_id in sorted(there.intersection(account_ids))
    )
    upsert(FactChange, ("account", "earliest_day"), rows, key=())


def _take_back_days(revision, later):
    """Days that no other upload has brought as well have not arrived; others are the next one's."""
    alone = set(revision.after) - set(revision.before)
    for each in later:
        shared = alone & set(each.before)
        if shared:
            each.before = sorted(set(each.before) - shared)
            each.save(update_fields=["before"])
            alone -= shared
    (product,) = json.loads(revision.key)
    days = [from_ordinal(day) for day in sorted(alone)]
    for start in range(0, len(days), CHUNK):
        some = days[start : start + CHUNK]
        UsageDay.objects.filter(product=product, day__in=some).delete()


def _take_back_mark(revision, later):
    """The mark is that of the latest load: of an earlier one, only what came before is another."""
    dataset, product = json.loads(revision.key)
    marks = Watermark.objects.filter(dataset=dataset, product=product)
    following = later.first()
    if following:
        following.before = revision.before
        following.save(update_fields=["before"])
    elif revision.before is None:
        marks.delete()
    else:
        marks.update(loaded_at=value_of(Watermark, "loaded_at", revision.before["loaded_at"]))
    if product:
        reached = UsageDay.objects.filter(product=product).aggregate(day=Max("day"))["day"]
        marks.update(latest_day=reached)
