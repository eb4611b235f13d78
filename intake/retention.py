"""How long files that were brought in are kept; how rows were before a load is `revisions`' matter."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from intake.deciding import WAITING, throw_away
from intake.models import Upload
from intake.storing import refused_folder, uploads_folder
from intake.upload_page import AT_WORK_STATES

# Nobody decided about it for so long: nobody will.
PREVIEWS_FOR = timedelta(days=30)
# The bytes of a file, its refused rows, and what its preview showed of it.
FILES_FOR = timedelta(days=90)


@transaction.atomic
def sweep(*, on: date) -> int:
    """Let go on a day of what is no longer to be kept; returns how many uploads that concerned.

    Files leave the disk once that is durable; those that a crash leaves there go on a later day.
    """
    previews = Upload.objects.filter(state__in=WAITING, created_at__date__lt=on - PREVIEWS_FOR)
    thrown = list(previews.select_for_update())
    for upload in thrown:
        throw_away(upload)
    is_kept = ~Q(stored_as="") | ~Q(refused_rows_file="") | ~Q(preview={})
    old = Upload.objects.filter(is_kept, created_at__date__lt=on - FILES_FOR)
    gone = old.exclude(state__in=AT_WORK_STATES).update(
        stored_as="", refused_rows_file="", preview={}
    )
    transaction.on_commit(lambda: _sweep_folders(on))
    return len(thrown) + gone


def _sweep_folders(on):
    """Take files off the disk that belong to no upload and are not of this day."""
    for folder, field in ((uploads_folder(), "stored_as"), (refused_folder(), "refused_rows_file")):
        known = set(Upload.objects.exclude(**{field: ""}).values_list(field, flat=True))
        for path in folder.iterdir():
            changed_on = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
            if path.name not in known and changed_on < on:
                path.unlink(missing_ok=True)
