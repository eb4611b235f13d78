"""The window sums of one night, beside DuckDB over Parquet of the same facts."""

from benchmarks.made_facts import SERIES, Company
from benchmarks.places import PLACES, folder
from benchmarks.process import measure
from benchmarks.results import Mark, Side, ratio

_INSIDE = "benchmarks.inside.windows:"
_WORKERS = 2
_REPETITIONS = 3
_WORK = (
    "Sums of 7, 28, previous 28 and 90 days, active days and latest day for each account and series, "
    "{facts:,} facts"
)


def rows(sizes):
    """Yield one row per database, each beside DuckDB measured right after it."""
    company = Company(sizes.facts_accounts)
    with folder() as inside:
        file = str(inside / "facts.parquet")
        measure(
            "benchmarks.made_files:write_parquet",
            path=file,
            accounts=company.accounts,
            days=company.days,
        )
        for kind in PLACES:
            yield _compare(kind, company, file)


def _compare(kind, company, file):
    night, accounts = company.final_day, company.accounts
    with PLACES[kind]("windows") as database:
        measure(
            "benchmarks.inside.company:build",
            database=database,
            accounts=accounts,
            days=company.days,
        )
        found = measure(
            _INSIDE + "ours",
            database=database,
            first_day=company.first_day,
            night=night,
            workers=_WORKERS,
            repetitions=_REPETITIONS,
        )
        duck = measure(
            _INSIDE + "duck",
            database=database,
            file=file,
            night=night,
            accounts=accounts,
            threads=_WORKERS,
            repetitions=_REPETITIONS,
        )
    return ratio(
        f"windows_{kind.lower()}",
        _WORK.format(facts=found["facts"]),
        _ours(found, kind, accounts),
        _duck(duck, found["facts"], accounts),
        Mark(1),
    )


def _ours(found, kind, accounts):
    return Side(
        what=f"Packed months read from {kind}, decoded, windowed by the metrics engine",
        seconds=found["seconds"],
        rows=accounts * len(SERIES),
        settings=f"{_WORKERS} worker processes, connected before; shards of 1,000 accounts",
        checksum=found["checksum"],
        peak_mb=found["peak_mb"],
    )


def _duck(duck, facts, accounts):
    return Side(
        what=f"DuckDB {duck['version']}, one query over Parquet of the same {facts:,} facts",
        seconds=duck["seconds"],
        rows=accounts * len(SERIES),
        settings=f"{_WORKERS} threads; integer columns by account, series and day, snappy; file read before",
        checksum=duck["checksum"],
        peak_mb=duck["peak_mb"],
    )
