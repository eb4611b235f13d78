"""The services of docker-compose.yml, run without containers, live through a day of production."""

import re
import shutil
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import psutil
import pytest
from django.conf import settings
from django.utils import timezone

from core.calendar import judged_day
from nightly.steps import NIGHTLY
from tests.deployment import image
from tests.deployment.site import SECRETS, Browser, Site
from tests.faults.database import Database
from tests.faults.processes import wait_until

# One site, asked one thing after the other: in a parallel run it stays in one process.
pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.xdist_group("deployment")]

PASSWORD = "a long and plain password"
# The night that the schedule asks for too: whoever comes first, it is one run.
NIGHT = judged_day(timezone.now())
CUSTOMERS = ["aoba", "kita", "minato"]
ACCOUNTS = "account_id,name,csm_email\n" + "".join(
    f"{each},{each.title()} K.K.,csm@example.com\n" for each in CUSTOMERS
)


@pytest.fixture(scope="module")
def database_url():
    """An empty database of its own on the server under test, gone afterwards."""
    given = settings.DATABASES["default"]
    who = f"{given['USER']}:{given['PASSWORD']}@" if given["USER"] else ""
    server = f"postgres://{who}{given['HOST']}:{given['PORT'] or 5432}"
    name = f"cs_deployed_{token_hex(4)}"
    admin = Database(f"{server}/postgres")
    admin.execute(f'CREATE DATABASE "{name}"')
    yield f"{server}/{name}"
    for each in (name, f"{name}_2"):
        admin.execute(f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)')


@pytest.fixture(scope="module")
def site(database_url, tmp_path_factory):
    """The site after its first install: migrated, all services healthy, one member, three customers."""
    if not shutil.which("redis-server"):
        pytest.skip("needs redis-server: install redis-server")
    made = Site(tmp_path_factory.mktemp("site"), database_url=database_url)
    try:
        made.start_broker()
        migrated = made.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        made.installed = image.contents(made.app)
        a_member_is_taken_in_and_facts_are_loaded(made)
        made.start("web", "--bind", f"127.0.0.1:{made.port}")
        made.start("worker")
        made.start("beat")
        for name in ("web", "worker", "beat"):
            made.wait_healthy(name)
        yield made
    finally:
        made.end()


def test_a_day_of_production(site):
    """Log-in, a night by request, a monitor, a backup, an orderly end: each in its turn."""
    the_proxy_is_the_only_way_in(site)
    every_part_comes_to_be_ready(site)
    a_night_that_is_asked_for_is_judged_by_the_worker(site)
    a_monitor_reads_the_figures(site)
    a_backup_goes_back_into_an_empty_place(site)
    nothing_secret_is_on_a_command_line(site)
    nothing_was_written_beside_the_data(site)
    each_service_ends_when_it_is_asked_to(site)
    each_line_of_the_logs_is_an_object_without_secrets(site)


def the_proxy_is_the_only_way_in(site):
    status, headers, _ = site.ask("/login/", **{"X-Forwarded-Proto": "http"})
    assert (status, headers["Location"]) == (301, "https://success.example/login/")
    assert site.ask("/login/", Host="evil.example")[0] == 400
    status, headers, page = site.ask("/login/")
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for name in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        status, headers, _ = site.ask(name)
        assert status == 200, name
        assert "immutable" in headers["Cache-Control"]


def every_part_comes_to_be_ready(site):
    wait_until(lambda: site.ask("/readyz/")[0] == 200, seconds=60, every=1, what="all parts")
    assert site.ask("/readyz/")[2].splitlines() == [
        "database: ok",
        "migrations: ok",
        "broker: ok",
        "scheduler: ok",
        "worker: ok",
    ]


def a_member_is_taken_in_and_facts_are_loaded(site):
    add = ("python", "manage.py", "add_member", "ops@example.com", "Olivia Ops", "--role", "ops")
    added = site.run("web", *add, stdin=f"{PASSWORD}\n")
    assert added.returncode == 0, added.stderr
    files = {"accounts": ACCOUNTS, "contracts": contracts(), "usage": usage()}
    for dataset, text in files.items():
        path = site.folder / f"{dataset}.csv"
        path.write_text(text)
        loaded = site.run("web", "python", "manage.py", "load", dataset, path)
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr


def contracts():
    rows = (
        f"c-{each},{each},{NIGHT - timedelta(days=200)},{NIGHT + timedelta(days=164)},4800000\n"
        for each in CUSTOMERS
    )
    return "contract_id,account_id,starts_on,ends_on,annual_amount\n" + "".join(rows)


