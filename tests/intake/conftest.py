"""Bringing files in on one constant day, and looking at everything the database then holds."""

from itertools import count

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AccountAlias
from core.models import Role
from engagement.models import FactChange
from intake.services import load_file
from intake.undo.services import undo
from tests.builders import DAY, make_user

ACCOUNTS = "account_id,name\nA-1,Aoba Logistics\nA-2,Kita Foods\n"


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(f"{DAY} 12:00:00+09:00", tick=True):
        yield


@pytest.fixture(autouse=True)
def _in_its_own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def bring_in(tmp_path):
    """Load text (or bytes) as a file of a dataset; returns the verdict."""
    numbers = count(1)

    def load(dataset, text, **options):
        path = tmp_path / f"{next(numbers)}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_file(path, dataset=dataset, at=timezone.now(), **options)[0]

    return load


@pytest.fixture
def accounts(bring_in):
    """Two accounts, A-1 and A-2, of the product main; gives their ids by external id."""
    bring_in("accounts", ACCOUNTS)
    return dict(AccountAlias.objects.values_list("value", "account_id"))


@pytest.fixture
def ops():
    return make_user(Role.OPS, language="en")


@pytest.fixture
def take_back(ops):
    """Undo an upload; on refusal its obstacles are in the error."""

    def undone(upload):
        undo(upload, by=ops, at=timezone.now())
        return upload

    return undone


@pytest.fixture
def changes():
    """Give the days from which facts have changed, by account, and forget them."""

    def taken():
        names = dict(AccountAlias.objects.values_list("account_id", "value"))
        found = {}
        for account, day in FactChange.objects.values_list("account_id", "earliest_day"):
            found.setdefault(names[account], []).append(day)
        FactChange.objects.all().delete()
        return {name: min(days) for name, days in found.items()}

    return taken
