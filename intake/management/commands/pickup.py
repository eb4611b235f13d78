"""manage.py pickup: look into one place, or all that are not paused, here and now."""

import sys
import time

from django.core.management.base import BaseCommand, CommandError

from core import ledger, outbox
from core.models import State
from intake.letters import tell_of_uploads
from intake.models import Pickup, Upload, UploadState
from intake.pickup.looking import STILL, UNDER_WAY
from intake.pickup.services import request_look
from intake.pickup.troubles import in_words
from intake.verdict import Counts

WRONG = (
    *(UploadState.PREVIEWED, UploadState.HELD, UploadState.REFUSED, UploadState.PARTIAL),
    UploadState.FAILED,
)
AWAY, NOT_WHOLE = 2, 1
# A file that stands still is whole after one rest; another may have begun meanwhile.
MOST_RESTS = 2


class Command(BaseCommand):
    help = (
        "Look into a place for new files and load them, oldest first, until nothing new lies there. "
        "Works without a worker and side by side with any. Exit status 0 all is loaded or nothing "
        "was new, 1 a file was refused, held or loaded in part, 2 a place could not be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("pickup", nargs="?", type=int, help="its number; default: all")

    def handle(self, *, pickup, **options):
        chosen = (
            Pickup.objects.filter(pk=pickup) if pickup else Pickup.objects.filter(is_active=True)
        )
        if pickup and not chosen:
            raise CommandError(f"There is no pick-up {pickup}.")
        status = max((self._empty(each.pk) for each in chosen), default=0)
        outbox.send_due()
        if status:
            sys.exit(status)

    def _empty(self, pk):
        """Look again and again until nothing that is new stands there; returns the exit status."""
        status, rests = 0, 0
        while True:
            upload, waiting = self._look(pk)
            pickup = Pickup.objects.get(pk=pk)
            if pickup.trouble:
                self.stderr.write(in_words(pickup.trouble, str))
                return AWAY
            if upload:
                status, rests = max(status, self._load(upload)), 0
            elif not waiting or rests == MOST_RESTS:
                self.stdout.write(f"{pickup.place}: nothing new, {waiting} still growing")
                return status
            else:
                rests += 1
                time.sleep(STILL.total_seconds())

    def _look(self, pk):
        """Look once; returns the upload that this began, and how many files wait."""
        pickup = Pickup.objects.get(pk=pk)
        before = set(pickup.files.values_list("upload", flat=True))
        run = ledger.drive(request_look(pickup).pk)
        counts = run.steps.get().counts if run.state == State.DONE else {}
        begun = Upload.objects.filter(pk__in=pickup.files.values("upload")).exclude(
            pk__in=before - {None}
        )
        return begun.first(), counts.get("waiting", 0)

    def _load(self, upload):
        while upload.state in UNDER_WAY:
            ledger.drive(upload.run_id)
            upload.refresh_from_db()
        tell_of_uploads(upload.created_at)
        verdict = upload.verdict or upload.preview.get("verdict", {})
        counts = verdict.get("counts", {})
        figures = ", ".join(f"{key} {counts.get(key, 0):,}" for key in vars(Counts()))
        self.stdout.write(f"{upload.file_name}: {upload.state}; {figures}")
        return NOT_WHOLE if upload.state in WRONG else 0
