"""Made-up usage as packed months: the same seed gives the same facts, whatever the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.calendar import from_ordinal, to_ordinal
from core.exact import SCALE
from engagement.domain.facts import FACT, MonthBatch, month_number, month_start

# Facts of this many accounts are held at once: at 400 days and 5 series about 100 MB.
BATCH_ACCOUNTS = 1_000
SATURDAY = 5
# Series that say how much there is, not how much was done: they know no week-end.
STOCKS = frozenset(
    ["active_users", "live_jobs", "recruiting_sites", "same_title_jobs", "registered_users"]
)


@dataclass(frozen=True)
class Style:
    """How a kind of customer works: what each of its series comes to on an average working day."""

    name: str
    means: Mapping[str, float]
    is_seasonal: bool = False


# Each works so that some rule of the shipped segments can be told true or false of it, but for
# the first, whose segment stays unknown: missing data is part of life.
FIVE_SERIES = (
    Style(
        "desk",
        {
            "job_posting": 2,
            "selection_progress": 6,
            "scheduling": 5,
            "interview_evaluation": 4,
            "agent_link": 1,
        },
    ),
    Style(
        "agents",
        {
            "applications": 6,
            "agent_applications": 4,
            "recruiting_sites": 2,
            "agent_link": 3,
            "scheduling": 2,
        },
    ),
    Style(
        "sites",
        {
            "applications": 9,
            "live_jobs": 40,
            "recruiting_sites": 14,
            "same_title_jobs": 28,
            "applicant_intake": 8,
        },
    ),
    Style(
        "season",
        {
            "applications": 12,
            "graduate_applications": 9,
            "selection_progress": 6,
            "interview_evaluation": 4,
            "offer_management": 1,
        },
        is_seasonal=True,
    ),
)


@dataclass(frozen=True)
class Customers:
    """Accounts side by side: ids ascending, index of style, ordinals of first and final day of use."""

    ids: np.ndarray
    style: np.ndarray
    first: np.ndarray
    final: np.ndarray

    def part(self, start: int) -> "Customers":
        rows = slice(start, start + BATCH_ACCOUNTS)
        return Customers(self.ids[rows], self.style[rows], self.first[rows], self.final[rows])


def usage_months(
    customers: Customers, styles, numbers, *, first: date, days: int, density: float, seed: int
) -> Iterator[tuple[int, date, bytes]]:
    """Give (account, month, packed facts) by account and month; `density` is the share of days known.

    `numbers` maps names of series to their numbers; every style has as many series.
    """
    calendar = to_ordinal(first) + np.arange(days)
    for start in range(0, len(customers.ids), BATCH_ACCOUNTS):
        part = customers.part(start)
        rng = np.random.default_rng([seed, start])
        series, means, stocks = _series_of(part, styles, numbers)
        values = _values(rng, part, styles, means, stocks, calendar)
        is_known = rng.random(values.shape) < density
        is_known &= (calendar >= part.first[:, None, None]) & (
            calendar <= part.final[:, None, None]
        )
        yield from _packed(part.ids, series, values, is_known, calendar)


def _series_of(part, styles, numbers):
    """Return numbers, means and what is a stock of each account's series, by number: (n, s) each."""
    tables = []
    for style in styles:
        by_number = sorted(
            (numbers[name], mean, name in STOCKS) for name, mean in style.means.items()
        )
        tables.append(by_number)
    table = np.array(tables, float)[part.style]
    return table[:, :, 0].astype(np.uint16), table[:, :, 1], table[:, :, 2].astype(bool)


def _values(rng, part, styles, means, stocks, calendar):
    """Draw every value in ten-thousandths, (n, s, d) int64: counts, and stocks that drift slowly."""
    size = rng.lognormal(0, 0.5, len(part.ids))[:, None] * rng.lognormal(0, 0.25, means.shape)
    rhythm = _rhythm(rng, part, styles, calendar)
    drift = 1 + rng.normal(0, 0.4, len(part.ids))[:, None] * (calendar - calendar[0]) / 1000
    level = (means * size)[:, :, None]
    counts = rng.poisson(level * rhythm[:, None, :])
    held = np.rint(level * np.maximum(drift, 0)[:, None, :]).astype(np.int64)
    values = np.where(stocks[:, :, None], held, counts) * SCALE
    # Hours and shares come with decimals: a quarter now and then keeps sums honest.
    return values + (counts % 7 == 3) * (SCALE // 4)


def _rhythm(rng, part, styles, calendar):
    """Return how busy each account is on each day, (n, d): weeks, seasons, and spells of silence."""
    weekday = (calendar + 3) % 7
    busy = np.where(weekday < SATURDAY, 1.0, 0.02)[None, :].repeat(len(part.ids), axis=0)
    seasonal = np.array([style.is_seasonal for style in styles])[part.style]
    busy[seasonal] *= np.where(calendar % 365 < 120, 1.0, 0.05)
    begun = rng.integers(calendar[0], calendar[-1] + 90, len(part.ids))
    ended = begun + rng.integers(10, 120, len(part.ids))
    busy[(calendar >= begun[:, None]) & (calendar < ended[:, None])] = 0
    return busy


def _packed(ids, series, values, is_known, calendar):
    months = np.array([month_number(from_ordinal(day)) for day in calendar])
    rows = []
    for month in np.unique(months):
        on = np.flatnonzero(months == month)
        known = is_known[:, :, on]
        account, place, day = np.nonzero(known)
        facts = np.empty(len(account), FACT)
        facts["series"] = series[account, place]
        facts["day"] = day + calendar[on[0]] - to_ordinal(month_start(int(month))) + 1
        facts["value"] = values[:, :, on][known]
        counts = known.sum((1, 2))
        offsets = np.concatenate([[0], np.cumsum(counts)])
        batch = MonthBatch(ids, np.full(len(ids), month), offsets, facts)
        start = month_start(int(month))
        rows += [
            (int(owner), start, blob)
            for owner, blob in zip(ids, batch.blobs(), strict=True)
            if blob
        ]
    return sorted(rows)
