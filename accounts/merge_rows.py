"""How rows that hang on an account follow it into another: they move, they end, or they stay."""

from collections.abc import Callable, Sequence
from typing import Any

from accounts.merge_parts import Foreseen, Met, Part

# Examples of what both accounts have.
SHOWN_MET = 5


class Moving(Part):
    """Rows that move; of two with one natural key the master's stays and the other is remembered.

    `key` are the fields that make a row one of its account, `dates` the days from which facts are
    different, `says(row)` tells a row to people.
    """

    def __init__(
        self,
        model,
        name: Any,
        *,
        key: Sequence[str] = (),
        dates: Sequence[str] = (),
        says: Callable[[Any], str] = str,
    ):
        self.models = (model,)
        self._model, self._name, self._key, self._dates, self._says = model, name, key, dates, says

    def count(self, account):
        return self._model.objects.filter(account=account).count()

    def foresee(self, pair):
        moving, met = self._split(pair)
        shown = [Met("", self._says(kept), self._says(other)) for kept, other in met[:SHOWN_MET]]
        return Foreseen(self._name, moves=len(moving), met=shown, met_count=len(met))

    def move(self, pair, journal):
        moving, met = self._split(pair)
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

    def _split(self, pair):
        """Return the merged account's rows that move, and (master's, other) of those both have."""
        rows = list(self._model.objects.filter(account=pair.merged).order_by("pk"))
        if not self._key:
            return rows, []
        masters = self._model.objects.filter(account=pair.master)
        held = {self._of(row): row for row in masters}
        met = [(held[self._of(row)], row) for row in rows if self._of(row) in held]
        return [row for row in rows if self._of(row) not in held], met

    def _of(self, row):
        return tuple(getattr(row, name) for name in self._key)


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
