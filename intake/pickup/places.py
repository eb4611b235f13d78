"""Where files are picked up: a folder below the one allowed root, or a bucket of the one object store.

The database holds paths and buckets only: which root and which store is for the settings to say, so
that no entry leads anywhere else. Nothing is ever written, moved or deleted there.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Protocol
from unicodedata import normalize

# A file beside another, named like it and this, says that the other is whole.
DONE = ".done"
MOST_FILES = 10_000
BLOCK = 1 << 20
LARGEST_GB = 1
LARGEST_BYTES = LARGEST_GB << 30


@dataclass(frozen=True, slots=True)
class Found:
    """A file as a look found it. `mark` is another with any change; `is_whole` where that is certain.

    `entry` is what it is called there, where that is no text and `name` only stands for it.
    """

    name: str
    mark: str
    size: int
    modified_at: datetime
    is_whole: bool
    entry: str = ""


class ChangedError(Exception):
    """The file is no longer the one that was found."""


class Place(Protocol):
    def files(self, pattern: str) -> list[Found]:
        """Return the files whose names fit, oldest first; raises PlaceError."""

    def blocks(self, found: Found) -> AbstractContextManager[Iterator[bytes]]:
        """Give the bytes of a file; raises PlaceError, and ChangedError at its end at the latest."""


def is_asked_for(name: str, pattern: str) -> bool:
    """True for a file that fits the pattern and is neither hidden nor a mark for another."""
    # Other systems write が as one sign or as two.
    fits = fnmatchcase(normalize("NFC", name), normalize("NFC", pattern))
    return fits and not name.startswith(".") and not name.endswith(DONE)


def oldest_first(found: list[Found]) -> list[Found]:
    return sorted(found, key=lambda each: (each.modified_at, each.name))
