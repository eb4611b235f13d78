"""Keeping the bytes that were brought in, and the rows that were refused, on disk."""

import hashlib
import os
import uuid
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import translation

from core.csv_out import DefusedWriter, undefused
from intake.domain.headers import BEFORE_REFUSED, beside_table
from intake.domain.refusals import FileRefusedError, Refusal


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


def fingerprint(stream):
    """Return (sha256, size) of a file, and go back to its start."""
    stream.seek(0)
    digest, size = hashlib.file_digest(stream, "sha256"), stream.tell()
    stream.seek(0)
    return digest.hexdigest(), size


@contextmanager
def kept_bytes(upload):
    """Open the bytes of an upload; raises FileRefusedError where they are not those that were received."""
    with (uploads_folder() / upload.stored_as).open("rb") as stream:
        if fingerprint(stream) != (upload.sha256, upload.size_bytes):
            raise FileRefusedError(Refusal(0, "", "bytes_changed"))
        yield stream


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
        # Columns at the front of a file of refused rows that was brought again.
        self._beside = 0

    @property
    def name(self):
        return self.path.name if self._file else ""

    def add(self, row, header=()):
        if self._file is None:
            self._begin(header)
        said = zip(
            *((r.column, r.code, r.describe(translation)) for r in row.refusals), strict=True
        )
        # A quote that a cell came with is the writer's own.
        self._writer.write(
            [row.line, *map("; ".join, said), *map(undefused, row.cells[self._beside :])]
        )

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
        titles = [words.said_in(translation.get_language() or "en") for words in BEFORE_REFUSED]
        self._beside = beside_table(header)
        self._writer.write([*titles, *header[self._beside :]])


def _flush(file):
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(path):
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
