"""Which loads take turns: two that may write the same row hold the same lock, all others go side by side.

SQLite has one writer at a time anyway.
"""

from intake.domain.columns import Dataset
from intake.domain.datasets import DATASETS
from intake.models import Upload, UploadState
from intake.writers.targets import TARGETS

# Held by all that make firms, products, members or attributes: each of them must be made once.
CUSTOMERS = "load customers"
_MAKES_CUSTOMERS = frozenset({"companies", "accounts"})
LONGEST_WAIT_SECONDS = 600
AT_WORK = (UploadState.LOADING, UploadState.UNDOING)


def locks_of(dataset: Dataset, *, makes_accounts: bool = False) -> tuple[str, ...]:
    """Return the names of the locks that a load of this dataset holds, in the order to take them."""
    is_of_members = any(column.key == "csm_email" for column in dataset.columns)
    target = TARGETS.get(dataset.key)
    own = f"load {target.model._meta.label_lower if target else dataset.key}"
    if makes_accounts or is_of_members or dataset.key in _MAKES_CUSTOMERS:
        return CUSTOMERS, own
    return (own,)


def every_lock() -> tuple[str, ...]:
    """Return the names of all locks of loads, in the order to take them: for who may touch any row."""
    own = {name for dataset in DATASETS.values() for name in locks_of(dataset)}
    return CUSTOMERS, *sorted(own - {CUSTOMERS})


def ahead_of(upload: Upload) -> Upload | None:
    """Return the upload that is being loaded or undone now and that this one waits for, if any."""
    mine = _held_by(upload)
    others = Upload.objects.filter(state__in=AT_WORK, run__started_at__isnull=False)
    others = others.exclude(pk=upload.pk).order_by("run__started_at", "pk")
    return next((each for each in others if mine & _held_by(each)), None)


def begun_before(upload: Upload) -> Upload | None:
    """Return the upload that was begun before this one and is still at work, if there is one.

    Where there is one writer at a time, that is the one to wait for, and nobody can write that down.
    """
    if not upload.run or not upload.run.started_at:
        return None
    others = Upload.objects.filter(state__in=AT_WORK, run__started_at__lt=upload.run.started_at)
    return others.exclude(pk=upload.pk).order_by("run__started_at", "pk").first()


def _held_by(upload):
    if upload.state == UploadState.UNDOING:
        return set(every_lock())
    return set(locks_of(DATASETS[upload.dataset], makes_accounts=upload.makes_accounts))
