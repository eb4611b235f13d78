"""A year of weekly nights at once, beside as many single nights."""

from benchmarks.made_facts import Company
from benchmarks.places import postgresql
from benchmarks.process import measure
from benchmarks.results import Mark, Side, ratio

_INSIDE = "benchmarks.inside.nights:"
_SINGLES = 3
# Usage before the first week, as far as its four-week windows look.
_DAYS_BEFORE = 56


def rows(sizes):
    """Yield the one row; single nights follow the backfill, each going on from the night before."""
    weeks, accounts = sizes.backfill_weeks, sizes.backfill_accounts
    company = Company(accounts, days=_DAYS_BEFORE + 7 * weeks + _SINGLES)
    final = company.final_day - _SINGLES
    with postgresql("backfill") as database:
        measure(
            "benchmarks.inside.company:build",
            database=database,
            accounts=accounts,
            days=company.days,
        )
        found = measure(_INSIDE + "run_backfill", database=database, final=final, weeks=weeks)
        nights = list(range(final + 1, company.final_day + 1))
        single = measure(_INSIDE + "run_nights", database=database, nights=nights)
    yield ratio(
        "backfill",
        f"{weeks} weekly backdated nights of {accounts:,} accounts, written",
        _backfill(found, accounts),
        _singles(single, weeks),
        Mark(5, is_least=True),
        "Single nights look back on as much usage, and find the paths of the day before: the cheapest "
        "single nights there are. A backdated one by itself would follow every path from its start.",
    )


def _backfill(found, accounts):
    parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in found["parts"].items())
    return Side(
        what=f"One run from the first to the last week: {found['nights']} nights kept; {parts}",
        seconds=[found["seconds"]],
        rows=found["judged"],
        settings="PostgreSQL, one process, shards of 250 accounts; paths followed daily in between",
        peak_mb=found["peak_mb"],
    )


def _singles(single, weeks):
    return Side(
        what=f"{weeks} times one of {len(single['nights'])} single nights that were measured",
        seconds=[night["seconds"] * weeks for night in single["nights"]],
        rows=single["nights"][0]["judged"] * weeks,
        settings="PostgreSQL, one process, shards of 1,000 accounts",
        peak_mb=single["peak_mb"],
    )
