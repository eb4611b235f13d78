"""What the machine can run, and what a skip means.

A test that needs a service or a browser names it by a marker and is skipped, with the
reason, where that is absent. In CI (`CI=true`) nothing may be absent: there a skip is a
failure, except for data that a clone does not have (reason beginning `SHARED_DATA`).
"""

import os
import shutil

import pytest
from django.conf import settings
from redis import Redis, RedisError

IN_CI = os.environ.get("CI", "").lower() == "true"
SHARED_DATA = "needs shared data"
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Without the background flags a browser keeps calling home, which a closed network refuses.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def browser_path() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


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
    "postgres": (uses_postgresql, "needs PostgreSQL: set DATABASE_URL to a server's database"),
}


@pytest.fixture(scope="session")
def _presence() -> dict[str, bool]:
    """Ask for each need once, and only when a test has it."""
    return {}


@pytest.fixture(autouse=True)
def _needs(request, _presence):
    for marker, (is_there, reason) in NEEDS.items():
        if not request.node.get_closest_marker(marker):
            continue
        if marker not in _presence:
            _presence[marker] = bool(is_there())
        if not _presence[marker]:
            pytest.skip(reason)


def pytest_collection_modifyitems(config, items):
    """Leave out of CI's run on SQLite what only its run on PostgreSQL can do."""
    if not IN_CI or uses_postgresql():
        return
    for_postgresql = [item for item in items if item.get_closest_marker("postgres")]
    config.hook.pytest_deselected(items=for_postgresql)
    items[:] = [item for item in items if item not in for_postgresql]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    return fail_where_skips_are_forbidden(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return fail_where_skips_are_forbidden(report)


def fail_where_skips_are_forbidden(report):
    """Turn a skip into a failure in CI; an expected failure is no skip."""
    if not IN_CI or not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not reason.removeprefix("Skipped: ").startswith(SHARED_DATA):
        report.outcome = "failed"
        report.longrepr = f"{reason} (in CI a skipped test is a failure)"
    return report


def pytest_unconfigure(config):
    is_controller = not hasattr(config, "workerinput")
    if is_controller and "TEST_DATA_DIR" in os.environ:
        shutil.rmtree(os.environ["TEST_DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the machine's own browser; nothing is downloaded."""
    return {**browser_type_launch_args, "executable_path": browser_path(), "args": BROWSER_FLAGS}


@pytest.fixture
def redis_url(request):
    """Give a Redis database that is empty before and after; use with the `redis` marker."""
    client = Redis.from_url(REDIS_URL)
    client.flushdb()
    yield REDIS_URL
    client.flushdb()
