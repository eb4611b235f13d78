"""The disks that hold what the platform writes, and how much room is left on them.

Sees the disks of the machine it runs on only: a database server looks after its own.
"""

import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import file_size
from core.wording import listed

# Each kind of what is written, by the key under which a monitor knows it.
WORDS: Final = {
    "uploads": gettext_lazy("uploaded files"),
    "work": gettext_lazy("work files"),
    "database": gettext_lazy("the database"),
    "temporary": gettext_lazy("temporary files"),
}
REMEDY: Final = gettext_lazy(
    "Delete what is not needed there, such as old backups, or enlarge the disk. Once it is full, no "
    "file can be taken in and no night can run; what is in stays whole."
)


@dataclass(frozen=True)
class Disk:
    """One disk: the folders on it by what they hold, and its room in bytes as the platform may use it."""

    folders: dict[str, Path]
    free_bytes: int
    used_bytes: int

    remedy: ClassVar[Any] = REMEDY

    @property
    def free_share(self) -> float:
        """Return what is free of it, 0 to 1, as `df` counts: without what is kept for root."""
        size = self.free_bytes + self.used_bytes
        return self.free_bytes / size if size else 1.0

    @property
    def free_percent(self) -> int:
        """Return the share in whole percent, rounded down: 14.9 % is not yet 15."""
        return int(100 * self.free_share)

    @property
    def is_low(self) -> bool:
        return 100 * self.free_share < settings.LEAST_FREE_DISK_PERCENT

    def describe(self) -> str:
        """Say where it is, how much is left of it, and what it holds."""
        return _("%(folders)s: %(free)s free (%(percent)s%%). It holds %(what)s.") % {
            "folders": listed(self._paths()),
            "free": file_size(self.free_bytes),
            "percent": self.free_percent,
            "what": listed(WORDS[key] for key in self.folders),
        }

    def _paths(self):
        """Return its folders, of one below another only the upper."""
        folders = set(self.folders.values())
        return sorted(str(each) for each in folders if not folders.intersection(each.parents))


def disks() -> list[Disk]:
    """Return the disks of what is written here; one that cannot be asked is left out."""
    on, found = defaultdict(dict), {}
    for key, folder in _folders().items():
        try:
            number, found_room = folder.stat().st_dev, os.statvfs(folder)
        except OSError:
            continue
        on[number][key], found[number] = folder, found_room
    return [_disk(folders, found[number]) for number, folders in on.items()]


def low_disks() -> list[Disk]:
    """Return the disks with less room than the settings want."""
    return [disk for disk in disks() if disk.is_low]


def _folders():
    folders = {"uploads": settings.DATA_DIR / "uploads", "work": settings.DATA_DIR}
    # Made with the first upload.
    if not folders["uploads"].is_dir():
        folders["uploads"] = settings.DATA_DIR
    if connection.vendor == "sqlite":
        folders["database"] = Path(connection.settings_dict["NAME"]).parent
    return folders | {"temporary": Path(tempfile.gettempdir())}


def _disk(folders, room):
    used = (room.f_blocks - room.f_bfree) * room.f_frsize
    return Disk(folders, free_bytes=room.f_bavail * room.f_frsize, used_bytes=used)
