"""Made-up usage as files: one line or row a fact."""

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.made_facts import SCALE, Company, account_name, usage

_BLOCK = 1000


def write_parquet(path: str, *, accounts: int, days: int) -> dict[str, int]:
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


def write_csv(path: str, *, accounts: int, days: int, more: int = 0) -> dict[str, int]:
    """Write facts day by day, as a product would export them; ids and series are text, values decimal.

    Every value is `more` than usual.
    """
    company = Company(accounts, days)
    names = pl.Series([account_name(number) for number in range(accounts)])
    facts = 0
    with Path(path).open("wb") as file:
        file.write(b"account_id,date,metric,value\n")
        for day in range(company.first_day, company.final_day + 1):
            block = _block(np.arange(accounts), np.array([day], np.int32))
            lines = block.select(
                names.gather(block["account"]).alias("account_id"),
                pl.col("day").cast(pl.Date),
                pl.format("s{}", pl.col("series")),
                pl.col("value") / SCALE + more,
            )
            lines.write_csv(file, include_header=False)
            facts += block.height
    return {"facts": facts, "bytes": Path(path).stat().st_size}


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
