"""What every test stands on: the needs it names, the browser, and a Redis of its own."""

import gc

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
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


@pytest.fixture(autouse=True)
def _language_of_its_own():
    """A request leaves its reader's language in the thread; the next test starts without it."""
    yield
    translation.deactivate()


_OF_A_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config, items):
    """Run nothing twice in CI: each of its two runs leaves out what only the other can do or prove."""
    if not IN_CI:
        return
    is_left_out = _touches_no_database if uses_postgresql() else _is_for_postgresql
    left_out = [item for item in items if is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_for_postgresql(item):
    return item.get_closest_marker("postgres")


def _touches_no_database(item):
    needs = {mark.name for mark in item.iter_markers()} & {"django_db", "postgres", "redis"}
    return not needs and not _OF_A_DATABASE & set(item.fixturenames)


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    return forbid_skip(report, in_ci=IN_CI)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return forbid_skip(report, in_ci=IN_CI)


@pytest.fixture(scope="session", autouse=True)
def _tables_emptied_row_by_row():
    """PostgreSQL makes a new file for each table that is truncated: slow where rows are few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", _deletes)
        yield


def _deletes(operations, style, tables, **_):
    return [" ".join(["DELETE FROM", operations.quote_name(table)]) for table in tables]


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
