"""A usage file to stored facts, beside a bare COPY and beside Django's own bulk write."""

from benchmarks.places import folder, postgresql
from benchmarks.process import measure
from benchmarks.results import Mark, Result, Side, ratio

_INSIDE = "benchmarks.inside.loading:"
_DAYS = 180
_OURS = "PostgreSQL, one process, through the service of `manage.py load`; ids as text, every cell checked"


def rows(sizes):
    """Yield files of three sizes with the memory that each takes.

    The large one stands beside COPY, the small one beside bulk_create and beside itself without the
    record for undo.
    """
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
        yield _memory("load_memory", facts, ours[0])
    with folder() as inside:
        file, facts = _file(inside, sizes.memory_accounts)
        ours = _ours(file, sizes.memory_accounts, repetitions=1)
        yield _memory("load_memory_middle", facts, ours[0])
    with folder() as inside:
        file, facts = _file(inside, sizes.orm_accounts)
        ours = _ours(file, sizes.orm_accounts, repetitions=3)[0]
        yield ratio(
            "load_orm",
            f"Usage CSV of {facts:,} facts to stored, checked, without doubles",
            ours,
            _bulk_create(file, sizes.orm_accounts, facts),
            Mark(30, is_least=True),
        )
        yield _memory("load_memory_small", facts, ours)
        yield _undo_record(inside, file, facts, sizes.orm_accounts)


def _memory(name, facts, ours):
    return Result(
        name=name,
        work=f"Peak memory of loading {facts:,} facts",
        figure=ours.peak_mb,
        mark=Mark(800, "MB"),
        sides=[ours],
    )


def _undo_record(inside, file, facts, accounts):
    """Change every fact, with what it was kept for undo and without."""
    changed = str(inside / "changed.csv")
    measure("benchmarks.made_files:write_csv", path=changed, accounts=accounts, days=_DAYS, more=1)
    kept, bare = (_changed(file, changed, facts, accounts, keeps) for keeps in (True, False))
    return Result(
        name="load_undo",
        work=f"Keeping what {facts:,} changed facts were, so that their load can be undone",
        figure=kept.median - bare.median,
        mark=None,
        sides=[kept, bare],
    )


def _changed(file, changed, facts, accounts, keeps):
    seconds = []
    for _ in range(3):
        with postgresql("undo") as database:
            measure(
                "benchmarks.inside.company:build_customers", database=database, accounts=accounts
            )
            measure(_INSIDE + "load", database=database, file=file)
            found = measure(_INSIDE + "load", database=database, file=changed, keeps_undo=keeps)
            seconds += found["seconds"]
            stored = measure(_INSIDE + "stored_checksum", database=database)
    return Side(
        what=f"Every fact changed, {'with' if keeps else 'without'} the record for undo",
        seconds=seconds,
        rows=facts,
        settings=_OURS,
        checksum=stored["checksum"],
        peak_mb=found["peak_mb"],
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
