"""What an inspection looks at: a product as of a day, some accounts at a time, each fact read once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from accounts.models import Account, Contract
from core.calendar import from_ordinal, to_ordinal
from engagement.domain.facts import unpack
from engagement.models import Series, UsageDay
from engagement.months import fetch_months
from intake.domain.outside import OPEN, Spans
from intake.domain.series_shapes import (
    Lines,
    Window,
    is_daily,
    is_flat,
    lines_of,
    window_to,
)

# An inspection holds the recent usage of this many accounts at a time.
SHARD_ACCOUNTS = 500


@dataclass
class Tally:
    """What the shards of a product came to, by number of series: filled once each was looked at.

    `used` counts the accounts with more than nothing on each day of the window, `daily` those with
    a fact on each of the latest 28 days, `flat` those that stood still meanwhile, as
    (account id, value) each.
    """

    used: dict[int, np.ndarray] = field(default_factory=dict)
    daily: dict[int, int] = field(default_factory=dict)
    flat: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, lines: Lines, account_ids) -> None:
        daily, flat = is_daily(lines), is_flat(lines)
        for number in np.unique(lines.series).tolist():
            here = lines.series == number
            used = (lines.values[here] > 0).sum(axis=0)
            self.used[number] = self.used.get(number, 0) + used
            self.daily[number] = self.daily.get(number, 0) + int(daily[here].sum())
            still = np.flatnonzero(here & flat)
            self.flat.setdefault(number, []).extend(
                (account_ids[lines.account[line]], int(lines.values[line, -1])) for line in still
            )


@dataclass(frozen=True)
class Scope:
    """One product as of a day."""

    product_id: int
    as_of: date
    tally: Tally = field(default_factory=Tally, compare=False)

    def accounts(self):
        """Return the accounts that were not merged into others."""
        return Account.objects.standing().filter(product_id=self.product_id)

    def shards(self) -> Iterator["Shard"]:
        ids = list(self.accounts().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), SHARD_ACCOUNTS):
            yield Shard(self, tuple(ids[start : start + SHARD_ACCOUNTS]))

    @cached_property
    def arrived(self) -> list[date]:
        """Days up to this one for which usage has arrived, ascending."""
        days = UsageDay.objects.filter(product_id=self.product_id, day__lte=self.as_of)
        return list(days.order_by("day").values_list("day", flat=True))

    @cached_property
    def window(self) -> Window | None:
        """The days at which series are looked at: up to the latest that arrived, None before any did."""
        return window_to(to_ordinal(self.arrived[-1])) if self.arrived else None

    @cached_property
    def series(self) -> dict[int, Series]:
        rows = Series.objects.filter(product_id=self.product_id).order_by("number")
        return {each.number: each for each in rows}


@dataclass(frozen=True)
class Shard:
    """Some accounts of a product, their ids ascending."""

    scope: Scope
    account_ids: tuple[int, ...]

    @cached_property
    def spans(self) -> Spans:
        """The days of the shard's contracts; accounts by their place in `account_ids`."""
        rows = list(
            Contract.objects.filter(account__among=self.account_ids).values_list(
                "account_id", "starts_on", "ends_on", "closed_on"
            )
        )
        account = np.array([row[0] for row in rows], np.int64)
        start = np.array([to_ordinal(row[1]) for row in rows], np.int32)
        stop = np.array([_stop(*row[2:]) for row in rows], np.int32)
        return Spans(np.searchsorted(self.account_ids, account), start, stop)

    @cached_property
    def lines(self) -> Lines | None:
        """The shard's usage in the window; None before any arrived."""
        window = self.scope.window
        if window is None:
            return None
        chunks, owners, months = fetch_months(
            self.account_ids, first=from_ordinal(window.first), final=from_ordinal(window.final)
        )
        places = np.searchsorted(self.account_ids, owners)
        return lines_of(*unpack(chunks, places, months), window)

    def tell(self) -> None:
        """Add the shard's usage to the tally of its scope; once it was looked at as a whole."""
        if self.lines is not None:
            self.scope.tally.add(self.lines, self.account_ids)

    def halves(self) -> tuple["Shard", "Shard"]:
        middle = len(self.account_ids) // 2
        parts = (self.account_ids[:middle], self.account_ids[middle:])
        return Shard(self.scope, parts[0]), Shard(self.scope, parts[1])


def _stop(ends_on, closed_on):
    """Return the first day on which a contract no longer runs."""
    stops = [OPEN if ends_on is None else to_ordinal(ends_on) + 1]
    return min([*stops, to_ordinal(closed_on)] if closed_on else stops)
