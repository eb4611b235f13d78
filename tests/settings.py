"""Settings under test: the platform's own in test mode, with data and broker of their own.

`DATABASE_URL` chooses the database. Each run makes databases of its own name, so that two
runs at once never meet.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A disk of memory, where there is a roomy one: every commit of a test waits for the disk.
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - only ever a folder of its own inside
ROOM_BYTES = 2**30


def scratch_disk() -> str | None:
    """Return where test data goes; None means the system's own folder for such things."""
    is_roomy = MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > ROOM_BYTES
    return str(MEMORY_DISK) if is_roomy and os.access(MEMORY_DISK, os.W_OK) else None


os.environ["CS_ENV"] = "test"
# The workers of a parallel run inherit what their controller chose.
os.environ.setdefault("TEST_RUN", str(os.getpid()))
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="cs-test-", dir=scratch_disk())
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
# The browser's driver keeps an event loop in the thread that also uses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from cs_platform.settings import *  # noqa: E402, F403
from cs_platform.settings import DATABASES  # noqa: E402

# How full the disk of whoever runs the tests is changes no page.
LEAST_FREE_DISK_PERCENT = 0

_default = DATABASES["default"]
if _default["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in use: in memory there is no write-ahead log and threads share one lock.
    _default["TEST"] = {"NAME": str(Path(os.environ["DATA_DIR"]) / "test.sqlite3")}
else:
    _default["TEST"] = {"NAME": f"test_cs_{os.environ['TEST_RUN']}"}
