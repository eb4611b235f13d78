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
    name = f"{uuid.uuid4()}.csv"
    digest, size = hashlib.sha256(), 0
    with (uploads_folder() / name).open("xb") as file:
        for block in blocks:
            file.write(block)
            digest.update(block)
            size += len(block)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(uploads_folder(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return name, digest.hexdigest(), size


def fingerprint(path):
    """Return (sha256, size) of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest(), path.stat().st_size


@contextmanager
def refused_rows_file():
    """Give a `RefusedRows` to add to; the file is made with its first row."""
    rows = RefusedRows(refused_folder() / f"{uuid.uuid4()}.csv")
    try:
        yield rows
    finally:
        rows.close()


class RefusedRows:
    """The file of refused rows: each as it came, behind its line, column, code and reason."""

    def __init__(self, path):
        self.path, self._file = path, None

    @property
    def name(self):
        return self.path.name if self._file else ""

    def add(self, row, header=()):
        if self._file is None:
            self._file = self.path.open("x", encoding="utf-8-sig", newline="")
            self._writer = DefusedWriter(self._file)
            titles = [gettext("Line"), gettext("Column"), gettext("Code"), gettext("Reason")]
            self._writer.write([*titles, *header])
        for refusal in row.refusals:
            reason = refusal.describe(gettext)
            self._writer.write([row.line, refusal.column, refusal.code, reason, *row.cells])

    def close(self):
        if self._file:
            self._file.close()
