"""One file that holds all: the database at one instant, every kept file, and a manifest of what went in.

A plain tar (so that any tool can look inside) with the SHA-256 of all before it as the final line.
"""

import hashlib
import io
import json
import os
import platform
import tarfile
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.database_copy import copy_out

FORMAT = 1
DATABASE, FILES, MANIFEST = "database", "files", "manifest.json"
# What passes: files on their way in, messages, the scheduler's notes, a restore under way.
PASSING = ("incoming", "broker", ".restoring")
_PASSING_NAMES = ("beat-schedule", "tmp")
_SEAL = "\nsha256 {}\n"
SEAL_BYTES = len(_SEAL.format("0" * 64))


class BackupRefusedError(Exception):
    """No backup can be written there; the message says why."""


def take_backup(out: Path, *, at):
    """Write a backup of everything to the new file `out` and return its manifest.

    Work goes on meanwhile. The database comes first: a file that it knows of is there already. One that
    is let go before its turn comes is left out.
    Raises BackupRefusedError, OSError, core.database_copy.CopyFailedError; then there is no file.
    """
    if out.exists():
        raise BackupRefusedError(f"{out} is there already, and is never written over.")
    if settings.DATA_DIR in out.resolve().parents:
        raise BackupRefusedError(f"{out} is beside the data and would be lost with it.")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as folder:
        database, whole = Path(folder) / DATABASE, Path(folder) / "whole"
        tables = copy_out(database)
        with _sealed(whole) as stream, tarfile.open(fileobj=stream, mode="w|") as archive:
            archive.add(database, DATABASE)
            manifest = _manifest(at, tables, _add_files(archive))
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=1))
        whole.rename(out)
    return manifest


def kept_files():
    """Return the names below DATA_DIR of all files that belong to a backup."""
    root = settings.DATA_DIR
    database = Path(connection.settings_dict["NAME"])
    names = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
    return [
        str(name)
        for name in names
        if name.parts[0] not in PASSING
        and not name.parts[0].startswith(_PASSING_NAMES)
        and not str(root / name).startswith(str(database))
    ]


def _manifest(at, tables, files):
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "versions": {
            "database": ".".join(map(str, connection.get_database_version())),
            "django": django.get_version(),
            "python": platform.python_version(),
        },
        "vendor": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "tables": tables,
        "files": files,
    }


def _add_files(archive):
    """Add every kept file that is still there; returns {name: size} of them."""
    sizes = {}
    for name in kept_files():
        with suppress(FileNotFoundError), (settings.DATA_DIR / name).open("rb") as file:
            member = archive.gettarinfo(arcname=f"{FILES}/{name}", fileobj=file)
            archive.addfile(member, file)
            sizes[name] = member.size
    return sizes


def _add_text(archive, name, text):
    content = text.encode()
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


class _Hashed:
    """A stream to write to that hashes what passes."""

    def __init__(self, file):
        self._file, self.digest = file, hashlib.sha256()

    def write(self, data):
        self.digest.update(data)
        return self._file.write(data)


@contextmanager
def _sealed(path):
    """Give a stream to write to; at the end its hash is written behind it, and all of it to the disk."""
    with open(path, "xb", opener=_for_its_owner_only) as file:
        stream = _Hashed(file)
        yield stream
        file.write(_SEAL.format(stream.digest.hexdigest()).encode())
        file.flush()
        os.fsync(file.fileno())


def _for_its_owner_only(path, flags):
    return os.open(path, flags, 0o600)


def is_whole(path: Path) -> bool:
    """Say whether every byte of a backup is as it was written."""
    left = path.stat().st_size - SEAL_BYTES
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0:
            block = file.read(min(left, 1 << 20))
            digest.update(block)
            left -= len(block)
        return file.read() == _SEAL.format(digest.hexdigest()).encode()
