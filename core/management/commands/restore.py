"""manage.py restore: a backup in the place of everything."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.database_copy import CopyFailedError
from core.readiness import migrations_waiting
from core.restore import RestoreRefusedError, restore


class Command(BaseCommand):
    help = "Put a backup back: all of it, or nothing is touched. Stop web server and workers first."
    # The database may be empty, and the one that comes may be of another version.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, metavar="in")
        parser.add_argument("--replace", action="store_true", help="throw away what is there")

    def handle(self, *, source, replace, **_):
        try:
            manifest = restore(source, is_replacing=replace)
        except (OSError, CopyFailedError, RestoreRefusedError) as error:
            raise CommandError(str(error)) from error
        rows, files = sum(manifest["tables"].values()), len(manifest["files"])
        self.stdout.write(f"As of {manifest['made_at']}: {rows:,} rows, {files:,} files.")
        if waiting := migrations_waiting():
            self.stdout.write(f"Run `manage.py migrate` now: {waiting} migrations are newer.")
