"""A short way to write the facts of a few accounts, and metrics over them."""

from decimal import Decimal

import numpy as np

from core.exact import MISSING, to_scaled
from metrics.domain.definition import MetricDefinition
from metrics.domain.evaluate import evaluate
from metrics.domain.facts import NEVER, Records, ShardFacts, Usage

# Days are written as small numbers after this one, the first of a month.
FIRST = 20_058


def facts(usage=(), *, records=None, arrived=range(1000), series=(), started=None, **rest):
    """One account for each `{series: {day: value}}` of `usage`; all of `series` are supplied.

    `records` is {table: [(account, day, end or None, kind, value or None)]}; `started` a day per account.
    """
    usage = list(usage) or [{}]
    names = sorted({*series, *(name for each in usage for name in each)})
    return ShardFacts(
        account_ids=np.arange(1, len(usage) + 1),
        started=np.array([FIRST + day for day in started or [0] * len(usage)], np.int32),
        usage=_usage(usage, {name: place + 1 for place, name in enumerate(names)}, arrived),
        records={table: _records(rows) for table, rows in (records or {}).items()},
        **rest,
    )


def _usage(usage, numbers, arrived):
    rows = [
        (account, numbers[name], FIRST + day, to_scaled(str(value)))
        for account, by_series in enumerate(usage)
        for name, by_day in by_series.items()
        for day, value in by_day.items()
    ]
    account, series, day, value = np.array(rows, np.int64).reshape(-1, 4).T
    return Usage(
        account.astype(np.int32),
        series.astype(np.uint16),
        day.astype(np.int32),
        value,
        numbers,
        np.array([FIRST + day for day in arrived], np.int32),
    )


def _records(rows):
    kinds = sorted({kind for *_, kind, _ in rows})
    return Records(
        account=np.array([row[0] for row in rows], np.int32),
        day=np.array([FIRST + row[1] for row in rows], np.int32),
        end=np.array([NEVER if row[2] is None else FIRST + row[2] for row in rows], np.int32),
        kind=np.array([kinds.index(row[3]) for row in rows], np.int16),
        value=np.array(
            [MISSING if row[4] is None else to_scaled(row[4]) for row in rows], np.int64
        ),
        kinds=tuple(kinds),
    )


def definition(source, key="metric", unit="count"):
    body = {"unit": unit, "kind": "engagement", "direction": "up", "source": source}
    return MetricDefinition.from_body(key, body)


def values(source, given, *days):
    """The metric of the first account on each day, in its own unit; None where missing."""
    return table(source, given, *days)[0]


def table(source, given, *days):
    """The same for every account."""
    found = evaluate([definition(source)], given, ordinals(days))
    return [[plain(value) for value in row] for row in found.values[:, :, 0]]


def stale(source, given, *days):
    return evaluate([definition(source)], given, ordinals(days)).stale[:, 0].tolist()


def ordinals(days):
    return np.array([FIRST + day for day in days], np.int32)


def plain(value):
    if value == MISSING:
        return None
    number = Decimal(int(value)) / 10_000
    return int(number) if number == int(number) else str(number.normalize())
