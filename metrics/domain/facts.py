"""What is known about a shard of accounts of one product: plain arrays, ready to be counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Usage:
    """Usage facts as columns of one length, at most one per (account, series, day).

    `account` is the position in the shard, `value` ten-thousandths, `day` days since 1970.
    `numbers` gives a series' number by its name or alias; `arrived` the days, ascending, for which
    usage of the product has arrived at all.
    """

    account: NDArray[np.int32]
    series: NDArray[np.uint16]
    day: NDArray[np.int32]
    value: NDArray[np.int64]
    numbers: Mapping[str, int]
    arrived: NDArray[np.int32]

    def of_rows(self, rows: NDArray[np.int64]) -> "Usage":
        """Keep the facts of these positions of the shard (ascending), numbered anew."""
        kept, account = _renumbered(self.account, rows)
        columns = (self.series, self.day, self.value)
        return Usage(account, *(column[kept] for column in columns), self.numbers, self.arrived)


@dataclass(frozen=True)
class Records:
    """Dated records as columns of one length; `end` is the first day it no longer held, NEVER if none.

    `kind` indexes `kinds`; `value` is in ten-thousandths.
    """

    account: NDArray[np.int32]
    day: NDArray[np.int32]
    end: NDArray[np.int32]
    kind: NDArray[np.int16]
    value: NDArray[np.int64]
    kinds: tuple[str, ...]

    @classmethod
    def none(cls) -> "Records":
        whole = np.zeros(0, np.int32)
        return cls(whole, whole, whole, whole.astype(np.int16), whole.astype(np.int64), ())

    def of_kinds(self, wanted: tuple[str, ...]) -> "Records":
        """Keep the records of these kinds; "a" keeps "a" and "a:b"; none given keeps all."""
        if not wanted:
            return self
        kept = [
            place
            for place, kind in enumerate(self.kinds)
            if any(kind == name or kind.startswith(f"{name}:") for name in wanted)
        ]
        chosen = np.isin(self.kind, kept)
        columns = (self.account, self.day, self.end, self.kind, self.value)
        return Records(*(column[chosen] for column in columns), self.kinds)

    def of_rows(self, rows: NDArray[np.int64]) -> "Records":
        """Keep the records of these positions of the shard (ascending), numbered anew."""
        kept, account = _renumbered(self.account, rows)
        columns = (self.day, self.end, self.kind, self.value)
        return Records(account, *(column[kept] for column in columns), self.kinds)


def _renumbered(account, rows):
    kept = np.isin(account, rows)
    return kept, np.searchsorted(rows, account[kept]).astype(np.int32)


@dataclass(frozen=True)
class ShardFacts:
    """Everything the metrics of one shard are computed from.

    `started` is the first day of each account's first contract that ever ran, NEVER without one;
    `segments` names, and `segment` (n, d) indexes, the segment of each account on each evaluated
    day (-1: none).
    """

    account_ids: NDArray[np.int64]
    started: NDArray[np.int32]
    usage: Usage
    records: Mapping[str, Records]
    attributes: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    segment: NDArray[np.int16] | None = None

    def of_rows(self, rows: NDArray[np.int64]) -> "ShardFacts":
        """Return the same for these positions only (ascending); segments are left out."""
        if len(rows) == len(self.account_ids):
            return self
        return ShardFacts(
            account_ids=self.account_ids[rows],
            started=self.started[rows],
            usage=self.usage.of_rows(rows),
            records={name: table.of_rows(rows) for name, table in self.records.items()},
            attributes={key: column[rows] for key, column in self.attributes.items()},
        )
