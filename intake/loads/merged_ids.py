"""Ids that meant accounts since merged into others: what their rows still say.

Where the account's own id says the same thing in the same file, the own row counts, whichever comes
first. A merged id never changes the account's record, which people chose when they merged.
"""

from collections.abc import Hashable

from accounts.merging import rows_moved
from accounts.models import AccountAlias, Contract, Merge
from intake.loads.apart import Names
from intake.notices import LEFT_OUT_IDS, MERGED_IDS, Notice

OWN = 0


class MergedIds:
    """The merged ids of one source, and what one file says under them."""

    def __init__(self, source: str) -> None:
        aliases = AccountAlias.objects.filter(source=source).exclude(merged_from=None)
        self._ids = dict(aliases.values_list("value", "merged_from"))
        self._names = Names()
        # The line that counts for a natural key that came under a merged id.
        self._lines: dict[Hashable, int] = {}
        self._laid, self._left_out = set(), set()

    def __contains__(self, value) -> bool:
        return value in self._ids

    def __iter__(self):
        return iter(self._ids)

    @property
    def are_any(self) -> bool:
        return bool(self._ids)

    def hear(self, key, line: int) -> None:
        """Take note of a row under a merged id, by its natural key; the first one of a key counts."""
        self._lines.setdefault(key, line)

    def give_way(self, key) -> None:
        """Take note of a row of that key under an id of the account's own."""
        if self._ids:
            self._lines[key] = OWN

    def counts(self, value, key, line: int) -> bool:
        """Tell whether a row is to be written; one without a `key` always is."""
        if value in self._ids and self._lines.get(key, line) != line:
            self._left_out.add(value)
            return False
        return True

    def moved(self, row, own):
        """Return a row under a merged id with the ids of now; None where the master's row is it."""
        value = row.values.get("account_id")
        if value not in self._ids:
            return row
        moved = self._names.moved(row, own, self._ids[value])
        if moved is None:
            self._left_out.add(value)
        return moved

    def note_laid(self, value) -> None:
        """Take note that a row changed what is stored."""
        if value in self._ids:
            self._laid.add(value)

    def notices(self) -> list[Notice]:
        made = {MERGED_IDS: self._laid, LEFT_OUT_IDS: self._left_out}
        return [Notice(code, tuple(sorted(ids))) for code, ids in made.items() if ids]


def contracts_of_merged() -> list[str]:
    """Return the ids of contracts that were those of accounts since merged."""
    merges = Merge.objects.filter(undone_at=None)
    ids = [pk for merge in merges for pk in rows_moved(merge, Contract)]
    return list(Contract.objects.filter(pk__among=ids).values_list("external_id", flat=True))
