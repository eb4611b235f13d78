"""manage.py backup: everything into one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.backup import BackupRefusedError, take_backup
from core.database_copy import CopyFailedError


class Command(BaseCommand):
    help = "Write database and files, as they are at one instant, to one new file. Work goes on meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path)

    def handle(self, *, out, **_):
        try:
            manifest = take_backup(out, at=timezone.now())
        except (BackupRefusedError, CopyFailedError, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        rows, files = sum(manifest["tables"].values()), len(manifest["files"])
        self.stdout.write(f"{out}: {rows:,} rows, {files:,} files, {out.stat().st_size:,} bytes")
