"""manage.py undo: take back what an upload brought."""

import json
import logging
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone, translation

from core.locks import LockBusyError
from intake.models import Upload, UploadState
from intake.undo.services import UndoRefusedError, undo

REFUSED, COULD_NOT_RUN = 1, 2

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Take back everything that an upload wrote, or nothing where later data rests on it. Exit "
        "status 0 undone, 1 refused (it says why), 2 could not run."
    )

    def add_arguments(self, parser):
        parser.add_argument("upload", type=int, help="the number of the upload")
        parser.add_argument("--json", action="store_true", help="print the answer for programs")
        parser.add_argument("--language", choices=["en", "ja"], default="en")

    def handle(self, *, upload, language, **options):
        with translation.override(language):
            status, said = self._undo(upload)
            self._print(said, as_json=options["json"])
        if status:
            sys.exit(status)

    def _undo(self, number):
        """Return (exit status, what to say)."""
        said = {"upload": number, "state": UploadState.FAILED, "obstacles": [], "error": ""}
        try:
            upload = Upload.objects.get(pk=number)
            said["state"] = upload.state
            undo(upload, by=None, at=timezone.now())
        except UndoRefusedError as error:
            return REFUSED, {**said, "obstacles": [each.as_dict() for each in error.obstacles]}
        except (Upload.DoesNotExist, LockBusyError, DatabaseError) as error:
            return COULD_NOT_RUN, {**said, "error": str(error)}
        # Anything unforeseen would end in status 1, which says that something stands in the way.
        except Exception as error:
            log.exception("upload %s could not be undone", number)
            return COULD_NOT_RUN, {**said, "error": str(error)}
        return 0, {**said, "state": upload.state}

    def _print(self, said, *, as_json):
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        self.stdout.write(f"upload {said['upload']}: {said['state']}")
        for each in said["obstacles"]:
            self.stdout.write(f"in the way: {each['code']}: {each['message']}")
        if said["error"]:
            self.stderr.write(f"could not run: {said['error']}")
