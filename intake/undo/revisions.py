"""What a load keeps of everything it writes, so that it can be taken back (services.py).

Kept in the load's own transaction; gone once the upload is undone, or after KEPT_FOR.
"""

import json
from collections.abc import Collection, Iterable
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b

from core.bulk import upsert
from engagement.domain.facts import month_start
from intake.models import RowRevision, Upload, UsageRevision

KEPT_FOR = timedelta(days=30)
_ROWS = ("upload", "model", "key", "before", "after")
_MONTHS = ("upload", "account", "month", "facts_before", "digest_after")
_LOOKED_UP = 2_000


class Revisions:
    """Keeps for one upload how rows were before it and how it left them.

    `before` is None of a row that it made. What another upload brought and this one says again rests
    on that one: kept is only how many rows of a model rest on which upload.
    """

    def __init__(self, upload):
        self._upload = upload
        self._is_left, self._rests = {}, {}

    def keep_rows(self, model, written: Iterable[tuple]):
        """Keep what rows became: (natural key, values before or None, values after).

        Of a changed row only what differs is kept; one that stays as it was is confirmed.
        """
        kept, same = [], []
        for key, before, after in written:
            names = [name for name in after if before is None or before[name] != after[name]]
            if before is None:
                kept.append((key, None, after))
            elif names:
                was = {name: before[name] for name in names}
                kept.append((key, was, {name: after[name] for name in names}))
            else:
                same.append(key)
        self.keep(model, kept)
        self.confirm(model, same)

    def keep(self, model, kept: Iterable[tuple]):
        """Keep (natural key, before, after) as they are given."""
        upload, label = self._upload_id(), model._meta.label
        rows = (
            (upload, label, key_text(key), _text(before), _text(after))
            for key, before, after in kept
        )
        upsert(RowRevision, _ROWS, rows, key=())

    def confirm(self, model, keys: Collection[tuple]):
        """Note on which uploads, that can still be undone, those rows rest that are said again."""
        if not keys or not self._is_any_left(model):
            return
        texts = [key_text(key) for key in keys]
        for start in range(0, len(texts), _LOOKED_UP):
            left = _left(model).filter(key__in=texts[start : start + _LOOKED_UP])
            found = left.exclude(upload=self._upload_id()).values_list("upload", "key")
            for upload, key in found.iterator():
                first, count = self._rests.get((upload, model._meta.label), (key, 0))
                self._rests[upload, model._meta.label] = first, count + 1

    def finish(self):
        """Write down on which uploads this one rests; once, when everything else is written."""
        rests = [
            (place, None, {"key": json.loads(key), "count": count})
            for place, (key, count) in sorted(self._rests.items())
        ]
        if rests:
            self.keep(Upload, rests)

    @contextmanager
    def history(self, model, field, owners):
        """Keep how the block changes the rows of a model that hang by `field` on each of the owners.

        Owners that the block makes are added to `owners` by it.
        """
        before = history_of(model, field, owners)
        yield
        after = history_of(model, field, owners)
        changed = (each for each in owners if before.get(each) != after.get(each))
        self.keep(model, (((each,), before.get(each, []), after.get(each, [])) for each in changed))

    def keep_months(self, merged, stored):
        """Keep account-months of usage, `stored` as they were; those that stay as they are confirmed."""
        upload = self._upload_id()
        owners, months = merged.batch.accounts.tolist(), merged.batch.months.tolist()
        starts = {month: month_start(month) for month in set(months)}
        is_touched = merged.is_touched.tolist()
        rows = (
            (upload, owner, starts[month], before if touched else None, digest_of(after))
            for owner, month, before, after, touched in zip(
                owners, months, stored, merged.batch.blobs(), is_touched, strict=True
            )
        )
        upsert(UsageRevision, _MONTHS, rows, key=())

    def _upload_id(self):
        """Give the upload's id; one that was brought by command is written with its first row."""
        if self._upload.pk is None:
            self._upload.save()
        return self._upload.pk

    def _is_any_left(self, model):
        if model not in self._is_left:
            self._is_left[model] = _left(model).exists()
        return self._is_left[model]


class NoRevisions(Revisions):
    """Keeps nothing: for a rehearsal, whose rows are taken back at once."""

    def __init__(self):
        super().__init__(None)

    def keep_rows(self, model, written):
        pass

    def keep(self, model, kept):
        pass

    def confirm(self, model, keys):
        pass

    def history(self, model, field, owners):
        return nullcontext()

    def keep_months(self, merged, stored):
        pass


def forget(*, on):
    """Drop what was kept of uploads that are older on a day than KEPT_FOR; returns how many rows."""
    is_old = {"upload__finished_at__date__lt": on - KEPT_FOR}
    return sum(model.objects.filter(**is_old).delete()[0] for model in (RowRevision, UsageRevision))


def _left(model):
    """Rows that uploads made or changed and that can still be taken back."""
    return RowRevision.objects.filter(model=model._meta.label, after__isnull=False)


def digest_of(facts):
    """Return 8 bytes by which a packed month is known again."""
    return blake2b(facts, digest_size=8).digest()


def key_text(key):
    """Write a natural key as it is looked up; `kept_models.key_of` gives it back."""
    return _in_json(key)


def history_of(model, field, owners):
    """Return {owner id: its rows in order, as plain values}; owners without rows are not in it."""
    names = history_fields(model, field)
    attnames = [model._meta.get_field(name).attname for name in names]
    found = {}
    rows = model.objects.filter(**{f"{field}__among": owners})
    for owner, *values in rows.values_list(f"{field}_id", *attnames):
        found.setdefault(owner, []).append([plain(value) for value in values])
    return {owner: sorted(rows, key=str) for owner, rows in found.items()}


def history_fields(model, field):
    """Return the names of what a row of a history says, in a lasting order."""
    return sorted(
        each.name for each in model._meta.concrete_fields if each.name not in ("id", field)
    )


def plain(value):
    """Give a value as JSON keeps it; the field's `to_python` reads it back."""
    form = _FORMS.get(type(value))
    return form(value) if form else value


_FORMS = {date: date.isoformat, datetime: datetime.isoformat, Decimal: str}
_in_json = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=lambda value: _FORMS[type(value)](value)
).encode


def _text(values):
    return None if values is None else _in_json(values)
