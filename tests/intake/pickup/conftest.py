"""A folder that files are put into, and a clock by which it is looked into."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import ledger
from core.models import Role
from intake.models import Pickup, Upload
from intake.pickup.services import ensure_looks, save_pickup
from tests.builders import make_product, make_user

GOOD = "account_id,name,product\nA-1,Aoba Logistics,hr\nA-2,Kita Foods,hr\n"
BAD = "account_id,name,product\nA-1,Aoba Logistics,hr\nA-3,,hr\n"


@pytest.fixture
def root(settings, tmp_path):
    """The one folder below which files may be picked up, with a folder `crm` in it."""
    settings.PICKUP_ROOT = tmp_path / "pickup"
    (settings.PICKUP_ROOT / "crm").mkdir(parents=True)
    return settings.PICKUP_ROOT


@pytest.fixture
def ops():
    make_product()
    return make_user(Role.OPS, language="en", email="ops@example.com")


@pytest.fixture
def crm(root, ops):
    """A pick-up of accounts from the folder `crm`, every hour."""
    return save_pickup(Pickup(place="crm", dataset="accounts"), by=ops)


@pytest.fixture
def put(root):
    """Put a file into the folder, whole since so many seconds ago."""

    def write(name, text=GOOD, *, folder="crm", ago=600):
        path = root / folder / name
        path.write_text(text)
        then = (timezone.now() - timedelta(seconds=ago)).timestamp()
        os.utime(path, (then, then))
        return path

    return write


@pytest.fixture
def pass_time():
    """Let so many seconds pass, then have the schedule and the workers do what is due."""
    clock = time_machine.travel(timezone.now(), tick=False)
    passed = clock.start()

    def wait(seconds=60):
        passed.shift(timedelta(seconds=seconds))
        ensure_looks(timezone.now())
        work()

    yield wait
    clock.stop()


def work():
    """Do all work that waits, as workers would."""
    from core.models import Run, State

    while open_runs := Run.objects.filter(state__in=[State.QUEUED, State.RUNNING]):
        for run in open_runs:
            ledger.drive(run.pk)


def uploads():
    """Every upload as (file, state), in the order in which they came."""
    return list(Upload.objects.order_by("pk").values_list("file_name", "state"))
