"""How rows that an upload wrote stand today: written again, edited, leant on, or without their ground.

Each function yields (model, natural key, later upload or None) of what it finds.
"""

from collections.abc import Iterator
from functools import cache, partial
from itertools import islice, repeat

from django.db.models import Exists, ForeignKey, OuterRef

from engagement.domain.facts import month_start
from engagement.models import UsageMonth
from engagement.months import fetch_months
from intake.models import RowRevision, Upload, UsageRevision
from intake.registry import lasting_rows
from intake.undo.beside import made_pks, unlike
from intake.undo.kept_models import (
    GOES_ALONG,
    KEYS,
    NATURAL_KEYS,
    histories,
    key_of,
    relations_to,
    rows_of,
    value_of,
)
from intake.undo.restoring import changed_chunks, month_chunks
from intake.undo.revisions import digest_of, history_fields, history_of, key_text

Found = Iterator[tuple[type, tuple, int | None]]


def written_again(upload) -> Found:
    """Find what later uploads wrote again, or said again."""
    models = {model._meta.label: model for model in (*NATURAL_KEYS, *histories())}
    mine = RowRevision.objects.filter(upload=upload, after__isnull=False)
    found = _following(upload, mine, ("model", "key")).filter(model__in=models)
    for label, key, later in found.values_list("model", "key", "upload").order_by("pk").iterator():
        yield models[label], key_of(models[label], key), later
    mine = UsageRevision.objects.filter(upload=upload, facts_before__isnull=False)
    found = _following(upload, mine, ("account", "month"))
    for *key, later in found.values_list("account", "month", "upload").order_by("pk").iterator():
        yield UsageMonth, tuple(key), later
    yield from _resting(upload)


def edited(upload) -> Found:
    """Find what is not any more as the upload left it."""
    for model in NATURAL_KEYS:
        found = unlike(upload, model)
        while page := dict(islice(found, 1_000)):
            yield from ((model, key, None) for key in _differing(model, page))
    yield from _edited_histories(upload)
    for chunk in month_chunks(upload):
        for key in _differing_months(chunk):
            yield UsageMonth, key, None


def hanging(upload) -> Found:
    """Find rows that hang on what the upload made and that it did not make itself."""

    written = cache(partial(_written, upload))
    for model in NATURAL_KEYS:
        relations = relations_to(model)
        for owners in made_pks(upload, model) if relations else ():
            for relation in relations:
                yield from _foreign(relation, owners, written)


def gone(upload) -> Found:
    """Find rows that would go back to something that is not there any more."""
    for model in NATURAL_KEYS:
        for chunk in changed_chunks(upload, model):
            befores = [(key_of(model, each.key), each.before) for each in chunk]
            yield from ((model, key, None) for key in _groundless(model, befores))
    for model, owner in histories().items():
        names = history_fields(model, owner)
        for chunk in changed_chunks(upload, model):
            befores = [
                (key_of(model, each.key), dict(zip(names, row, strict=True)))
                for each in chunk
                for row in each.before
            ]
            yield from ((model, key, None) for key in _groundless(model, befores))


def _resting(upload):
    """Find what later uploads said again of what this one left."""
    for model in (*NATURAL_KEYS, *histories()):
        text = key_text((upload.pk, model._meta.label))
        for each in RowRevision.objects.filter(model=Upload._meta.label, key=text).order_by("pk"):
            key = key_of(model, key_text(each.after["key"]))
            yield from repeat((model, key, each.upload_id), each.after["count"])


def _following(upload, mine, fields):
    """Return the revisions of other uploads that follow on one of ours."""
    same = mine.filter(pk__lt=OuterRef("pk"), **{name: OuterRef(name) for name in fields})
    first = mine.order_by("pk").values_list("pk", flat=True).first() or 0
    return mine.model.objects.filter(Exists(same), pk__gt=first).exclude(upload=upload)


def _differing(model, page):
    """Return the natural keys of a page of `unlike` whose rows mean something else than was left."""
    left = {key_of(model, key): after for key, after in page.items()}
    rows = rows_of(model, list(left))
    return [key for key, after in left.items() if not _is_as_left(model, rows.get(key), after)]


def _is_as_left(model, row, after):
    return row is not None and all(
        getattr(row, model._meta.get_field(name).attname) == value_of(model, name, kept)
        for name, kept in after.items()
    )


def _edited_histories(upload):
    for model, owner in histories().items():
        for chunk in changed_chunks(upload, model):
            now = history_of(model, owner, [key_of(model, each.key)[0] for each in chunk])
            for each in chunk:
                if now.get(key_of(model, each.key)[0], []) != each.after:
                    yield model, key_of(model, each.key), None


def _differing_months(chunk):
    left = {(each.account_id, each.month): bytes(each.digest_after) for each in chunk}
    months, accounts = {month for _, month in left}, {account for account, _ in left}
    chunks, owners, numbers = fetch_months(accounts, first=min(months), final=max(months))
    now = {
        (owner, month_start(number)): digest_of(facts)
        for facts, owner, number in zip(chunks, owners.tolist(), numbers.tolist(), strict=True)
    }
    return [key for key, digest in left.items() if now.get(key) != digest]


def _written(upload, model, name):
    """Return the keys, as texts, of rows that go with the upload, or let go of what `name` names."""
    if model is UsageMonth:
        months = UsageRevision.objects.filter(upload=upload, facts_before__isnull=False)
        return set(map(key_text, months.values_list("account", "month")))
    kept = RowRevision.objects.filter(
        upload=upload, model=model._meta.label, after__isnull=False
    ).order_by()
    made = set(kept.filter(before__isnull=True).values_list("key", flat=True).iterator())
    changed = kept.filter(before__isnull=False).values_list("key", "before").iterator()
    is_history = model in histories()
    return made | {key for key, before in changed if is_history or name in before}


def _foreign(relation, owners, written):
    """Find linked rows that the upload did not write, so that undoing it leaves them linked."""
    child, name = relation.related_model, relation.field.name
    if child in GOES_ALONG:
        return
    key = KEYS.get(child) or ((histories()[child],) if child in histories() else ("pk",))
    rows = lasting_rows(child).filter(**{f"{name}__among": owners}).values_list(*key)
    own = written(child, name) if key != ("pk",) else ()
    yield from ((child, each, None) for each in rows if key_text(each) not in own)


def _groundless(model, befores):
    """Return the keys of those rows whose values name something that is gone."""
    named = {}
    for key, values in befores:
        for name, value in values.items():
            field = model._meta.get_field(name)
            if isinstance(field, ForeignKey) and value:
                named.setdefault(field.related_model, []).append((value, key))
    for target, pairs in named.items():
        there = target._base_manager.filter(pk__among={value for value, _ in pairs})
        known = set(there.values_list("pk", flat=True))
        yield from (key for value, key in pairs if value not in known)
