"""How long files that were brought in are kept; how rows were before a load is `revisions`' matter."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from intake.deciding.services import WAITING, throw_away
from intake.models import Upload
from intake.storing import refused_folder, uploads_folder
from intake.upload_page import AT_WORK_STATES

# Nobody decided about it for so long: nobody will.
PREVIEWS_FOR = timedelta(days=30)
# The bytes of a file, its refused rows, and what its preview showed of it.
FILES_FOR = timedelta(days=90)
# A younger file may still become an upload's: it is stored first, and its row written then.
UNCLAIMED_FOR = timedelta(days=1)


@transaction.atomic
def sweep(*, on: date, at: datetime) -> int:
    """Let go on a day of what is no longer to be kept; returns how many uploads that concerned.

    Files leave the disk once that is durable. With them go those that no upload claims and that are older
    at the instant `at` than a day: a kill left them between the disk and the database.
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
    transaction.on_commit(lambda: _sweep_folders(at - UNCLAIMED_FOR))
    return len(thrown) + gone


def _sweep_folders(before):
    """Take files off the disk that belong to no upload and were written before an instant."""
    for folder, field in ((uploads_folder(), "stored_as"), (refused_folder(), "refused_rows_file")):
        known = set(Upload.objects.exclude(**{field: ""}).values_list(field, flat=True))
        _sweep_folder(folder, before, known)
    # Where a file stands while it is received: no upload is made of it there.
    _sweep_folder(Path(settings.FILE_UPLOAD_TEMP_DIR), before, known=frozenset())


def _sweep_folder(folder, before, known):
    for path in folder.iterdir():
        # It may go meanwhile, with its upload or its request.
        with suppress(FileNotFoundError):
            if path.name not in known and path.stat().st_mtime < before.timestamp():
                path.unlink()
