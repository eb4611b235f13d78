"""Reads for the page that asks before an upload is undone: what goes, what comes back, what is in the way."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import Account
from core.models import Run, State
from engagement.models import UsageMonth
from intake.models import RowRevision, Upload, UsageRevision
from intake.registry import rows_kept_by_nights
from intake.selectors import dataset_name
from intake.undo.beside import made_pks
from intake.undo.kept_models import NATURAL_KEYS, words_of
from intake.undo.obstacles import Obstacle, obstacles

# What people do not ask for by itself: it comes and goes with its owner.
_PARTS = {"accounts.CompanyAlias", "accounts.AccountAlias", "core.UserRole"}


@dataclass(frozen=True)
class UndoLine:
    """How many rows of a kind an undo takes away, and how many it puts back as they were."""

    what: Any
    removed: int
    restored: int


@dataclass(frozen=True)
class UndoPage:
    """`judged` counts the rows that nights keep of accounts that go; `error` is of a try that failed."""

    upload: Upload
    dataset: str
    obstacles: list[Obstacle]
    lines: list[UndoLine]
    judged: int
    error: str


def undo_page(upload, *, at) -> UndoPage:
    return UndoPage(
        upload=upload,
        dataset=dataset_name(upload.dataset),
        obstacles=obstacles(upload, at=at),
        lines=[each for each in _lines(upload) if each.removed or each.restored],
        judged=_judged(upload),
        error=_error(upload),
    )


def _lines(upload):
    counted = {each["model"]: each for each in _counted_rows(upload)}
    for model in NATURAL_KEYS:
        label = model._meta.label
        if label in counted and label not in _PARTS:
            yield UndoLine(words_of(model), counted[label]["made"], counted[label]["changed"])
    months = UsageRevision.objects.filter(upload=upload)
    is_new = Q(facts_before=b"")
    counted = months.aggregate(
        made=Count("pk", filter=is_new),
        changed=Count("pk", filter=Q(facts_before__isnull=False) & ~is_new),
    )
    yield UndoLine(words_of(UsageMonth), counted["made"], counted["changed"])


def _counted_rows(upload):
    rows = RowRevision.objects.filter(upload=upload, after__isnull=False).order_by()
    is_new = Q(before__isnull=True)
    return rows.values("model").annotate(
        made=Count("pk", filter=is_new), changed=Count("pk", filter=~is_new)
    )


def _judged(upload):
    ids = [pk for pks in made_pks(upload, Account) for pk in pks]
    kept = rows_kept_by_nights().values() if ids else ()
    return sum(rows.filter(account__among=ids).count() for rows in kept)


def _error(upload):
    run = Run.objects.filter(kind="undo", key=str(upload.pk)).order_by("-business_date").first()
    if run is None or run.state != State.FAILED:
        return ""
    return run.steps.values_list("error", flat=True).first() or ""
