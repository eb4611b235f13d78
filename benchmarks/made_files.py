"""Made-up usage as files: one line or row a fact."""

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.made_facts import Company, usage

_BLOCK = 1000


def write_parquet(path: Path, *, accounts: int, days: int) -> dict[str, int]:
    """Write facts by account, series and day, all as integers: the order and types that read fastest."""
    company = Company(accounts, days)
    every = np.arange(company.first_day, company.final_day + 1, dtype=np.int32)
    blocks = [
        _block(np.arange(first, min(first + _BLOCK, accounts)), every)
        for first in range(0, accounts, _BLOCK)
    ]
    whole = pl.concat(blocks)
    whole.write_parquet(path, compression="snappy")
    return {"facts": whole.height}


def _block(accounts, days):
    is_there, value = usage(accounts, days)
    account, series, day = np.nonzero(is_there)
    return pl.DataFrame(
        {
            "account": accounts[account].astype(np.int32),
            "series": series.astype(np.uint16),
            "day": days[day],
            "value": value[is_there],
        }
    )
