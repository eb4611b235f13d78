"""What the page of one upload shows: how far it is, its preview, or what became of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.models import State, Step
from core.querysets import MOST_ATTEMPTS
from intake.deciding import WAITING
from intake.domain.columns import Further
from intake.domain.datasets import DATASETS, USAGE
from intake.domain.refusals import Finding, Refusal
from intake.holding import Hold
from intake.models import SourceInstructions, Upload, UploadState
from intake.notices import Notice
from intake.sampling import KINDS
from intake.selectors import dataset_name
from intake.turns import AT_WORK, begun_before

AT_WORK_STATES = (
    UploadState.RECEIVED,
    UploadState.CHECKING,
    UploadState.LOADING,
    UploadState.UNDOING,
)
MOST_REFUSALS = 100
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
class SampleTable:
    """Rows of one kind, as they came or, for usage, fact by fact."""

    kind: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    of: int

    @property
    def has_lines(self) -> bool:
        return any(line for line, cells in self.rows)


@dataclass(frozen=True)
class UploadPage:
    """`phase` is "working", "preview" or "over". `meanwhile` has counts that a preview had otherwise."""

    upload: Upload
    dataset: str
    phase: str
    progress: Progress
    counts: dict[str, int]
    findings: list[str]
    refusals: list[dict]
    more_refusals: int
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
        return _is_of_facts(self.upload)

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
        is_kept = bool(self.upload.stored_as and self.upload.run_id)
        return is_kept and self.upload.state in (UploadState.FAILED, UploadState.UNCHANGED)


def page_of(upload: Upload, *, show: str = "") -> UploadPage:
    """Return what the page of an upload shows, with sample rows of the kind `show`."""
    phase = _phase(upload.state)
    verdict = upload.preview.get("verdict", {}) if phase == "preview" else upload.verdict
    counts, refusals = verdict.get("counts", {}), verdict.get("refusals", [])
    is_preview = phase == "preview"
    return UploadPage(
        upload=upload,
        dataset=dataset_name(upload.dataset),
        phase=phase,
        progress=_progress(upload),
        counts=counts,
        findings=[_finding_in_words(each) for each in verdict.get("findings", [])],
        refusals=[_in_words(each) for each in refusals[:MOST_REFUSALS]],
        more_refusals=max(0, max(len(refusals), counts.get("refused", 0)) - MOST_REFUSALS),
        meanwhile=_meanwhile(upload) if phase == "over" else {},
        holds=_holds(upload) if is_preview else [],
        sample=_sample(upload, counts, show) if is_preview else None,
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
    return [hold.describe(gettext) for hold in every]


def _sample(upload, counts, show):
    """Return rows of the kind asked for, or of the first kind that there is most reason to look at."""
    samples = upload.preview.get("samples", {})
    order = [show, "refused", "changed", "new", "unchanged"]
    kind = next((each for each in order if each in samples), "")
    if not kind:
        return None
    found = samples[kind]
    are_facts = _is_of_facts(upload) and kind != "refused"
    header = _fact_header() if are_facts else found["header"]
    rows = [(line, cells) for line, *cells in found["rows"]]
    return SampleTable(kind, header, rows, counts.get(kind, 0))


def _is_of_facts(upload):
    return DATASETS[upload.dataset].further is Further.SERIES


def _fact_header():
    id_name, *others = (
        USAGE.column(key).name.said_in(get_language() or "en")
        for key in ("account_id", "date", "metric", "value")
    )
    return [id_name, gettext("Account"), *others, gettext("Before")]


def _remembered(upload):
    found = SourceInstructions.objects.filter(dataset=upload.dataset, source=upload.source)
    return found.select_related("set_by").first()


def _in_words(kept):
    """Say a kept refusal again, in the reader's language instead of the uploader's."""
    refusal = Refusal(kept["line"], kept["column"], kept["code"], kept["params"])
    return {**kept, "message": refusal.describe(gettext)}


def _finding_in_words(kept):
    if "names" in kept:
        return Notice(kept["code"], tuple(kept["names"]), kept["count"]).describe(gettext)
    lines = tuple(kept["lines"])
    return Finding(kept["code"], kept["column"], kept["count"], lines).describe(gettext)
