"""What the page of one upload shows: how far it is, its preview, or what became of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.models import State, Step
from core.querysets import MOST_ATTEMPTS
from intake.checks.holding import Hold
from intake.checks.sample_tables import SampleTable, is_of_facts, sample_table
from intake.checks.sampling import KINDS
from intake.deciding.services import WAITING, may_try_again
from intake.domain.datasets import DATASETS
from intake.domain.messages.of_files import FILE_REASONS
from intake.domain.reasons import first_of
from intake.domain.refusals import SAMPLE_LINES, Finding
from intake.models import SourceInstructions, Upload, UploadState
from intake.notices import Notice
from intake.selectors import dataset_name
from intake.turns import AT_WORK, begun_before

AT_WORK_STATES = (
    UploadState.RECEIVED,
    UploadState.CHECKING,
    UploadState.LOADING,
    UploadState.UNDOING,
)
KIND_WORDS = {
    "new": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "refused": _("Refused"),
}


@dataclass(frozen=True)
class Progress:
    """How far a worker is; `waits_for` is the upload that comes first."""

    percent: int = 0
    attempts: int = 0
    most_attempts: int = MOST_ATTEMPTS
    is_begun: bool = False
    waits_for: Upload | None = None
    error: str = ""


@dataclass(frozen=True)
class ReasonLine:
    """One reason and how many rows have it: the message of the first, and the first `rows` as they came.

    `is_example` where other rows have other values in the message; `lines` end in … where more follow.
    """

    code: str
    column: str
    count: int
    message: str
    is_example: bool
    lines: list[str]
    rows: list[tuple[int, list[str]]]

    @property
    def is_of_file(self) -> bool:
        return self.code in FILE_REASONS


@dataclass(frozen=True)
class UploadPage:
    """`phase` is "working", "preview" or "over". `meanwhile` has counts that a preview had otherwise."""

    upload: Upload
    dataset: str
    phase: str
    progress: Progress
    counts: dict[str, int]
    findings: list[str]
    reasons: list[ReasonLine]
    more_reasons: int
    header: list[str] = field(default_factory=list)
    meanwhile: dict[str, int] = field(default_factory=dict)
    holds: list[str] = field(default_factory=list)
    sample: SampleTable | None = None
    remembered: SourceInstructions | None = None

    @property
    def preview(self) -> dict[str, Any]:
        return self.upload.preview

    @property
    def goes_in(self) -> int:
        """Count what a load of the good rows would write or find there already."""
        return sum(self.counts.get(kind, 0) for kind in KINDS[:3])

    @property
    def is_loadable(self) -> bool:
        return self.phase == "preview" and self.goes_in > 0

    @property
    def is_of_facts(self) -> bool:
        """True where what is counted are values of usage, not rows."""
        return is_of_facts(self.upload)

    @property
    def is_judged_by(self) -> bool:
        """True where the next night takes what was loaded into account."""
        return DATASETS[self.upload.dataset].is_judged_by

    @property
    def kinds(self) -> list[tuple[str, Any, int]]:
        """Return each kind of row with its name and count, the refused ones first."""
        order = ("refused", "new", "changed", "unchanged")
        return [(kind, KIND_WORDS[kind], self.counts.get(kind, 0)) for kind in order]

    @property
    def from_day(self) -> date | None:
        """The earliest day that the load would touch."""
        day = self.preview.get("touched", {}).get("from_day")
        return date.fromisoformat(day) if day else None

    @property
    def may_try_again(self) -> bool:
        return may_try_again(self.upload)


def page_of(upload: Upload, *, show: str = "") -> UploadPage:
    """Return what the page of an upload shows, with sample rows of the kind `show`."""
    phase = _phase(upload.state)
    verdict = upload.preview.get("verdict", {}) if phase == "preview" else upload.verdict
    counts = verdict.get("counts", {})
    is_preview = phase == "preview"
    return UploadPage(
        upload=upload,
        dataset=dataset_name(upload.dataset),
        phase=phase,
        progress=_progress(upload),
        counts=counts,
        findings=[_finding_in_words(each) for each in verdict.get("findings", [])],
        reasons=[_reason(each) for each in verdict.get("reasons", [])],
        more_reasons=verdict.get("more_reasons", 0),
        header=verdict.get("header", []),
        meanwhile=_meanwhile(upload) if phase == "over" else {},
        holds=_holds(upload) if is_preview else [],
        sample=sample_table(upload, counts, show) if is_preview else None,
        remembered=_remembered(upload) if is_preview else None,
    )


def _phase(state):
    if state in AT_WORK_STATES:
        return "working"
    return "preview" if state in WAITING else "over"


def _progress(upload):
    step = Step.objects.filter(run=upload.run_id).first() if upload.run_id else None
    if step is None:
        return Progress()
    return Progress(
        percent=round(100 * step.counts.get("share", 0)),
        attempts=step.attempts,
        is_begun=step.started_at is not None,
        waits_for=_waits_for(upload, step),
        error=step.error if upload.state == UploadState.FAILED else "",
    )


def _waits_for(upload, step):
    if upload.state != UploadState.LOADING or step.state != State.RUNNING:
        return None
    if connection.vendor == "sqlite":
        return begun_before(upload)
    first = step.counts.get("waits_for")
    return first and Upload.objects.filter(pk=first, state__in=AT_WORK).first()


def _meanwhile(upload):
    """Return the counts of a preview that the load did not come to, for the database had changed."""
    before = upload.preview.get("verdict", {}).get("counts", {})
    after = upload.verdict.get("counts", before)
    return before if before != after else {}


def _holds(upload):
    every = (Hold(each["code"], each["params"]) for each in upload.preview.get("holds", []))
    return [hold.describe(translation) for hold in every]


def _remembered(upload):
    found = SourceInstructions.objects.filter(dataset=upload.dataset, source=upload.source)
    return found.select_related("set_by").first()


def _reason(kept):
    column, code, count, first = (kept[key] for key in ("column", "code", "count", "first"))
    lines = [str(each["line"]) for each in first[:SAMPLE_LINES] if each["line"]]
    return ReasonLine(
        code=code,
        column=column,
        count=count,
        message=first_of(kept).describe(translation),
        is_example=count > 1 and bool(first[0]["params"]),
        lines=[*lines, "…"] if lines and count > len(lines) else lines,
        rows=[(each["line"], each["cells"]) for each in first] if count > 1 else [],
    )


def _finding_in_words(kept):
    if "names" in kept:
        return Notice(kept["code"], tuple(kept["names"]), kept["count"]).describe(translation)
    lines = tuple(kept["lines"])
    return Finding(kept["code"], kept["column"], kept["count"], lines).describe(translation)
