"""A usage file to stored facts, beside a bare COPY and beside Django's own bulk write."""

from benchmarks.places import folder, postgresql
from benchmarks.process import measure
from benchmarks.results import Mark, Result, Side, ratio

_INSIDE = "benchmarks.inside.loading:"
_DAYS = 180
_OURS = "PostgreSQL, one process, through the service of `manage.py load`; ids as text, every cell checked"


def rows(sizes):
    """Yield the large file beside COPY and its memory, then the small one beside bulk_create."""
    with folder() as inside:
        file, facts = _file(inside, sizes.facts_accounts)
        ours = _ours(file, sizes.facts_accounts, repetitions=sizes.load_repetitions)
        yield ratio(
            "load_copy",
            f"Usage CSV of {facts:,} facts to stored, checked, without doubles",
            ours[0],
            _copy(file, facts, sizes.load_repetitions),
            Mark(1),
            ours[1],
        )
        yield Result(
            name="load_memory",
            work=f"Peak memory of loading {facts:,} facts",
            figure=ours[0].peak_mb,
            mark=Mark(800, "MB"),
            sides=[ours[0]],
        )
    with folder() as inside:
        file, facts = _file(inside, sizes.orm_accounts)
        yield ratio(
            "load_orm",
            f"Usage CSV of {facts:,} facts to stored, checked, without doubles",
            _ours(file, sizes.orm_accounts, repetitions=3)[0],
            _bulk_create(file, sizes.orm_accounts, facts),
            Mark(30, is_least=True),
        )


def _file(inside, accounts):
    path = str(inside / "usage.csv")
    made = measure("benchmarks.made_files:write_csv", path=path, accounts=accounts, days=_DAYS)
    return path, made["facts"]


def _ours(file, accounts, repetitions):
    """Load the file into empty databases, and into the last of them once more."""
    seconds, peaks = [], []
    for place in range(repetitions):
        with postgresql("load") as database:
            measure(
                "benchmarks.inside.company:build_customers", database=database, accounts=accounts
            )
            found = measure(_INSIDE + "load", database=database, file=file)
            seconds += found["seconds"]
            peaks.append(found["peak_mb"])
            if place == repetitions - 1:
                stored = measure(_INSIDE + "stored_checksum", database=database)
                again = measure(_INSIDE + "load", database=database, file=file)
    side = Side(
        what="Parsed, checked, packed into months, merged with what is there",
        seconds=seconds,
        rows=stored["facts"],
        settings=_OURS,
        checksum=stored["checksum"],
        peak_mb=max(peaks),
    )
    return side, f"The same file again took {again['seconds'][0]:.1f} s: {again['counts']}."


def _copy(file, facts, repetitions):
    with postgresql("copy") as database:
        found = [
            measure(_INSIDE + "copy", database=database, file=file) for _ in range(repetitions)
        ]
    return Side(
        what="COPY of the same file into text, date, text, double precision",
        seconds=[each["seconds"][0] for each in found],
        rows=facts,
        settings="PostgreSQL, one process; no key, nothing checked, a second load would double it",
        checksum=found[-1]["checksum"],
    )


def _bulk_create(file, accounts, facts):
    with postgresql("orm") as database:
        measure("benchmarks.inside.company:build_customers", database=database, accounts=accounts)
        found = measure(_INSIDE + "bulk_create", database=database, file=file)
    return Side(
        what="csv and Django's bulk_create(update_conflicts=True), one row a fact",
        seconds=found["seconds"],
        rows=facts,
        settings="PostgreSQL, one process, one transaction, batches of 5,000; nothing checked",
        checksum=found["checksum"],
        peak_mb=found["peak_mb"],
    )
