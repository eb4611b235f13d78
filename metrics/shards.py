"""Reading the facts of a shard from the database into arrays: the only way from rows to metrics."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from accounts.models import Account, AttributeDefinition, AttributeType
from core.calendar import from_ordinal, to_ordinal
from core.exact import MISSING, to_scaled
from engagement.domain.facts import unpack
from engagement.months import fetch_months
from metrics.domain.facts import NEVER, Records, ShardFacts, Usage
from metrics.readers import Row, read_records
from metrics.supply import supply_of

# What Python counts from the first day of the year 1, we count from 1970-01-01.
_EPOCH = date(1970, 1, 1).toordinal()


def load_facts(*, product_id, account_ids, from_day, to_day):
    """Read the facts of these accounts (one product, ids ascending), usage of these days only.

    Days are counted from 1970-01-01, both inclusive; whole months are read.
    """
    ids = np.asarray(account_ids, np.int64)
    records = {name: _records(rows, ids) for name, rows in read_records(account_ids).items()}
    return ShardFacts(
        account_ids=ids,
        started=_first_days(records["contracts"], len(ids)),
        usage=load_usage(product_id=product_id, account_ids=ids, from_day=from_day, to_day=to_day),
        records=records,
        attributes=_attributes(account_ids),
    )


def running(contracts: Records, *, accounts: int, days) -> np.ndarray:
    """Return which accounts have a running contract on which day, shape (accounts, days)."""
    result = np.zeros((accounts, len(days)), bool)
    first, after = np.searchsorted(days, [contracts.day, contracts.end])
    for account, begin, end in zip(contracts.account, first, after, strict=True):
        result[account, begin:end] = True
    return result


def _first_days(contracts, accounts):
    first = np.full(accounts, NEVER, np.int32)
    has_run = contracts.end > contracts.day
    np.minimum.at(first, contracts.account[has_run], contracts.day[has_run])
    return first


def load_usage(*, product_id, account_ids, from_day, to_day):
    """Read the usage of these accounts (ids ascending) in all months that hold these days."""
    supply = supply_of(product_id)
    chunks, owners, months = fetch_months(
        account_ids, first=from_ordinal(from_day), final=from_ordinal(to_day)
    )
    account, series, day, value = unpack(chunks, np.searchsorted(account_ids, owners), months)
    return Usage(account, series, day, value, supply.numbers, supply.arrived)


def _records(rows: Iterable[Row], ids):
    rows = list(rows)
    if not rows:
        return Records.none()
    owner, day, end, kind, value = zip(*rows, strict=True)
    kinds = {name: place for place, name in enumerate(sorted(set(kind)))}
    return Records(
        account=np.searchsorted(ids, np.array(owner, np.int64)).astype(np.int32),
        day=np.fromiter(map(date.toordinal, day), np.int32, len(day)) - _EPOCH,
        end=np.array([NEVER if each is None else to_ordinal(each) for each in end], np.int32),
        kind=np.array([kinds[name] for name in kind], np.int16),
        value=np.array(value, np.int64),
        kinds=tuple(kinds),
    )


def _attributes(ids):
    """Read the attributes that are registered as numbers; they are kept as text, so that none is lost."""
    numbers = AttributeDefinition.objects.filter(type=AttributeType.NUMBER)
    columns = {
        key: np.full(len(ids), MISSING, np.int64) for key in numbers.values_list("key", flat=True)
    }
    rows = Account.objects.filter(pk__among=ids).order_by("pk").values_list("attributes", flat=True)
    for place, attributes in enumerate(rows):
        for key in columns.keys() & attributes.keys():
            if attributes[key] not in ("", None):
                columns[key][place] = to_scaled(str(attributes[key]))
    return columns
