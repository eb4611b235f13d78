"""Loading usage: the whole file is judged first, then merged month by month in one transaction."""

from itertools import compress, count

import numpy as np
from django.conf import settings

from accounts.models import AccountAlias, Contract, Product
from core.bulk import upsert
from core.calendar import from_ordinal
from engagement.domain.facts import NO_DAY, merge_months, month_start
from engagement.models import Series, UsageMonth
from engagement.months import fetch_months
from intake.domain.dates import days_of_facts
from intake.domain.headers import Header
from intake.domain.usage import scan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_layout import BY_CONTRACT, read_layout
from intake.domain.usage_new_accounts import OpenAccounts
from intake.domain.usage_spans import Spans
from intake.merged_ids import MergedIds, contracts_of_merged
from intake.notices import MERGED_IDS, Notice
from intake.records_load import Context
from intake.references import References
from intake.sampling import Touched
from intake.traces import note_changes, note_usage
from intake.usage_sample import UsageSample
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
        self._load = load
        layout = read_layout(text, load.instructions)
        size = max(text.seek(0, 2), 1)
        self.header = layout.head.names
        self._accounts = _accounts(layout, load)
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
        self.refused = self._found.refused

    def close(self):
        self._found.close()

    def findings(self):
        return self._found.findings()

    def columns(self):
        return self._found.columns()

    def write(self, counts):
        """Merge all facts; returns notices. Raises FileRefusedError for a sum that is too large."""
        made, revisions = self._make_accounts(), self._load.revisions
        numbers, new = _made(self._found.series(), revisions)
        for stored, _, merged in self._merged(numbers, counts):
            _store(merged)
            revisions.keep_months(merged, stored)
        note_changes(self._changed_from, revisions)
        note_usage(self._found.days(), at=self._load.at, revisions=revisions)
        return [*made, *self._notices(new)]

    def rehearse(self, counts, sample):
        """Merge all facts and store none; returns notices, raises as `write`."""
        made = self._invent_accounts()
        numbers, new = _numbers(self._found.series())
        shown = UsageSample(sample, source=self._load.source, numbers=numbers)
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
        context = Context(
            load.dataset, load.source, load.at, load.on, header, references, load.revisions
        )
        made = make_accounts(self.new_ids, context)
        references.look_again()
        accounts.settle(references.accounts, Product.objects.get().pk)
        return made

    def _invent_accounts(self):
        """Take numbers that no account has for those that would be made; returns notices."""
        if not self.new_ids:
            return []
        numbers = {each: _invented(place) for place, each in enumerate(self.new_ids)}
        product = Product.objects.values_list("pk", flat=True).first() or _NO_PRODUCT
        self._accounts.settle(numbers, product)
        return [Notice("new_accounts", self.new_ids)]


def _invented(place):
    return _FIRST_INVENTED + place


def _accounts(layout, load):
    """Return the accounts that the file may name."""
    if layout.id_key == BY_CONTRACT:
        return _contracts()
    unknown = code_of_unknown(load)
    rows = AccountAlias.objects.filter(source=load.source).values_list(
        "value", "account_id", "account__product_id"
    )
    if unknown:
        return _known(rows, unknown)
    product = Product.objects.values_list("pk", flat=True).first() or _NO_PRODUCT
    return OpenAccounts(_known(rows), product)


def _contracts():
    names = ("external_id", "account_id", "account__product_id")
    rows = list(Contract.objects.values_list(*names, "starts_on", "ends_on", "closed_on"))
    return KnownAccounts.of((row[:3] for row in rows), spans=Spans.of(row[3:] for row in rows))


def _merged_ids(layout, source):
    """Return the ids that meant accounts since merged, or contracts of those."""
    return frozenset(contracts_of_merged() if layout.id_key == BY_CONTRACT else MergedIds(source))


def _known(rows, unknown="unknown_account"):
    return KnownAccounts.of(rows.iterator(chunk_size=10_000), unknown)


def _made(used, revisions):
    """Return as `_numbers`, the new series made; numbers are given once, for ever."""
    products = {product for product, _ in used}
    list(Product.objects.select_for_update().filter(pk__in=products).order_by("pk"))
    numbers, new = _numbers(used)
    for product, name in new:
        Series.objects.create(product_id=product, number=numbers[product, name], name=name)
    _keep_series(used, new, numbers, revisions)
    return numbers, new


def _numbers(used):
    """Return {(product, name): number}, and those among them that are new."""
    products = {product for product, _ in used}
    known, highest = {}, dict.fromkeys(products, 0)
    for each in Series.objects.filter(product__in=products):
        highest[each.product_id] = max(highest[each.product_id], each.number)
        names = [(each.product_id, name) for name in (each.name, *each.aliases)]
        known |= dict.fromkeys(names, each.number)
    new = [key for key in used if key not in known]
    for product, name in new:
        highest[product] += 1
        known[product, name] = highest[product]
    return {key: known[key] for key in used}, new


def _keep_series(used, new, numbers, revisions):
    """Keep which series a file made, and on which it rests."""
    unnamed = {"label_en": "", "label_ja": "", "aliases": []}
    revisions.keep(
        Series, (((key[0], numbers[key]), None, {"name": key[1], **unnamed}) for key in new)
    )
    known = {(key[0], numbers[key]) for key in used if key not in set(new)}
    revisions.confirm(Series, sorted(known))


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
