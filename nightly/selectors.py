"""Reads about nights: how fresh everything is, which ran, and how far one has come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from book.kept_nights import kept_nights
from book.past import ANY, SEGMENT, Past
from book.query import BookQuery
from book.selectors import judged_nights, latest_night
from core.models import Run, State, Step
from core.work import kind_of
from engagement.models import Watermark
from nightly.models import Quarantine

KINDS = {"nightly": _("Night"), "backfill": _("Backfill")}
STEPS = {
    "open": _("Freeze the definitions in force"),
    "judge": _("Judge the accounts"),
    "book": _("Bring the list up to date"),
    "count": _("Count the segments"),
    "inspect": _("Inspect the data"),
    "thin": _("Thin out old nights"),
}
PARTS = {
    "facts": _("reading facts"),
    "metrics": _("metrics"),
    "segment": _("segments"),
    "score": _("score and risk"),
    "stage": _("stages"),
}
# A page lists this many runs, and names this many accounts that were left out.
MOST_RUNS = 60
MOST_QUARANTINED = 100


@dataclass(frozen=True)
class Freshness:
    """`night` is the day judged last, `usage_to` the day to which every product's usage reaches.

    `late_product` names the product that is behind, where others are not.
    """

    night: date | None
    usage_to: date | None
    late_product: str = ""

    @property
    def is_usage_late(self):
        return bool(self.night and self.usage_to and self.usage_to < self.night)


@dataclass(frozen=True)
class StepProgress:
    """All shards of one step: how many of them are over, and what went wrong."""

    word: Any
    state: str
    state_word: Any
    done: int
    shards: int
    percent: int
    attempts: int
    errors: list[tuple[int, str, str]]


@dataclass(frozen=True)
class RunProgress:
    """One run with its steps in order; counts grow while it runs.

    `judged_url` leads to whom it judged, "" where that is not kept, or not of one night.
    """

    run: Run
    kind: Any
    steps: list[StepProgress]
    judged: int
    judged_url: str
    placed: int
    proposed: int
    seconds: float | None
    parts: list[tuple[Any, float]]
    quarantines: list[Quarantine]
    more_quarantines: int


def freshness() -> Freshness:
    usage = Watermark.objects.filter(dataset="usage").exclude(latest_day=None)
    rows = list(
        usage.order_by("latest_day").values_list(
            "latest_day", "product__name", Subquery(judged_nights()[:1])
        )
    )
    if not rows:
        return Freshness(latest_night(), None)
    (usage_to, product, night), (latest, *_) = rows[0], rows[-1]
    return Freshness(night, usage_to, product if usage_to < latest else "")


@dataclass(frozen=True)
class RunLine:
    """One run in the list; `first` is the earliest night of a backfill, else None."""

    run: Run
    kind: Any
    first: date | None
    seconds: float | None


def run_lines(*, at, most=MOST_RUNS) -> list[RunLine]:
    """Return the latest runs, newest day first, as they stand at the instant `at`."""
    runs = Run.objects.filter(kind__in=KINDS).select_related("requested_by")[:most]
    return [RunLine(run, KINDS[run.kind], _first(run), run_seconds(run, at=at)) for run in runs]


def _first(run):
    return date.fromisoformat(run.options["from"]) if "from" in run.options else None


def run_of_night(run_id) -> Run | None:
    runs = Run.objects.filter(pk=run_id, kind__in=KINDS)
    return runs.select_related("requested_by").first()


def progress_of(run, *, at) -> RunProgress:
    """Return how far a run has come at the instant `at`; five queries, whatever its size."""
    shards = defaultdict(list)
    for step in Step.objects.filter(run=run).order_by("shard"):
        shards[step.name].append(step)
    kind = kind_of(run)
    totals = _totals(shards["judge"])
    left_out = Quarantine.objects.filter(run=run)
    count = left_out.count()
    return RunProgress(
        run=run,
        kind=KINDS[run.kind],
        steps=[_progress(each.name, shards[each.name]) for each in kind.steps],
        judged=totals["judged"],
        judged_url=_judged_url(run),
        placed=totals["placed"],
        proposed=totals["proposed"],
        seconds=run_seconds(run, at=at),
        parts=_parts(run.summary),
        quarantines=list(left_out.select_related("account").order_by("pk")[:MOST_QUARANTINED]),
        more_quarantines=max(0, count - MOST_QUARANTINED),
    )


def _judged_url(run):
    night = run.business_date
    if run.kind != "nightly" or not run.is_over or night not in kept_nights():
        return ""
    judged = BookQuery(contract="all", was=(Past(night, SEGMENT, ANY),), sort="name")
    return reverse("book") + judged.url()


def run_seconds(run, *, at) -> float | None:
    """Return how long a run took, or has taken so far; None before it began."""
    if run.started_at is None:
        return None
    return ((run.finished_at or at) - run.started_at).total_seconds()


def _totals(steps):
    totals = defaultdict(int)
    for step in steps:
        for key, value in step.counts.items():
            if isinstance(value, int):
                totals[key] += value
    return totals


def _progress(name, steps):
    done = sum(step.state == State.DONE for step in steps)
    state = _state(steps)
    return StepProgress(
        word=STEPS[name],
        state=state,
        state_word=State(state).label,
        done=done,
        shards=len(steps),
        percent=100 * done // len(steps) if steps else 0,
        attempts=max((step.attempts for step in steps), default=0),
        errors=[(step.shard, step.state, step.error) for step in steps if step.error],
    )


def _state(steps):
    states = {step.state for step in steps}
    if State.FAILED in states:
        return State.FAILED
    if State.RUNNING in states or len(states) > 1:
        return State.RUNNING
    return states.pop() if states else State.QUEUED


def _parts(summary):
    """Return where the time went, as (part, seconds), longest first."""
    spent = summary.get("seconds", {}).items()
    named = [(PARTS[part], seconds) for part, seconds in spent if part in PARTS]
    return sorted(named, key=lambda each: -each[1])
