"""Loading usage: the whole file is judged first, then merged month by month in one transaction."""

from itertools import compress, count

import numpy as np
from django.conf import settings

from accounts.models import AccountAlias, Contract, Product
from core.bulk import upsert
from core.calendar import from_ordinal
from engagement.domain.facts import NO_DAY, merge_months, month_start
from engagement.models import UsageMonth
from engagement.months import fetch_months
from intake.checks.sampling import Touched
from intake.checks.usage_sample import UsageSample
from intake.domain.dates import days_of_facts
from intake.domain.headers import Header
from intake.domain.usage import scan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_layout import BY_CONTRACT, read_layout
from intake.domain.usage_new_accounts import OpenAccounts
from intake.domain.usage_spans import Spans
from intake.loads.merged_ids import MergedIds, contracts_of_merged
from intake.loads.products import product_said
from intake.loads.records import Context
from intake.loads.references import References
from intake.loads.series import made_series, series_numbers
from intake.loads.traces import note_changes, note_usage
from intake.notices import MERGED_IDS, Notice
from intake.writers.made_accounts import code_of_unknown, make_accounts

# What stands for the only product until the first one is made.
_NO_PRODUCT = 0
# No account comes to such a number; those of a rehearsal do.
_FIRST_INVENTED = 1 << 62
# Accounts whose stored months are fetched at once.
FETCHED_ACCOUNTS = 2_000


class JudgedUsage:
    """A usage file, read once to its end; see `loading.Judged`. Close it.

    `text` is valid UTF-8. Raises FileRefusedError.
    """

    def __init__(self, text, load):
        self._load, self._product = load, product_said(load)
        layout = read_layout(text, load.instructions)
        size = max(text.seek(0, 2), 1)
        self.header = layout.head.names
        self._accounts = _accounts(layout, load, self._product)
        self._found = scan(
            text,
            layout,
            self._accounts,
            on_refused=lambda row: load.refuse(row, layout.head.names),
            on_progress=lambda read: load.tell(0.7 * read / size),
            directory=settings.DATA_DIR,
            span=days_of_facts(load.on),
            watched=_merged_ids(layout, load.source),
        )
        self.rows, self.refused_rows = self._found.rows, self._found.refused_rows
        self.refused, self.reasons = self._found.refused, self._found.reasons

    def close(self):
        self._found.close()

    def findings(self):
        return self._found.findings()

    def columns(self):
        return self._found.columns()

    def write(self, counts):
        """Merge all facts; returns notices.

        Raises FileRefusedError for a sum that is too large, or where no series can be numbered.
        """
        made, revisions = self._make_accounts(), self._load.revisions
        numbers, new = made_series(self._found.series(), revisions)
        for stored, _, merged in self._merged(numbers, counts):
            _store(merged)
            revisions.keep_months(merged, stored)
        note_changes(self._changed_from, revisions)
        note_usage(self._found.days(), at=self._load.at, revisions=revisions)
        return [*made, *self._notices(new)]

    def rehearse(self, counts, sample):
        """Merge all facts and store none; returns notices, raises as `write`."""
        made = self._invent_accounts()
        numbers, new = series_numbers(self._found.series())
        product = _product_of_new(self._product)
        shown = UsageSample(sample, source=self._load.source, numbers=numbers, product=product)
        for stored, batch, merged in self._merged(numbers, counts):
            shown.take(stored, batch, merged)
        shown.finish(dict(zip(map(_invented, count()), self.new_ids, strict=False)))
        return [*made, *self._notices(new)]

    @property
    def new_ids(self):
        """The ids that become accounts."""
        accounts = self._accounts
        return accounts.named() if isinstance(accounts, OpenAccounts) else ()

    def _merged(self, numbers, counts):
        """Yield of each batch what is stored, the batch, and what they become; count it."""
        changed_from, months, accounts = {}, 0, set()
        for batch in self._found.packed(numbers):
            stored = _stored(batch)
            merged = merge_months(stored, batch)
            kinds = (merged.new, merged.changed, merged.unchanged)
            counts.add(*(int(each.sum()) for each in kinds))
            months += int(merged.is_touched.sum())
            accounts.update(np.unique(batch.accounts).tolist())
            _note_days(merged, changed_from)
            yield stored, batch, merged
            done = counts.new + counts.changed + counts.unchanged
            self._load.tell(0.7 + 0.3 * done / max(self._found.facts, 1))
        self._changed_from = {pk: from_ordinal(day) for pk, day in changed_from.items()}
        self.touched = Touched.since(self._changed_from, months)
        self.known_ids = len(accounts) - len(self.new_ids)

    def _notices(self, new):
        names = dict.fromkeys(name for _, name in new)
        found = {"new_series": names, MERGED_IDS: sorted(self._found.named)}
        return [Notice(code, tuple(names)) for code, names in found.items() if names]

    def _make_accounts(self):
        """Make the accounts that facts name and nobody knew; returns notices."""
        load, accounts = self._load, self._accounts
        if not self.new_ids:
            return []
        references = References(load.source, load.revisions)
        header = Header(self.header, {}, {})
        context = Context.of(load, header, references, self._product)
        made = make_accounts(self.new_ids, context)
        references.look_again()
        accounts.settle(references.accounts, self._product or Product.objects.get().pk)
        return made

    def _invent_accounts(self):
        """Take numbers that no account has for those that would be made; returns notices."""
        if not self.new_ids:
            return []
        numbers = {each: _invented(place) for place, each in enumerate(self.new_ids)}
        self._accounts.settle(numbers, _product_of_new(self._product))
        return [Notice("new_accounts", self.new_ids)]


