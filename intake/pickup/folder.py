"""A folder below the root that settings allow. No link is followed, so no path leads out of it."""

import os
import stat
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath

from django.conf import settings

from intake.pickup.places import (
    BLOCK,
    DONE,
    MOST_FILES,
    ChangedError,
    Found,
    is_asked_for,
    oldest_first,
)
from intake.pickup.troubles import PlaceError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# Opening a pipe would wait for its other end.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


class Folder:
    """Files of one folder; see `places.Place`. Raises PlaceError where the path leads out."""

    def __init__(self, text):
        self._text = text
        path = PurePosixPath(text)
        if path.is_absolute() or ".." in path.parts or "\0" in text or "\\" in text:
            raise PlaceError("outside", place=text)
        self._parts = path.parts

    def files(self, pattern):
        with self._open() as folder:
            states = dict(self._states(folder, pattern))
        return oldest_first(
            _found(entry, state, states.get(entry + DONE))
            for entry, state in states.items()
            if is_asked_for(_as_text(entry), pattern)
        )

    @contextmanager
    def blocks(self, found):
        with self._open() as folder:
            try:
                file = os.fdopen(os.open(found.entry, _FILE, dir_fd=folder), "rb")
            except FileNotFoundError:
                raise ChangedError(found.name) from None
            except OSError as error:
                raise PlaceError("closed_file", name=found.name, reason=error.strerror) from error
        with file:
            yield _blocks(file, found)

    def _states(self, folder, pattern):
        """Yield (entry, state) of the regular files that fit and of the marks that stand beside them."""
        with os.scandir(folder) as entries:
            fitting = [
                each
                for each in entries
                if is_asked_for(_as_text(each.name).removesuffix(DONE), pattern)
            ]
        if len(fitting) > MOST_FILES:
            raise PlaceError("too_many", most=MOST_FILES)
        for entry in fitting:
            # What goes while one looks was not there.
            with suppress(FileNotFoundError):
                state = os.stat(entry.name, dir_fd=folder, follow_symlinks=False)
                if stat.S_ISREG(state.st_mode):
                    yield entry.name, state

    @contextmanager
    def _open(self):
        """Give the open folder, walked to from the root step by step."""
        if settings.PICKUP_ROOT is None:
            raise PlaceError("no_root")
        opened = []
        try:
            opened.append(os.open(settings.PICKUP_ROOT, os.O_RDONLY | os.O_DIRECTORY))
            for part in self._parts:
                opened.append(os.open(part, _FOLDER, dir_fd=opened[-1]))
            yield opened[-1]
        except (FileNotFoundError, NotADirectoryError) as error:
            raise PlaceError("no_folder", place=self._text) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise PlaceError("closed_folder", place=self._text, reason=reason) from error
        finally:
            for each in opened:
                os.close(each)


def _as_text(entry):
    """Return what a file is called as text; bytes that are no UTF-8 are what Japanese Windows writes."""
    name = os.fsencode(entry)
    for encoding in ("utf-8", "cp932"):
        with suppress(UnicodeDecodeError):
            return name.decode(encoding)
    return name.decode(errors="backslashreplace")


def _found(entry, state, done):
    is_whole = done is not None and done.st_mtime_ns >= state.st_mtime_ns
    modified_at = datetime.fromtimestamp(state.st_mtime, UTC)
    return Found(_as_text(entry), _mark(state), state.st_size, modified_at, is_whole, entry)


def _mark(state):
    return f"{state.st_size}-{state.st_mtime_ns}"


def _blocks(file, found):
    """Yield a file's bytes as long as it is the one that was found."""
    before = os.fstat(file.fileno())
    if not stat.S_ISREG(before.st_mode) or _mark(before) != found.mark:
        raise ChangedError(found.name)
    while block := file.read(BLOCK):
        yield block
    if _mark(os.fstat(file.fileno())) != found.mark:
        raise ChangedError(found.name)
