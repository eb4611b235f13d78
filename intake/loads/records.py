"""Loading a small dataset: the whole file is judged first, then written in one transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from intake.checks.differences import Differences, NoDifferences, in_text
from intake.checks.sampling import Touched
from intake.domain.columns import Dataset
from intake.domain.customer_columns import ACCOUNTS
from intake.domain.dates import days_of_facts
from intake.domain.headers import Header
from intake.domain.reasons import Reasons
from intake.domain.records import FileReader
from intake.domain.refusals import RefusedRow
from intake.domain.usage import MOST_KEPT
from intake.loads.loading import taking_turns
from intake.loads.own_ids import OwnIds
from intake.loads.products import product_said
from intake.loads.references import References
from intake.loads.traces import note_changes, note_load
from intake.undo.revisions import Revisions
from intake.writers.accounts import AccountWriter
from intake.writers.companies import CompanyWriter
from intake.writers.contacts import ContactWriter
from intake.writers.events import EventWriter
from intake.writers.made_accounts import code_of_unknown, make_accounts
from intake.writers.rows import Became, RowWriter
from intake.writers.targets import TARGETS

BATCH_ROWS = 2_000
# Rows of a file up to this size are kept between judging and writing, at about 15 times its size;
# a larger one is read twice.
MOST_KEPT_BYTES = 16 << 20
WRITERS = {
    **dict.fromkeys(TARGETS, RowWriter),
    "companies": CompanyWriter,
    "accounts": AccountWriter,
    "contacts": ContactWriter,
    "events": EventWriter,
}


@dataclass(frozen=True)
class Context:
    """What a writer may need to know of its load."""

    dataset: Dataset
    source: str
    at: datetime
    on: date
    header: Header
    references: References
    revisions: Revisions
    # That of new accounts whose rows name none, where it was said.
    product: int | None = None
    differences: Differences = field(default_factory=NoDifferences)

    @classmethod
    def of(cls, load, header, references, product):
        """Give a writer what it may know of a load."""
        about = load.dataset, load.source, load.at, load.on
        return cls(*about, header, references, load.revisions, product, load.differences)

    def note(self, row, key, before, after, named=in_text):
        """Note that a row changes a column of ours, where the file has it."""
        at = self.header.positions.get(key)
        if at is not None:
            self.differences.note(row.line, at, before, after, named)


class JudgedRecords:
    """A file of a small dataset, read once to its end; see `loading.Judged`.

    `text` is valid UTF-8 and stays open until all is written. Raises FileRefusedError.
    """

    def __init__(self, text, load):
        self._text, self._load, self._start = text, load, text.tell()
        size = _rest_of(text)
        reader = self._reader()
        self.header = reader.header.names
        product = product_said(load)
        unknown = code_of_unknown(load, product)
        references = References(load.source, load.revisions, unknown=unknown)
        context = Context.of(load, reader.header, references, product)
        self._references, self._context = references, context
        self._writer = WRITERS[load.dataset.key](context)
        self._own_ids = OwnIds(context)
        # Accounts that good rows name and nobody knew, in the order of the file.
        self._unknown = {}
        self.rows = self.refused_rows = 0
        self.refused, self.reasons = [], Reasons()
        # Lines whose cells hold, and that are refused for what they name.
        self._misnamed = set()
        self._kept = [] if size <= MOST_KEPT_BYTES else None
        self._judge(reader, size)
        self._own_ids.check_all()
        self._found, self._columns = reader.findings(), reader.columns()
        self._kinds = reader.attributes.kinds()

    def _reader(self):
        load = self._load
        return FileReader(self._text, load.dataset, load.instructions, days_of_facts(load.on))

    def close(self):
        """Nothing is to be given up."""

    def findings(self):
        return self._found

    def columns(self):
        return self._columns

    def write(self, counts, sample=None):
        """Write the good rows; returns notices."""
        writer, made = self._writer, self._make_accounts()
        writer.begin(self._kinds)
        good = iter(self._good_rows())
        most, done = max(self.rows - self.refused_rows, 1), 0
        while batch := list(islice(good, BATCH_ROWS)):
            became = self._written(batch)
            counts.add(*(became.count(each) for each in Became))
            if sample:
                sample.take_rows(self.header, batch, became)
            done += len(batch)
            self._load.tell(0.5 + 0.5 * done / most)
        notices = [*made, *writer.finish()]
        self.touched = Touched.since(writer.changed_from)
        self.known_ids = len(self._references.named)
        revisions = self._load.revisions
        note_changes(writer.changed_from, revisions)
        note_load(self._load.dataset.key, at=self._load.at, revisions=revisions)
        return [*notices, *self._references.notices()]

    @property
    def new_ids(self):
        """The ids that become accounts; a file of accounts makes its own."""
        return () if self._load.dataset is ACCOUNTS else tuple(self._unknown)

    def _make_accounts(self):
        """Make the accounts that the file names and nobody knew."""
        if not self.new_ids:
            return []
        made = make_accounts(list(self.new_ids), self._context)
        self._references.look_again()
        return made

    def _written(self, batch):
        """Write rows, but those under merged ids that do not count; returns what each became."""
        references, context = self._references, self._context
        if not references.merged.are_any:
            return self._writer.write(batch)
        counting = [row for row in batch if references.counts(row, context)]
        moved = {id(row): references.moved(row, context) for row in counting}
        counting = [row for row in counting if moved[id(row)]]
        written = self._writer.write([moved[id(row)] for row in counting])
        kinds = dict(zip(map(id, counting), written, strict=True))
        for row in counting:
            if kinds[id(row)] is not Became.UNCHANGED:
                self._references.note_laid(row)
        return [kinds.get(id(row), Became.UNCHANGED) for row in batch]

    def rehearse(self, counts, sample):
        """Write the good rows and take them back again; returns notices."""
        with taking_turns(self._load):
            notices = self.write(counts, sample)
            transaction.set_rollback(True)
        return notices

    def _judge(self, reader, size):
        for row in reader:
            self.rows += 1
            found = row if isinstance(row, RefusedRow) else self._misnames(row)
            if found:
                self._refuse(found)
            else:
                self._take(row)
            if self.rows % BATCH_ROWS == 0:
                self._load.tell(0.5 * (self._text.tell() - self._start) / size)

    def _take(self, row):
        named = row.values.get("account_id")
        if named is not None and named not in self._references.accounts:
            self._unknown[named] = None
        if self._kept is not None:
            self._kept.append(row)

    def _misnames(self, row):
        """Return the row as refused when what it names is not there, else None."""
        refusals = self._writer.check(row) or self._own_ids.check(row)
        if not refusals:
            return None
        self._misnamed.add(row.line)
        return RefusedRow(row.line, row.cells, tuple(refusals))

    def _refuse(self, row):
        self.refused_rows += 1
        if len(self.refused) < MOST_KEPT:
            self.refused.append(row)
        self.reasons.add(row)
        self._load.refuse(row, self.header)

    def _good_rows(self):
        if self._kept is not None:
            return sorted(self._kept, key=self._writer.place)
        self._text.seek(self._start)
        return (
            row
            for row in self._reader()
            if not isinstance(row, RefusedRow) and row.line not in self._misnamed
        )


def _rest_of(text):
    """Return how many bytes follow, at least 1."""
    start = text.tell()
    size = text.seek(0, 2) - start
    text.seek(start)
    return max(size, 1)
