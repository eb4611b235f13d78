"""Usage facts as they are stored: one account-month in one packed, sorted array, decoded only here.

A fact says what one series of one account came to on one day. Zero is a fact; a day without a fact
is missing. Never reads a database: callers bring chunks and take chunks.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Little-endian on every machine, so that a stored chunk means the same everywhere: 11 bytes a fact.
FACT: Final = np.dtype([("series", "<u2"), ("day", "u1"), ("value", "<i8")])
# A day of the month fits 5 bits and a series 16, so a place within a month fits the lower 21.
MONTH_BITS: Final = 21
DAY_BITS: Final = 5
NO_DAY: Final = np.iinfo(np.int32).max

Facts = NDArray[Any]
Blob = bytes | bytearray | memoryview


class FactColumns(NamedTuple):
    """Facts side by side, in the order of their chunks; all four of one length."""

    account_index: NDArray[np.int32]
    series: NDArray[np.uint16]
    # Days since 1970-01-01.
    day: NDArray[np.int32]
    # Ten-thousandths.
    value: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MonthBatch:
    """Account-months one after the other: month i holds `facts[offsets[i]:offsets[i + 1]]`.

    `accounts` are the caller's keys, `months` count from January 1970 (0). Ordered by account and
    month; within a month by series and day, each place once.
    """

    accounts: NDArray[np.int64]
    months: NDArray[np.int32]
    offsets: NDArray[np.int64]
    facts: Facts

    def __len__(self) -> int:
        return len(self.accounts)

    def blobs(self) -> Iterator[bytes]:
        """Give each month's chunk as it is stored."""
        joined = self.facts.tobytes()
        ends = (self.offsets * FACT.itemsize).tolist()
        return (joined[start:end] for start, end in pairwise(ends))


@dataclass(frozen=True, slots=True)
class Merged:
    """What account-months become, and for each how many incoming facts were of which kind."""

    batch: MonthBatch
    new: NDArray[np.int64]
    changed: NDArray[np.int64]
    unchanged: NDArray[np.int64]
    # First day that is new or changed, in days since 1970-01-01; NO_DAY where nothing is.
    earliest: NDArray[np.int32]

    @property
    def is_touched(self) -> NDArray[np.bool_]:
        """True for months that must be written."""
        return self.new + self.changed > 0


def month_number(day: dt.date) -> int:
    """Count months from January 1970, which is 0."""
    return (day.year - 1970) * 12 + day.month - 1


