"""Keeping the bytes that were brought in, and the rows that were refused, on disk."""

import hashlib
import os
import uuid
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from core.csv_out import DefusedWriter

_BLOCK = 1 << 20


def uploads_folder() -> Path:
    return _folder("uploads")


def refused_folder() -> Path:
    return _folder("refused")


def _folder(name):
    folder = settings.DATA_DIR / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def store(blocks):
    """Write blocks of bytes to a file of a made-up name, durably; returns (name, sha256, size)."""
    path = uploads_folder() / f"{uuid.uuid4()}.csv"
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
                size += len(block)
            _flush(file)
        _flush_folder(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path.name, digest.hexdigest(), size


def discard_upload(name):
    """Take the bytes of an upload off the disk, where there are any."""
    if name:
        (uploads_folder() / name).unlink(missing_ok=True)


def discard_refused(name):
    """Take a file of refused rows off the disk, where there is one."""
    if name:
        (refused_folder() / name).unlink(missing_ok=True)


def fingerprint(path):
    """Return (sha256, size) of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest(), path.stat().st_size


@contextmanager
def refused_rows_file():
    """Give a `RefusedRows` to add to; the file is made with its first row, and goes if the block fails."""
    rows = RefusedRows(refused_folder() / f"{uuid.uuid4()}.csv")
    try:
        yield rows
    except BaseException:
        rows.discard()
        raise
    finally:
        rows.close()


class RefusedRows:
    """The file of refused rows: each as it came, behind its line and what is wrong where and why."""

    def __init__(self, path):
        self.path, self._file = path, None

    @property
    def name(self):
        return self.path.name if self._file else ""

    def add(self, row, header=()):
        if self._file is None:
            self._begin(header)
        said = zip(*((r.column, r.code, r.describe(gettext)) for r in row.refusals), strict=True)
        self._writer.write([row.line, *map("; ".join, said), *row.cells])

    def close(self):
        """Bring the file to the disk."""
        if self._file and not self._file.closed:
            _flush(self._file)
            self._file.close()

    def discard(self):
        """Take the file away again."""
        if self._file:
            self._file.close()
            self.path.unlink()
            self._file = None

    def _begin(self, header):
        self._file = self.path.open("x", encoding="utf-8-sig", newline="")
        self._writer = DefusedWriter(self._file)
        titles = [gettext("Line"), gettext("Column"), gettext("Code"), gettext("Reason")]
        self._writer.write([*titles, *header])


def _flush(file):
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(path):
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
