"""Rows that would make something new only because a spreadsheet damaged the id of something known."""

from accounts.models import CompanyAlias, Contract
from intake.domain.damaged_ids import DamagedIds, is_long_number
from intake.domain.refusals import FileRefusedError, Refusal

# So many new ids, all with zeros where a spreadsheet puts them, are no chance.
FEWEST_ROUNDED = 3


class OwnIds:
    """Looks at the one id by which rows of a dataset are found; has nothing to say of other datasets."""

    def __init__(self, context):
        self._header, self._key = context.header, context.dataset.natural_key[0]
        known = _known(context)
        self._known = None if known is None else frozenset(known)
        self._damaged = DamagedIds(self._known or ())
        self._rounded, self._is_any_whole = [], False

    def check(self, row):
        """Return the refusal of a row whose id has lost its zeros."""
        value = row.values[self._key]
        if self._known is None or value in self._known:
            return []
        damage = self._damaged.of(value)
        if damage and damage[0] == "lost_zeros":
            return [Refusal(row.line, self._name, *damage)]
        if damage:
            # One new id may well end in zeros; only all of them together tell.
            self._rounded.append((row.line, *damage))
        self._is_any_whole |= damage is None and is_long_number(value)
        return []

    def check_all(self):
        """Raise FileRefusedError where every long new id has lost the digits behind its fifteenth."""
        if len(self._rounded) >= FEWEST_ROUNDED and not self._is_any_whole:
            line, _, params = self._rounded[0]
            params = {**params, "count": len(self._rounded)}
            raise FileRefusedError(Refusal(line, self._name, "rounded_ids", params))

    @property
    def _name(self):
        return self._header.name_of(self._key)


def _known(context):
    """Return the ids that are there, None where a dataset has no ids of its own."""
    if context.dataset.key == "accounts":
        return context.references.accounts
    if context.dataset.key == "companies":
        aliases = CompanyAlias.objects.filter(source=context.source)
        return aliases.values_list("value", flat=True)
    if context.dataset.key == "contracts":
        return Contract.objects.values_list("external_id", flat=True)
    return None
