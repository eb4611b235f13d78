"""Usage of one account for its chart and the table behind it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from core.calendar import from_ordinal, to_ordinal
from core.exact import from_scaled
from engagement.domain.facts import FactColumns, month_number, unpack
from engagement.models import Series, UsageMonth
from metrics.selectors import level_series

DAYS = 180
# Few enough to be read side by side; the table has all of them.
MOST_LANES = 6


@dataclass(frozen=True)
class Usage:
    """`values[series][i]` is what the series came to on `days[i]`, None where no fact arrived.

    `series` has what happened first, by the days above zero and the sum, then levels such as seats.
    """

    days: list[date]
    series: list[str]
    values: dict[str, list[Decimal | None]]
    levels: frozenset[str]
    labels: dict[str, str]

    @property
    def heads(self) -> list[str]:
        """The series as people read them, in their order."""
        return [self.labels[name] for name in self.series]

    @property
    def is_used(self) -> list[bool]:
        """Say for each day whether anything happened; a level alone is no use."""
        lines = [self.values[name] for name in self.series if name not in self.levels]
        return [any(line[place] for line in lines) for place in range(len(self.days))]

    @property
    def rows(self) -> list[tuple[date, list[Decimal | None]]]:
        """Give each day, newest first, with the values of all series in their order."""
        lines = [self.values[name] for name in self.series]
        return [
            (day, [line[place] for line in lines])
            for place, day in reversed(list(enumerate(self.days)))
        ]

    @property
    def lanes(self) -> frozenset[str]:
        """The first series: what a chart has room for until others are asked for."""
        return frozenset(self.series[:MOST_LANES])


def usage_of(account, *, until: date, days: int = DAYS) -> Usage:
    """Return an account's usage over the `days` up to `until`, most used series first."""
    first = to_ordinal(until) - days + 1
    supplied = list(Series.objects.filter(product=account.product_id))
    names = {each.number: each.name for each in supplied}
    facts = _facts(account, first, until)
    grid = {}
    for number, day, value in zip(
        facts.series.tolist(), facts.day.tolist(), facts.value.tolist(), strict=True
    ):
        grid.setdefault(names[number], [None] * days)[day - first] = from_scaled(value)
    levels = level_series(product_id=account.product_id)
    order = sorted(grid, key=lambda name: (name in levels, *_inactivity(grid[name]), name))
    labels = {each.name: each.label for each in supplied}
    dates = [until - timedelta(days=days - 1 - i) for i in range(days)]
    return Usage(dates, order, grid, levels, labels)


def latest_use(account, *, until: date, days: int = DAYS) -> dict[str, date | None]:
    """Return by name of series the latest of the `days` up to `until` with a use, None where there is none.

    All series that the product supplies are there.
    """
    supplied = Series.objects.filter(product=account.product_id).values_list("number", "name")
    facts = _facts(account, to_ordinal(until) - days + 1, until)
    is_use = facts.value != 0
    # Days ascend, so that the latest of each series stays.
    order = np.argsort(facts.day[is_use], kind="stable")
    series, day = (column[is_use][order].tolist() for column in (facts.series, facts.day))
    latest = {
        number: from_ordinal(at) for number, at in dict(zip(series, day, strict=True)).items()
    }
    return {name: latest.get(number) for number, name in supplied}


def _facts(account, first, until):
    """Return the facts of the days from `first`, a number, to `until`."""
    since = from_ordinal(first).replace(day=1)
    months = UsageMonth.objects.filter(account=account, month__range=(since, until))
    rows = list(months.values_list("facts", "month"))
    blobs, starts = [blob for blob, _ in rows], [month_number(month) for _, month in rows]
    facts = unpack(blobs, [0] * len(rows), starts)
    within = (facts.day >= first) & (facts.day <= to_ordinal(until))
    return FactColumns(*(column[within] for column in facts))


def _inactivity(values):
    found = np.array([float(value or 0) for value in values])
    return -int((found > 0).sum()), -float(found.sum())
