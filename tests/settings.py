"""Settings under test: the platform's own in test mode, with data and broker of their own.

`DATABASE_URL` chooses the database. Each run makes databases of its own name, so that two
runs at once never meet.
"""

import os
import tempfile
from pathlib import Path

os.environ["CS_ENV"] = "test"
# The workers of a parallel run inherit what their controller chose.
os.environ.setdefault("TEST_RUN", str(os.getpid()))
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = os.environ["TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="cs-test-")
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
# The browser's driver keeps an event loop in the thread that also uses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from cs_platform.settings import *  # noqa: F403
from cs_platform.settings import DATABASES

_default = DATABASES["default"]
if _default["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in use: in memory there is no write-ahead log and threads share one lock.
    _default["TEST"] = {"NAME": str(Path(os.environ["DATA_DIR"]) / "test.sqlite3")}
else:
    _default["TEST"] = {"NAME": f"test_cs_{os.environ['TEST_RUN']}"}