def month_start(month: int) -> dt.date:
    return dt.date(1970 + month // 12, month % 12 + 1, 1)


def first_days(months: ArrayLike) -> NDArray[np.int32]:
    """Give the first day of each month, in days since 1970-01-01."""
    starts = np.asarray(months, dtype=np.int64).astype("datetime64[M]").astype("datetime64[D]")
    return starts.astype(np.int32)


def pack(series: ArrayLike, day_of_month: ArrayLike, value: ArrayLike) -> Facts:
    """Build the chunk of one month, sorted by series and day; raises ValueError on a place twice.

    `value` in ten-thousandths; `day_of_month` from 1.
    """
    facts = np.empty(np.size(series), dtype=FACT)
    facts["series"], facts["day"], facts["value"] = series, day_of_month, value
    places = _places(facts)
    order = np.argsort(places, kind="stable")
    if np.any(np.diff(places[order]) == 0):
        raise ValueError("a series has two values on one day")
    return facts[order]


def decode(blob: Blob) -> Facts:
    """Read one stored chunk; raises ValueError when its length is not that of whole facts."""
    return np.frombuffer(blob, dtype=FACT)


def unpack(blobs: Sequence[Blob], account_index: ArrayLike, months: ArrayLike) -> FactColumns:
    """Read chunks into columns at once; chunk i belongs to `account_index[i]` and `months[i]`.

    Months count from January 1970. Costs one copy of all bytes and one of each column.
    """
    facts, sizes = _joined(blobs)
    starts = first_days(months)
    day = np.repeat(starts - 1, sizes) + facts["day"]
    return FactColumns(
        account_index=np.repeat(np.asarray(account_index, dtype=np.int32), sizes),
        series=facts["series"].astype(np.uint16),
        day=day.astype(np.int32, copy=False),
        value=facts["value"].astype(np.int64),
    )


def merge(existing: Facts, incoming: Facts, *, month: int = 0) -> Merged:
    """Lay one month's incoming facts over the existing ones; see `merge_months`."""
    offsets = np.array([0, len(incoming)])
    one = MonthBatch(np.zeros(1, np.int64), np.array([month], np.int32), offsets, incoming)
    return merge_months([existing.tobytes()], one)


def merge_months(existing: Sequence[Blob], incoming: MonthBatch) -> Merged:
    """Lay incoming months over what is stored: a newer value for the same series and day wins.

    `existing[i]` is the stored chunk of the batch's month i, empty where there is none. Both sides
    are sorted and hold each place once, and so does the result.
    """
    stored, sizes = _joined(existing)
    if not len(stored):
        return _all_new(incoming)
    arrived, counts = incoming.facts, np.diff(incoming.offsets)
    keys = _keys(arrived, counts)
    at, is_known = _found(_keys(stored, sizes), keys)
    is_changed = np.zeros(len(keys), dtype=bool)
    is_changed[is_known] = stored["value"][at[is_known]] != arrived["value"][is_known]
    group = keys >> MONTH_BITS
    new = np.bincount(group[~is_known], minlength=len(counts))
    changed = np.bincount(group[is_changed], minlength=len(counts))
    offsets = np.concatenate([[0], np.cumsum(sizes + new)])
    facts = _laid_over(stored, arrived, at, is_known)
    return Merged(
        batch=MonthBatch(incoming.accounts, incoming.months, offsets, facts),
        new=new,
        changed=changed,
        unchanged=counts - new - changed,
        earliest=_earliest(incoming, group, ~is_known | is_changed),
    )


def _all_new(incoming: MonthBatch) -> Merged:
    counts = np.diff(incoming.offsets)
    none = np.zeros(len(counts), dtype=np.int64)
    group = np.repeat(np.arange(len(counts)), counts)
    everything = np.ones(len(group), dtype=bool)
    return Merged(incoming, counts, none, none, _earliest(incoming, group, everything))


def _found(known: NDArray[Any], sought: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Give where each sought key stands or belongs among the known, and whether it is there."""
    at = np.searchsorted(known, sought)
    is_known = known[np.minimum(at, len(known) - 1)] == sought
    return at, is_known


def _laid_over(stored: Facts, arrived: Facts, at: NDArray[Any], is_known: NDArray[Any]) -> Facts:
    facts = stored.copy()
    facts["value"][at[is_known]] = arrived["value"][is_known]
    if is_known.all():
        return facts
    return np.insert(facts, at[~is_known], arrived[~is_known])


def _earliest(
    batch: MonthBatch, group: NDArray[Any], is_touched: NDArray[Any]
) -> NDArray[np.int32]:
    earliest = np.full(len(batch), NO_DAY, dtype=np.int32)
    touched = group[is_touched]
    days = first_days(batch.months)[touched] + batch.facts["day"][is_touched] - 1
    np.minimum.at(earliest, touched, days.astype(np.int32))
    return earliest


def _joined(blobs: Sequence[Blob]) -> tuple[Facts, NDArray[np.int64]]:
    lengths = np.fromiter(map(len, blobs), dtype=np.int64, count=len(blobs))
    sizes, rest = np.divmod(lengths, FACT.itemsize)
    if rest.any():
        raise ValueError(f"a stored month is cut: {lengths[rest != 0][0]} bytes")
    return np.frombuffer(b"".join(blobs), dtype=FACT), sizes


def _keys(facts: Facts, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(sizes), dtype=np.int64) << MONTH_BITS, sizes) | _places(facts)


def _places(facts: Facts) -> NDArray[np.int64]:
    return facts["series"].astype(np.int64) << DAY_BITS | facts["day"]
