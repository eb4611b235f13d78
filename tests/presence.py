"""What a test may need of the machine, and what a skip means.

A test that needs a service or a browser names it by a marker and is skipped, with the
reason, where that is absent. In CI (`CI=true`) nothing may be absent: there a skip is a
failure, except for data that a clone does not have (reason beginning `SHARED_DATA`).
"""

import os
import shutil

from django.conf import settings
from redis import Redis, RedisError

IN_CI = os.environ.get("CI", "").lower() == "true"
SHARED_DATA = "needs shared data"
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser_path() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def gettext_path() -> str | None:
    return shutil.which("xgettext")


def redis_answers() -> bool:
    try:
        return Redis.from_url(REDIS_URL, socket_connect_timeout=1).ping()
    except RedisError:
        return False


def uses_postgresql() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


# Marker -> (is it there, what to say where it is not).
NEEDS = {
    "browser": (browser_path, "needs a Chromium: install one or set CHROMIUM to its path"),
    "redis": (redis_answers, "needs a Redis: start one or set TEST_REDIS_URL"),
    "gettext": (gettext_path, "needs GNU gettext: install the package gettext"),
    "postgres": (uses_postgresql, "needs PostgreSQL: set DATABASE_URL to a server's database"),
}


def forbid_skip(report, *, in_ci: bool):
    """Turn the report of a skipped test into a failure in CI; an expected failure is no skip."""
    if not in_ci or not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not reason.removeprefix("Skipped: ").startswith(SHARED_DATA):
        report.outcome = "failed"
        report.longrepr = f"{reason} (in CI a skipped test is a failure)"
    return report
