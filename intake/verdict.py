"""What is said of a file once it was read: loaded, refused or loaded in part, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation

from intake.domain.reasons import MOST_CELLS, Reasons, kept_cell
from intake.domain.refusals import Finding, Refusal, RefusedRow
from intake.models import UploadState
from intake.notices import MERGED_IDS, Notice

# More names than this stand in no verdict.
MOST_NAMES = 100


@dataclass
class Counts:
    """Rows of a small dataset, or facts of usage; refused always counts rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def add(self, new=0, changed=0, unchanged=0):
        self.new += new
        self.changed += changed
        self.unchanged += unchanged


@dataclass(frozen=True)
class Verdict:
    """What became of a file.

    `refused_rows` has the first 1,000 refused rows as they came, `reasons` counts what is wrong with
    all of them, and `file_refusals` is what is wrong with the file as a whole.
    """

    dataset: str
    state: str
    counts: Counts
    findings: Sequence[Finding | Notice] = ()
    refused_rows: Sequence[RefusedRow] = ()
    reasons: Reasons = field(default_factory=Reasons)
    file_refusals: Sequence[Refusal] = ()
    header: Sequence[str] = field(default=())
    rows: int = 0
    # The upload that brought the very same bytes in before, by its number.
    same_as: int | None = None

    def refusals(self) -> Iterator[Refusal]:
        yield from self.file_refusals
        for row in self.refused_rows:
            yield from row.refusals

    def as_dict(self) -> Mapping[str, object]:
        """Give the verdict for programs, texts in the active language."""
        same = {"same_as": self.same_as} if self.same_as else {}
        return {**same, **self._said(), "refusals": [_refusal(each) for each in self.refusals()]}

    def _said(self):
        return {
            "dataset": self.dataset,
            "state": self.state,
            "counts": vars(self.counts),
            "findings": [_finding(each) for each in self.findings],
        }

    def as_kept(self) -> Mapping[str, object]:
        """Give the verdict for keeping: each reason once, so that it can be said in any language."""
        reasons = Reasons.of_file(self.file_refusals) if self.file_refusals else self.reasons
        header = [kept_cell(name) for name in self.header[:MOST_CELLS]]
        return {**self._said(), **reasons.as_kept(), "header": header, "rows": self.rows}


def state_of(*, is_whole_refused: bool, refused: int, good_rows: bool) -> str:
    """Decide what became of a file from what was refused of it."""
    if is_whole_refused or (refused and not good_rows):
        return UploadState.REFUSED
    return UploadState.PARTIAL if refused else UploadState.LOADED


def _finding(each):
    shared = {"code": each.code, "message": each.describe(translation)}
    if isinstance(each, Notice):
        # Whether a merge can be undone is asked of all of these.
        most = None if each.code == MERGED_IDS else MOST_NAMES
        return {**shared, "count": len(each.names), "names": list(each.names[:most])}
    return {**shared, "column": each.column, "count": each.count, "lines": list(each.lines)}


def _refusal(each):
    return {
        "line": each.line,
        "column": each.column,
        "code": each.code,
        "message": each.describe(translation),
    }
