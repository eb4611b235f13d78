"""What every test stands on: the needs it names, the browser, and a Redis of its own."""

import pytest
from hypothesis import settings as hypothesis_settings
from redis import Redis

from tests.browsing import BROWSER_FLAGS
from tests.presence import IN_CI, NEEDS, REDIS_URL, browser_path, forbid_skip, uses_postgresql

# A machine that is busy with something else is no fault of the code.
hypothesis_settings.register_profile("any machine", deadline=None)
hypothesis_settings.load_profile("any machine")


@pytest.fixture(scope="session")
def _presence() -> dict[str, bool]:
    """Remember what is there: each need is asked for once, and only when a test has it."""
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
    return forbid_skip(report, in_ci=IN_CI)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return forbid_skip(report, in_ci=IN_CI)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the machine's own browser; nothing is downloaded."""
    return {**browser_type_launch_args, "executable_path": browser_path(), "args": BROWSER_FLAGS}


@pytest.fixture
def redis_url():
    """Give a Redis database that is empty before and after; use it with the `redis` marker."""
    client = Redis.from_url(REDIS_URL)
    client.flushdb()
    yield REDIS_URL
    client.flushdb()
