"""Loading a small dataset: the whole file is judged first, then written in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from engagement.models import FactChange
from intake.domain.encodings import open_utf8
from intake.domain.records import FileReader
from intake.domain.refusals import FileRefusedError, RefusedRow
from intake.references import References
from intake.verdict import Counts, Verdict, state_of
from intake.writers.contacts import ContactWriter
from intake.writers.customers import AccountWriter, CompanyWriter
from intake.writers.events import EventWriter
from intake.writers.rows import TARGETS, RowWriter

BATCH_ROWS = 2_000
# These bring accounts in; all other rows hang on an account that is known already.
OF_CUSTOMERS = {"companies": CompanyWriter, "accounts": AccountWriter}
OF_ACCOUNTS = {
    **dict.fromkeys(TARGETS, RowWriter),
    "contacts": ContactWriter,
    "events": EventWriter,
}


@dataclass(frozen=True)
class Context:
    """What a writer may need to know of its load."""

    dataset: str
    source: str
    on: date
    header: object
    kinds: Mapping[str, object]
    references: References


@dataclass
class Judged:
    """A file read once to its end: what is refused, and the lines that hold."""

    context: Context
    findings: tuple = ()
    refused: list[RefusedRow] = field(default_factory=list)
    good: set[int] = field(default_factory=set)


def load_records(stream, dataset, *, source, on, good_rows, tell):
    """Load one file of a small dataset; returns the `Verdict`. Nothing is written of a refused file.

    `tell(share)` hears how far it is, 0 to 1.
    """
    try:
        text = open_utf8(stream)
        judged = _judge(text, dataset, source, on, tell)
    except FileRefusedError as error:
        counts = Counts()
        return Verdict(dataset.key, "refused", counts, file_refusals=error.refusals)
    counts = Counts(refused=len(judged.refused))
    state = state_of(is_whole_refused=not judged.good, refused=counts.refused, good_rows=good_rows)
    notices = []
    if state != "refused":
        notices = _write(text, dataset, judged, counts, tell)
    return Verdict(
        dataset.key,
        state,
        counts,
        findings=[*judged.findings, *notices],
        refused_rows=judged.refused,
        header=judged.context.header.names,
    )


def _judge(text, dataset, source, on, tell):
    start = text.tell()
    size = _size(text, start)
    reader = FileReader(text, dataset)
    references = References(source)
    context = Context(dataset.key, source, on, reader.header, {}, references)
    checker = OF_CUSTOMERS[dataset.key](context) if dataset.key in OF_CUSTOMERS else None
    judged = Judged(context)
    for number, row in enumerate(reader):
        refused = row if isinstance(row, RefusedRow) else _checked(row, reader, references, checker)
        if refused:
            judged.refused.append(refused)
        else:
            judged.good.add(row.line)
        if number % BATCH_ROWS == 0:
            tell(0.5 * (text.tell() - start) / size)
    text.seek(start)
    judged.findings = reader.findings()
    judged.context = Context(
        dataset.key, source, on, reader.header, reader.attributes.kinds(), references
    )
    return judged


def _size(text, start):
    text.seek(0, 2)
    size = text.tell() - start
    text.seek(start)
    return max(size, 1)


def _checked(row, reader, references, checker):
    """Return the row as refused when what it names is not there, else None."""
    if checker:
        refusals = checker.check(row)
    else:
        _, refusal = references.account(row, reader.header.name_of("account_id"))
        refusals = [refusal] if refusal else []
    return RefusedRow(row.line, row.cells, tuple(refusals)) if refusals else None


@transaction.atomic
def _write(text, dataset, judged, counts, tell):
    context = judged.context
    of_customers = dataset.key in OF_CUSTOMERS
    writer = (OF_CUSTOMERS if of_customers else OF_ACCOUNTS)[dataset.key](context)
    batch, done = [], 0
    for row in FileReader(text, dataset):
        if isinstance(row, RefusedRow) or row.line not in judged.good:
            continue
        if of_customers:
            batch.append(row)
        else:
            batch.append((context.references.accounts[row.values["account_id"]], row))
        if len(batch) == BATCH_ROWS:
            counts.add(*writer.write(batch))
            done += len(batch)
            batch = []
            tell(0.5 + 0.5 * done / len(judged.good))
    counts.add(*writer.write(batch))
    note_changes(writer.changed_from)
    made = _finish(writer)
    return [*made, *context.references.notices()]


def _finish(writer):
    if isinstance(writer, AccountWriter):
        writer.finish()
        return writer.notices()
    return []


def note_changes(changed_from):
    """Tell the next night from which day on the facts of which account have changed."""
    FactChange.objects.bulk_create(
        (
            FactChange(account_id=account_id, earliest_day=day)
            for account_id, day in sorted(changed_from.items())
        ),
        batch_size=5_000,
    )
