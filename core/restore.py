"""Putting a backup in the place of everything: all of it, or nothing is touched."""

import json
import shutil
import tarfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.backup import DATABASE, FILES, FORMAT, MANIFEST, is_whole, kept_files
from core.database_copy import copy_in, row_counts

# Whatever anybody does leaves a row in one of these.
_SIGNS_OF_USE = ("core_user", "core_auditevent", "core_run")


class RestoreRefusedError(Exception):
    """The backup was not put in place and nothing was changed; the message says why."""


def restore(source: Path, *, is_replacing):
    """Put database and files back as they were, and return the manifest of the backup.

    Refuses a file that is damaged, made by a newer version or for another kind of database, and, unless
    `is_replacing`, a database that anybody has used. Raises RestoreRefusedError, OSError,
    core.database_copy.CopyFailedError.
    """
    if not is_whole(source):
        raise RestoreRefusedError(f"{source} is damaged or is no backup. Nothing was changed.")
    with tarfile.open(source) as archive:
        manifest = json.load(archive.extractfile(MANIFEST))
        _refuse_unfit(manifest)
        if not is_replacing:
            _refuse_used()
        with _staged(archive) as folder, _files_in_place(folder / FILES, manifest["files"]):
            copy_in(folder / DATABASE, tables=manifest["tables"])
    return manifest


def _refuse_unfit(manifest):
    if manifest["format"] != FORMAT or set(manifest["migrations"]) - _migrations_known():
        raise RestoreRefusedError(
            "The backup was made by a newer version of the platform: install that version first. "
            "Nothing was changed."
        )
    if manifest["vendor"] != connection.vendor:
        raise RestoreRefusedError(
            f"The backup is of {manifest['vendor']} and this database is {connection.vendor}: a backup "
            "goes back into the kind of database it was made from. Nothing was changed."
        )


def _migrations_known():
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _refuse_used():
    rows, files = row_counts(), kept_files()
    if files or any(rows.get(name) for name in _SIGNS_OF_USE):
        raise RestoreRefusedError(
            f"This site is in use ({sum(rows.values()):,} rows, {len(files):,} files): say --replace to "
            "throw all of that away for the backup. Nothing was changed."
        )


@contextmanager
def _staged(archive):
    """Unpack beside the data, on the same disk, so that files come into place by a rename."""
    folder = settings.DATA_DIR / ".restoring"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        archive.extractall(folder, filter="data")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _files_in_place(staged, names):
    """Bring the files in before the database that knows of them, and take others away after it.

    New files are seen by nobody until then; when the block fails they are taken away again.
    """
    new = [name for name in names if not (settings.DATA_DIR / name).exists()]
    for name in new:
        target = settings.DATA_DIR / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (staged / name).rename(target)
    try:
        yield
    except BaseException:
        for name in new:
            (settings.DATA_DIR / name).unlink(missing_ok=True)
        raise
    for name in set(names) - set(new):
        (staged / name).replace(settings.DATA_DIR / name)
    for name in set(kept_files()) - set(names):
        (settings.DATA_DIR / name).unlink()
