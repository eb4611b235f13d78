"""Window sums per account and series, by the platform's own engine and by DuckDB over Parquet."""

import gc
import hashlib
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import duckdb
import numpy as np
from django.db import connection

from accounts.models import Account, Product
from benchmarks.made_facts import SERIES
from benchmarks.process import peak_mb
from metrics.domain.definition import MetricDefinition, UsageSource
from metrics.domain.facts import ShardFacts
from metrics.domain.usage import usage_metrics
from metrics.shards import load_usage

SHARD_ACCOUNTS = 1000
# Aggregate, window, and how many days before the night the window ends.
WINDOWS = (
    ("sum", 7, 0),
    ("sum", 28, 0),
    ("sum", 28, 28),
    ("sum", 90, 0),
    ("active_days", 28, 0),
    ("days_since", 180, 0),
)


def ours(*, first_day, night, workers, repetitions):
    """Read, decode and window all shards in `workers` processes."""
    product = Product.objects.values_list("pk", flat=True).get()
    ids = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    cuts = [ids[start : start + SHARD_ACCOUNTS] for start in range(0, len(ids), SHARD_ACCOUNTS)]
    # Each worker opens a connection of its own, and leaves alone what all of them hold, as Celery's do.
    connection.close()
    gc.freeze()
    judge = partial(_shard, product, first_day, night)
    seconds = []
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        list(pool.map(judge, cuts[:workers]))
        for _ in range(repetitions):
            begun = time.perf_counter()
            parts = list(pool.map(judge, cuts))
            seconds.append(time.perf_counter() - begun)
    sums = np.concatenate([part for part, _, _ in parts])
    return {
        "seconds": seconds,
        "facts": sum(count for _, count, _ in parts),
        "peak_mb": round(max(peak for *_, peak in parts), 1),
        "checksum": _digest(sums),
    }


def _shard(product, first_day, night, ids):
    usage = load_usage(
        product_id=product, account_ids=np.array(ids), from_day=first_day, to_day=night
    )
    facts = ShardFacts(np.array(ids), np.full(len(ids), first_day, np.int32), usage, {})
    values, _ = usage_metrics(_definitions(), facts, np.array([night], np.int32))
    return np.stack([column[:, 0] for column in values.values()], axis=1), len(usage.day), peak_mb()


def _definitions():
    return [
        MetricDefinition(
            key=f"{name}_{aggregate}_{window}_{ago}",
            unit="count",
            kind="engagement",
            direction="up",
            source=UsageSource(aggregate, (name,), window_days=window, ending_days_ago=ago),
        )
        for name in SERIES
        for aggregate, window, ago in WINDOWS
    ]


_QUERY = """
    SELECT account, series,
        sum(value) FILTER (day > $night - 7),
        sum(value) FILTER (day > $night - 28),
        sum(value) FILTER (day > $night - 56 AND day <= $night - 28),
        sum(value) FILTER (day > $night - 90),
        count(*) FILTER (day > $night - 28 AND value > 0) * 10000,
        ($night - max(day) FILTER (value > 0)) * 10000
    FROM read_parquet($file) GROUP BY account, series
"""


def duck(*, file, night, accounts, threads, repetitions):
    """Let DuckDB do the same over a Parquet file; account from 0, series from 0, in columns of integers."""
    engine = duckdb.connect(config={"threads": threads})
    seconds = []
    for _ in range(repetitions + 1):
        begun = time.perf_counter()
        found = engine.execute(_QUERY, {"night": night, "file": file}).fetchnumpy()
        seconds.append(time.perf_counter() - begun)
    account, series, *columns = (np.ma.filled(column, 0) for column in found.values())
    grid = np.zeros((accounts, len(SERIES), len(WINDOWS)), np.int64)
    grid[account, series] = np.stack([column.astype(np.int64) for column in columns], axis=1)
    # The first run opens the file and is left out, as the workers' first shard is.
    return {
        "seconds": seconds[1:],
        "checksum": _digest(grid.reshape(accounts, -1)),
        "version": duckdb.__version__,
    }


def _digest(sums):
    return hashlib.blake2b(np.ascontiguousarray(sums, "<i8").tobytes(), digest_size=8).hexdigest()
