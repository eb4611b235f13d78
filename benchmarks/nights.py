"""The night: beside its metrics step, over a growing number of accounts, and its memory."""

from benchmarks.made_facts import Company
from benchmarks.places import postgresql
from benchmarks.process import measure
from benchmarks.results import Mark, Result, Side, ratio

_INSIDE = "benchmarks.inside.nights:"
_BUILD = "benchmarks.inside.company:build"
# Measured nights follow each other at the end of the usage, after one that follows all paths anew.
_NIGHTS = 3
# A quarter of weekly nights stands before, as the list shows it.
_WEEKS_BEFORE = 12
_STEADY = (
    "PostgreSQL, one process, shards of 1,000; the night before exists, paths go on by one day"
)


def rows(sizes):
    """Yield the rows of one night at each size; the middle size is compared with its metrics step."""
    measured = {count: _measure(Company(count)) for count in sizes.companies}
    small, middle, *_ = sizes.companies
    yield _beside_metrics(measured[middle])
    for larger in sizes.companies[1:]:
        yield _growth(measured[small], measured[larger], small, larger)
    for count, (nights, _) in measured.items():
        yield _memory(count, nights)


def _measure(company):
    with postgresql(f"night_{company.accounts}") as database:
        measure(_BUILD, database=database, accounts=company.accounts, days=company.days)
        final = company.final_day
        first = measure(_INSIDE + "run_nights", database=database, nights=[final - _NIGHTS])
        measure(_INSIDE + "age", database=database, night=final - _NIGHTS, weeks=_WEEKS_BEFORE)
        steady = list(range(final - _NIGHTS + 1, final + 1))
        nights = measure(_INSIDE + "run_nights", database=database, nights=steady)
        nights["first"] = first
        metrics = measure(_INSIDE + "metrics_step", database=database, night=final, repetitions=3)
        nights["verdicts"] = measure(
            _INSIDE + "verdicts", database=database, night=final, most=1000
        )["checksum"]
    return nights, metrics


def _night_side(nights, what="Whole night"):
    final = nights["nights"][-1]
    return Side(
        what=f"{what}: {_parts(final)}",
        seconds=[night["seconds"] for night in nights["nights"]],
        rows=final["judged"],
        settings=_STEADY,
        checksum=final["checksum"],
        peak_mb=nights["peak_mb"],
    )


def _parts(night):
    steps = ", ".join(f"{name} {spent:.1f} s" for name, spent in night["steps"].items())
    parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in night["parts"].items())
    return f"{steps}; within judge: {parts}"


def _beside_metrics(measured):
    nights, metrics = measured
    step = Side(
        what="Metrics step alone: facts of every shard read, every metric of the glossary computed",
        seconds=metrics["seconds"],
        rows=metrics["judged"],
        settings="PostgreSQL, one process, shards of 1,000; nothing written",
        checksum=metrics["checksum"],
        peak_mb=metrics["peak_mb"],
    )
    work = (
        f"Whole night of {metrics['judged']:,} accounts: metrics, score, risk, stage, list, written"
    )
    first = nights["first"]["nights"][0]["seconds"]
    note = f"The first night, which follows every path from its start, took {first:.1f} s."
    return ratio("night", work, _night_side(nights), step, Mark(4), note)


def _growth(of_small, of_large, small, large):
    sides = [
        _night_side(of_large[0], f"{large:,} accounts"),
        _night_side(of_small[0], f"{small:,}"),
    ]
    each = [side.median / side.rows for side in sides]
    is_same = of_small[0]["verdicts"] == of_large[0]["verdicts"]
    equal = [_checked(side, "same" if is_same else side.checksum) for side in sides]
    return Result(
        name=f"growth_{large}",
        work=f"Growth of the night, {small:,} to {large:,} accounts, time per account",
        figure=each[0] / each[1],
        mark=Mark(1.1),
        sides=equal,
        note="Checksum: verdicts of the first 1,000 accounts, which are the same in both.",
    )


def _checked(side, checksum):
    return Side(side.what, side.seconds, side.rows, side.settings, checksum, side.peak_mb)


def _memory(count, nights):
    peak = max(nights["peak_mb"], nights["first"]["peak_mb"])
    return Result(
        name=f"memory_{count}",
        work=f"Peak memory of a night of {count:,} accounts, first nights included",
        figure=peak,
        mark=Mark(600, "MB"),
        sides=[_night_side(nights)],
    )