def usage():
    days = [NIGHT - timedelta(days=back) for back in range(40)]
    rows = (f"{each},{day},job_posting,3\n" for each in CUSTOMERS for day in days)
    return "account_id,day,metric,value\n" + "".join(rows)


def a_night_that_is_asked_for_is_judged_by_the_worker(site):
    browser = Browser(site)
    browser.get("/login/")
    form = {"username": "ops@example.com", "password": PASSWORD}
    assert browser.post("/login/", **form)[0] == 302
    status, headers, _ = browser.post("/nights/", night=NIGHT.isoformat())
    assert status == 302
    assert browser.get(headers["Location"])[0] == 200
    judged = 'night_state{state="done"} 1', "night_age_days 0", "night_accounts_judged 3"
    wait_until(lambda: figures(site) >= set(judged), seconds=60, every=0.5, what="the night")
    status, _, book = browser.get("/accounts/")
    assert status == 200
    assert [each for each in CUSTOMERS if f"{each.title()} K.K." in book] == CUSTOMERS


def a_monitor_reads_the_figures(site):
    assert site.ask("/metrics/")[0] == 401
    assert figures(site) >= {"night_accounts_quarantined 0", 'uploads{state="loaded"} 3'}


def figures(site):
    """Return what a monitor with the token reads."""
    status, _, text = site.ask("/metrics/", Authorization=f"Bearer {SECRETS['METRICS_TOKEN']}")
    assert status == 200
    return {line.removeprefix("cs_platform_") for line in text.splitlines()}


def a_backup_goes_back_into_an_empty_place(site):
    """Another machine: no table, no file, nothing but the backup."""
    backup, place = site.folder / "backup.tar", site.folder / "elsewhere"
    site.database.execute(f'CREATE DATABASE "{site.database.name}_2"')
    elsewhere = Database(f"{site.database.url}_2")
    there = {"DATABASE_URL": elsewhere.url, "DATA_DIR": str(place), "TMPDIR": str(site.folder)}
    manage = ("web", "python", "manage.py")
    for words, environment in ((("backup", backup), {}), (("restore", backup), there)):
        done = site.run(*manage, *words, **environment)
        assert done.returncode == 0, done.stderr
    assert rows_of(elsewhere) == rows_of(site.database)
    assert site.run(*manage, "ready", "migrations", **there).returncode == 0


def rows_of(database):
    """Return {table: its rows in any order}, but for the signs of life that go on."""
    names = database.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    return {
        name: sorted(database.rows(f'SELECT t::text FROM "{name}" t'))  # noqa: S608
        for (name,) in names
        if name != "core_heartbeat"
    }


def nothing_secret_is_on_a_command_line(site):
    processes = [psutil.Process(service.pid) for service in site.services.values()]
    whole = [each for one in processes for each in (one, *one.children(recursive=True))]
    told = " ".join(word for each in whole for word in each.cmdline())
    assert len(whole) > len(processes)
    assert [name for name, secret in SECRETS.items() if secret in told] == []


def nothing_was_written_beside_the_data(site):
    """The image is read-only: what a service writes goes to its volume."""
    assert image.contents(site.app) == site.installed
    assert not site.home.exists()


def each_service_ends_when_it_is_asked_to(site):
    children = [
        child
        for service in site.services.values()
        for child in psutil.Process(service.pid).children(recursive=True)
    ]
    names = ["beat", "worker", "web", "broker"]
    assert {name: site.stop(name) for name in names} == dict.fromkeys(names, 0)
    assert [child for child in children if child.is_running()] == []


def each_line_of_the_logs_is_an_object_without_secrets(site):
    for name in ("web", "worker", "beat"):
        lines = site.lines(name)
        assert lines, name
        assert all({"at", "level", "logger", "message"} <= set(line) for line in lines)
        errors = {line["message"] for line in lines if line["level"] in ("ERROR", "CRITICAL")}
        # Asked before the worker had shown life.
        assert errors <= {"Service Unavailable: /readyz/"}
        text = Path(site.log(name)).read_text()
        told = {*SECRETS.values(), PASSWORD, "ops@example.com"}
        assert [secret for secret in told if secret in text] == []
    asked = [line for line in site.lines("web") if line.get("path") == "/nights/"]
    assert [(line["method"], line["status"], line["user_id"]) for line in asked] == [
        ("POST", 302, asked[0]["user_id"])
    ]
    done = {line["message"].split(" done")[0] for line in site.lines("worker") if "step_id" in line}
    assert done == {f"nightly {NIGHT}: {step.name}" for step in NIGHTLY.steps}
