"""The servers and processes that the fault tests stand on."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests import synthetic
from tests.faults.nights import EARLIER, Nights, clock
from tests.faults.report import SUMMARIES, say
from tests.faults.servers import Postgres, RedisServer, binary
from tests.faults.site import Site
from tests.faults.uploads import Uploads

ENVIRONMENT = {
    # Twenty shards make a night of many steps out of 5,000 accounts.
    "FAULT_SHARD_ACCOUNTS": "250",
    # Ticks see a day whose night is kept, and ask for none of their own.
    **clock(first=EARLIER),
}


@pytest.fixture(scope="session")
def folder():
    """A folder that the servers' own user may enter, removed at the end."""
    made = Path(tempfile.mkdtemp(prefix="cs-faults-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(folder):
    if not binary("initdb"):
        pytest.skip("needs PostgreSQL's initdb: install postgresql")
    server = Postgres(folder / "postgres")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def broker(folder):
    if not shutil.which("redis-server"):
        pytest.skip("needs redis-server: install redis-server")
    server = RedisServer(folder / "redis")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _companies(postgres, broker, folder):
    """Built companies by size: building one takes longer than most of what is done to it."""
    sites = {}

    def of_size(name):
        if name not in sites:
            url = postgres.create(f"size_{name.lower()}")
            site = Site(
                folder=folder / name, database_url=url, broker_url=broker.url, **ENVIRONMENT
            )
            nights = Nights(site)
            say(f"size {name}: {nights.prepare(**getattr(synthetic, name))}")
            sites[name] = nights
        return sites[name]

    return of_size


@pytest.fixture(scope="session")
def _receiving(postgres, broker, folder):
    """A company to which files are sent; it has known days of its own, and files bring later ones."""
    site = Site(
        folder=folder / "uploads",
        database_url=postgres.create("uploads"),
        broker_url=broker.url,
        **ENVIRONMENT,
    )
    uploads = Uploads(site)
    say(f"uploads: {uploads.prepare(accounts=500, days=60)}")
    return uploads


@pytest.fixture
def uploads(_receiving, broker):
    """That company with worker, scheduler and web running."""
    broker.client.flushall()
    _receiving.reset()
    _receiving.site.start_web()
    _receiving.site.start_worker()
    _receiving.site.start_scheduler()
    yield _receiving
    _receiving.site.stop()


@pytest.fixture
def large(_companies, broker):
    """Size M with worker, scheduler and web running."""
    yield from _served(_companies("M"), broker)


@pytest.fixture
def small(_companies, broker):
    """Size S with nothing running yet."""
    nights = _companies("S")
    broker.client.flushall()
    nights.reset()
    yield nights
    nights.site.stop()


def _served(nights, broker):
    broker.client.flushall()
    nights.reset()
    nights.site.start_web()
    nights.site.start_worker()
    nights.site.start_scheduler()
    nights.measure()
    say(
        f"undisturbed: {nights.undisturbed.seconds:.1f} s, "
        f"slowest step {nights.longest_shard:.1f} s"
    )
    yield nights
    nights.site.stop()


def pytest_terminal_summary(terminalreporter):
    if SUMMARIES:
        terminalreporter.section("faults")
        for line in SUMMARIES:
            terminalreporter.write_line(line)
