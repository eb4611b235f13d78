"""Usage that was made up: a pure function of account, series and day, so it comes out alike in any order.

Never reads a clock, a file or a random source.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

# 2025-01-06, a Monday, in days since 1970-01-01.
FIRST_DAY: Final = 20094
# Names that the shipped metrics know, so that a night has real work to do.
SERIES: Final = (
    "job_posting",
    "scheduling",
    "interview_evaluation",
    "agent_link",
    "active_users",
    "applications",
    "graduate_applications",
    "live_jobs",
    "recruiting_sites",
    "same_title_jobs",
)
# Values are hundredths below this; the shipped rules then find healthy and silent accounts alike.
_VALUES: Final = 2_000
SCALE: Final = 10_000
_ROW, _COLUMN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@dataclass(frozen=True)
class Company:
    """How much there is: accounts 0 to n-1, ten series, `days` from FIRST_DAY, 60 % of places filled."""

    accounts: int
    days: int = 180

    @property
    def first_day(self) -> int:
        return FIRST_DAY

    @property
    def final_day(self) -> int:
        return FIRST_DAY + self.days - 1


def usage(
    accounts: NDArray[np.int64], days: NDArray[np.int32]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return (is there, value in ten-thousandths) of every place, shape (accounts, series, days)."""
    lines = accounts[:, None] * len(SERIES) + np.arange(len(SERIES))
    rows = _mixed(lines.astype(np.uint64) * _ROW)[:, :, None]
    mixed = _mixed(rows ^ (days.astype(np.uint64) * _COLUMN))
    is_there = (mixed >> np.uint64(40)).astype(np.uint32) % 100 < _percent(accounts)[:, None, None]
    return is_there, (mixed % np.uint64(_VALUES)).astype(np.int64) * (SCALE // 100)


def account_name(number: int) -> str:
    """Return the id by which files name the account."""
    return f"A{number:06d}"


def numbers(accounts: NDArray[np.int64], salt: int, below: int) -> NDArray[np.int64]:
    """Return a number from 0 to `below` - 1 for each account; another for another salt."""
    return (_mixed(accounts.astype(np.uint64) * _ROW + np.uint64(salt)) % np.uint64(below)).astype(
        np.int64
    )


def _percent(accounts):
    """Give each account a density of its own, 20 to 100 %, 60 % on average."""
    return 20 + 2 * numbers(accounts, salt=1, below=41)


def _mixed(x):
    """Mix the bits of 64-bit numbers (the finalizer of splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
