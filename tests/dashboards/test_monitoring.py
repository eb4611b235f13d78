"""The platform's own figures, for a monitor that knows the token and for nobody else."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db.models.functions import Now

from core.models import Heartbeat, Run, State, Step
from intake.models import Upload
from tests.builders import DAY, make_account, make_usage, steady_use

TOKEN = "t" * 32
AT = f"{DAY}T03:00:00+09:00"
YESTERDAY = DAY - timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def read(client, token=TOKEN):
    with time_machine.travel(AT, tick=False):
        return client.get("/metrics/", headers={"Authorization": f"Bearer {token}"})


def samples(client):
    lines = read(client).content.decode().splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return {name.removeprefix("cs_platform_"): float(value) for name, value in pairs}


def write_night(day, state, **summary):
    ended = time_machine.travel(AT, tick=False)
    with ended:
        run = Run.objects.create(kind="nightly", business_date=day, state=state, summary=summary)
    Run.objects.filter(pk=run.pk).update(
        started_at=run.created_at, finished_at=run.created_at + timedelta(seconds=12.5)
    )
    return run


def test_without_a_token_in_the_settings_the_address_does_not_exist(client):
    assert read(client).status_code == 404
    assert read(client, token="").status_code == 404


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize("wrong", ["", "t" * 31, "T" * 32, "トークン"])
def test_a_wrong_token_opens_nothing(client, wrong):
    refused = read(client, token=wrong)
    assert (refused.status_code, refused.content) == (401, b"")
    assert refused["WWW-Authenticate"] == "Bearer"


@pytest.mark.usefixtures("token")
def test_an_empty_platform_tells_only_what_it_knows(client):
    answer = read(client)
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.content.decode().splitlines()[:4] == [
        "# HELP cs_platform_steps Steps of work by state.",
        "# TYPE cs_platform_steps gauge",
        'cs_platform_steps{state="queued"} 0',
        'cs_platform_steps{state="running"} 0',
    ]
    assert {name.partition("{")[0] for name in samples(client)} == {
        *("steps", "uploads"),
        *("disk_free_share", "disk_free_bytes"),
    }


@pytest.mark.usefixtures("token")
def test_the_latest_night_that_is_over_is_told_of(client):
    write_night(YESTERDAY - timedelta(days=2), State.DONE, judged=9, quarantined=0)
    write_night(YESTERDAY - timedelta(days=1), State.PARTIAL, judged=398, quarantined=2)
    running = write_night(YESTERDAY, State.RUNNING)
    Step.objects.create(run=running, name="judge", shard=0, state=State.RUNNING)
    Step.objects.create(run=running, name="judge", shard=1)
    Step.objects.create(run=running, name="judge", shard=2)
    found = samples(client)
    assert {
        name: value for name, value in found.items() if name.startswith(("night", "steps"))
    } == {
        "night_age_days": 1,
        'night_state{state="done"}': 0,
        'night_state{state="partial"}': 1,
        'night_state{state="failed"}': 0,
        "night_seconds": 12.5,
        "night_accounts_judged": 398,
        "night_accounts_quarantined": 2,
        'steps{state="queued"}': 2,
        'steps{state="running"}': 1,
    }


@pytest.mark.usefixtures("token")
def test_files_usage_and_signs_of_life_are_told_of(client):
    for state in ("loaded", "refused", "refused"):
        Upload.objects.create(
            dataset="usage", file_name="u.csv", sha256="0" * 64, size_bytes=1, state=state
        )
    make_usage(make_account(), steady_use(days=3, until=YESTERDAY - timedelta(days=4)))
    Heartbeat.objects.create(name="worker", at=Now() - timedelta(seconds=75))
    found = samples(client)
    assert found['uploads{state="loaded"}'] == 1
    assert found['uploads{state="refused"}'] == 2
    assert found['uploads{state="failed"}'] == 0
    assert found["usage_age_days"] == 4
    assert found['heartbeat_age_seconds{part="worker"}'] == 75


@pytest.mark.usefixtures("token")
def test_what_is_free_of_each_disk_is_told(client, monkeypatch):
    of_100_blocks = {"f_frsize": 1024, "f_blocks": 100, "f_bfree": 20, "f_bavail": 10}
    monkeypatch.setattr(os, "statvfs", lambda folder: SimpleNamespace(**of_100_blocks))
    found = samples(client)
    assert found['disk_free_bytes{place="uploads"}'] == 10_240
    assert found['disk_free_share{place="work"}'] == 0.111
    assert found['disk_free_share{place="temporary"}'] == 0.111


@pytest.mark.usefixtures("token")
def test_no_name_of_a_customer_or_a_member_is_told(client):
    make_account("Aoba Logistics")
    assert "Aoba" not in read(client).content.decode()
