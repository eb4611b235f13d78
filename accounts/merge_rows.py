"""How rows that hang on an account follow it into another: they move, they end, or they stay."""

from collections.abc import Callable, Sequence
from typing import Any

from accounts.merge_names import is_apart, met_key, named_apart
from accounts.merge_parts import Foreseen, Met, Part

# Examples of what both accounts have.
SHOWN_MET = 5


class Moving(Part):
    """Rows that move; of two with one natural key the master's stays and the other is remembered.

    `key` are the fields that make a row one of its account, `dates` the days from which facts are
    different; `what(row)` and `says(row)` tell a row to people.
    """

    def __init__(
        self,
        model,
        name: Any,
        *,
        key: Sequence[str] = (),
        dates: Sequence[str] = (),
        what: Callable[[Any], str] = lambda row: "",
        says: Callable[[Any], str] = str,
    ):
        self.models = (model,)
        self._model, self.name, self._key, self._dates = model, name, key, dates
        self._what, self._says = what, says

    def count(self, account):
        return self._model.objects.filter(account=account).count()

    def foresee(self, pair):
        moving, met = self.split(pair)
        shown = [
            Met(self._what(kept), self._says(kept), self._says(other))
            for kept, other in met[:SHOWN_MET]
        ]
        return Foreseen(self.name, moves=len(moving), met=shown, met_count=len(met))

    def move(self, pair, journal):
        moving, met = self.split(pair)
        self.rename(moving, pair, journal)
        journal.repoint(
            self._model,
            "account_id",
            [row.pk for row in moving],
            was=pair.merged.pk,
            to=pair.master.pk,
        )
        for _, other in met:
            journal.remove(other)
        journal.see(getattr(row, name) for row in moving for name in self._dates)

    def rename(self, moving, pair, journal):
        """Give moving rows the names by which they go on: the same ones."""

    def split(self, pair):
        """Return the merged account's rows that move, and (master's, other) of those both have."""
        rows = list(self._model.objects.filter(account=pair.merged).order_by("pk"))
        if not self._key:
            return rows, []
        masters = self._model.objects.filter(account=pair.master)
        held = {self._of(row): row for row in masters}
        moving, met = [], []
        for row in rows:
            kept = held.get(self._of(row))
            met.append((kept, row)) if kept and self.is_same(kept, row) else moving.append(row)
        return moving, met

    def is_same(self, kept, other):
        return True

    def _of(self, row):
        return tuple(getattr(row, name) for name in self._key)


class MovingApart(Moving):
    """Rows whose external ids are their account's own: under one id, two accounts mean two things.

    Those that say the very same are one; all others go on under an id apart.
    """

    # What may differ between two records of the same thing.
    _APART = frozenset({"id", "account_id", "contact_id"})

    def is_same(self, kept, other):
        return all(
            getattr(kept, name) == getattr(other, name)
            for name in (each.attname for each in self._model._meta.concrete_fields)
            if name not in self._APART
        )

    def move(self, pair, journal):
        for kept, other in self.split(pair)[1]:
            journal.meet(self._model, met_key(*self._of(other)), kept.external_id)
        super().move(pair, journal)

    def rename(self, moving, pair, journal):
        rename_apart(self._model, moving, pair, journal)


def rename_apart(model, rows, pair, journal):
    """Give rows ids apart, where no earlier merge did."""
    names = {
        row.pk: (row.external_id, named_apart(row.external_id, pair.merged.pk))
        for row in rows
        if not is_apart(row.external_id)
    }
    journal.rename(model, names)


class Ending(Part):
    """Spans of the merged account: what still held ends on the day of the merge."""

    def __init__(self, model):
        self.models = (model,)
        self._model = model

    def move(self, pair, journal):
        for span in self._model.objects.filter(account=pair.merged, to_on=None).order_by("pk"):
            if span.from_on < pair.on:
                journal.change(span, to_on=pair.on)
            else:
                journal.remove(span)


class Staying(Part):
    """Rows that stay with the merged account, because they tell what was known or done at the time."""

    def __init__(self, *models):
        self.models = models