def _invented(place):
    return _FIRST_INVENTED + place


def _product_of_new(said):
    return said or Product.objects.values_list("pk", flat=True).first() or _NO_PRODUCT


def _accounts(layout, load, product):
    """Return the accounts that the file may name."""
    if layout.id_key == BY_CONTRACT:
        return _contracts()
    unknown = code_of_unknown(load, product)
    rows = AccountAlias.objects.filter(source=load.source).values_list(
        "value", "account_id", "account__product_id"
    )
    if unknown:
        return _known(rows, unknown)
    return OpenAccounts(_known(rows), _product_of_new(product))


def _contracts():
    names = ("external_id", "account_id", "account__product_id")
    rows = list(Contract.objects.values_list(*names, "starts_on", "ends_on", "closed_on"))
    return KnownAccounts.of((row[:3] for row in rows), spans=Spans.of(row[3:] for row in rows))


def _merged_ids(layout, source):
    """Return the ids that meant accounts since merged, or contracts of those."""
    return frozenset(contracts_of_merged() if layout.id_key == BY_CONTRACT else MergedIds(source))


def _known(rows, unknown="unknown_account"):
    return KnownAccounts.of(rows.iterator(chunk_size=10_000), unknown)


def _stored(batch):
    """Fetch what is stored of the batch's months, b"" where nothing is."""
    wanted = zip(batch.accounts.tolist(), batch.months.tolist(), strict=True)
    places = {key: place for place, key in enumerate(wanted)}
    blobs = [b""] * len(batch)
    if not len(batch):
        return blobs
    span = month_start(int(batch.months.min())), month_start(int(batch.months.max()))
    owners = np.unique(batch.accounts)
    for start in range(0, len(owners), FETCHED_ACCOUNTS):
        some = owners[start : start + FETCHED_ACCOUNTS]
        chunks, accounts, months = fetch_months(some, first=span[0], final=span[1])
        for chunk, key in zip(
            chunks, zip(accounts.tolist(), months.tolist(), strict=True), strict=True
        ):
            if key in places:
                blobs[places[key]] = chunk
    return blobs


def _store(merged):
    starts = {int(month): month_start(int(month)) for month in np.unique(merged.batch.months)}
    owners = merged.batch.accounts.tolist()
    rows = zip(
        owners,
        map(starts.get, merged.batch.months.tolist()),
        merged.batch.blobs(),
        strict=True,
    )
    touched = compress(rows, merged.is_touched.tolist())
    upsert(UsageMonth, ("account", "month", "facts"), touched, key=("account", "month"))


def _note_days(merged, changed_from):
    owners = merged.batch.accounts.tolist()
    for owner, day in zip(owners, merged.earliest.tolist(), strict=True):
        if day != NO_DAY:
            changed_from[owner] = min(day, changed_from.get(owner, day))
