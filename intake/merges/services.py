"""Merging what was found to be one customer, in turn with loads; or settling that it is two."""

from django.db import transaction

from accounts import merging
from core import locks
from intake.models import DataFinding
from intake.quality import duplicates, handling
from intake.turns import every_lock

# People wait for the page meanwhile.
LONGEST_WAIT_SECONDS = 20


def merge(*, master, merged, taken, at, by):
    """Merge as `accounts.merging.merge` does, while no file is being written.

    Raises accounts.merging.MergeRefusedError, core.locks.LockBusyError.
    """
    with locks.alone(*every_lock(), wait_seconds=LONGEST_WAIT_SECONDS):
        return merging.merge(master=master, merged=merged, taken=taken, at=at, by=by)


def undo_merge(done, *, at, by):
    """Undo a merge while no file is being written. Raises as `merge`."""
    with locks.alone(*every_lock(), wait_seconds=LONGEST_WAIT_SECONDS):
        merging.undo_merge(done, at=at, by=by)


@transaction.atomic
def keep_apart(one, other, *, on, by):
    """Settle that two accounts are two customers: the pair does not come again."""
    first, second = sorted((one, other), key=lambda account: account.pk)
    finding, _ = DataFinding.objects.get_or_create(
        kind=duplicates.KEY,
        fingerprint=duplicates.fingerprint_of(first.pk, second.pk),
        defaults={
            "account": first,
            "other_account": second,
            "detail": duplicates.detail_of(first.name, second.name),
            "first_seen_on": on,
            "latest_seen_on": on,
            "count": 2,
        },
    )
    handling.accept(finding=finding, on=on, by=by)
    return finding
