"""The platform's own figures for a monitor, in Prometheus's text format. Nothing about any customer."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from core.calendar import judged_day
from core.disks import disks
from core.heartbeats import ages
from core.models import Run, State, Step
from intake.models import Upload, UploadState
from nightly.selectors import freshness, run_seconds

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_OVER = (State.DONE, State.PARTIAL, State.FAILED)
_OPEN = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True)
class Figure:
    """One gauge; `values` by the text of their labels, "" for a gauge without any."""

    name: str
    meaning: str
    values: dict[str, float]


def figures(*, at) -> list[Figure]:
    """Return what there is to tell at the instant `at`; a figure that nobody knows yet is left out."""
    told = [*_nights(at), *_work(), *_disks(), *_signs_of_life()]
    return [figure for figure in told if figure.values]


def as_text(told) -> str:
    lines = [line for figure in told for line in _lines(figure)]
    return "".join(f"{line}\n" for line in lines)


def _lines(figure):
    name = f"cs_platform_{figure.name}"
    yield f"# HELP {name} {figure.meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in figure.values.items():
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"


def _nights(at):
    night = Run.objects.filter(kind="nightly", state__in=_OVER).first()
    fresh, final = freshness(), judged_day(at)
    usage = {"": (final - fresh.usage_to).days} if fresh.usage_to else {}
    yield Figure("usage_age_days", "Days by which usage ends before yesterday.", usage)
    if night is None:
        return
    age = {"": (final - night.business_date).days}
    states = {f'state="{state}"': int(night.state == state) for state in _OVER}
    judged, left_out = (night.summary.get(key, 0) for key in ("judged", "quarantined"))
    yield Figure("night_age_days", "Days by which the latest night is before yesterday.", age)
    yield Figure("night_state", "How the latest night ended.", states)
    yield Figure("night_seconds", "How long the latest night took.", {"": _seconds(night, at)})
    yield Figure("night_accounts_judged", "Accounts the latest night judged.", {"": judged})
    yield Figure("night_accounts_quarantined", "Accounts it had to leave out.", {"": left_out})


def _seconds(night, at):
    return round(run_seconds(night, at=at), 3)


def _work():
    waiting = Step.objects.filter(state__in=_OPEN).values_list("state").annotate(Count("pk"))
    uploads = Upload.objects.order_by().values_list("state").annotate(Count("pk"))
    yield _by_state("steps", "Steps of work by state.", waiting.order_by(), _OPEN)
    yield _by_state("uploads", "Files brought in, by what became of them.", uploads, UploadState)


def _by_state(name, meaning, counted, states):
    counts = Counter(dict(counted))
    return Figure(name, meaning, {f'state="{state}"': counts[state] for state in map(str, states)})


def _disks():
    found = [(f'place="{key}"', disk) for disk in disks() for key in disk.folders]
    share = {place: round(disk.free_share, 3) for place, disk in found}
    free = {place: disk.free_bytes for place, disk in found}
    yield Figure("disk_free_share", "What is free of the disk that holds a place, 0 to 1.", share)
    yield Figure("disk_free_bytes", "What is free of it in bytes.", free)


def _signs_of_life():
    known = {f'part="{part}"': age for part, age in sorted(ages().items())}
    yield Figure("heartbeat_age_seconds", "Seconds since a part showed life.", known)
