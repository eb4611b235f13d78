"""A disk of a size that one chooses, which can be filled to its end and emptied again."""

import os
import shutil
import subprocess
from pathlib import Path

FILLING = "filling"


class SmallDisk:
    """A file system in memory, mounted at `folder` for as long as the block lasts; needs root."""

    def __init__(self, folder, *, megabytes):
        self.folder, self._megabytes = Path(folder), megabytes

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        size = f"size={self._megabytes}m,mode=0755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", self.folder], check=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def fill(self, *, leave_kilobytes):
        """Take all room but so much."""
        room = shutil.disk_usage(self.folder).free - 1024 * leave_kilobytes
        with (self.folder / FILLING).open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(room, 1))

    def clear(self):
        """Remove what earlier trials left, where nothing refers to it any more."""
        for file in self.folder.iterdir():
            file.unlink()

    def free(self):
        (self.folder / FILLING).unlink()


def can_mount():
    return os.geteuid() == 0 and shutil.which("mount") and Path("/proc/mounts").exists()
