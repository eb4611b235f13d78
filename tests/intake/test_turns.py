"""Which loads take turns: those that may write the same rows, and no others."""

import pytest
from django.utils import timezone

from core.models import State
from intake.domain.datasets import DATASETS
from intake.models import UploadState
from intake.turns import CUSTOMERS, ahead_of, every_lock, locks_of
from tests.builders import make_run, make_upload


@pytest.mark.parametrize(
    ("one", "other", "take_turns"),
    [
        ("accounts", "companies", True),
        ("accounts", "activities", True),
        ("accounts", "usage", False),
        ("accounts", "contracts", False),
        ("usage", "contracts", False),
        ("nps", "tickets", False),
    ],
)
def test_two_datasets_take_turns_where_both_make_firms_or_members(one, other, take_turns):
    held = [set(locks_of(DATASETS[key])) for key in (one, other)]
    assert bool(held[0] & held[1]) == take_turns


@pytest.mark.parametrize("key", DATASETS)
def test_two_loads_of_one_dataset_take_turns(key):
    assert set(locks_of(DATASETS[key])) <= set(every_lock())
    assert len(locks_of(DATASETS[key])) > 0


@pytest.mark.parametrize("key", DATASETS)
def test_a_load_that_makes_accounts_takes_turns_with_files_of_accounts(key):
    assert CUSTOMERS in locks_of(DATASETS[key], makes_accounts=True)


@pytest.mark.parametrize("key", DATASETS)
def test_locks_are_taken_in_one_order(key):
    order = every_lock()
    places = [order.index(name) for name in locks_of(DATASETS[key], makes_accounts=True)]
    assert places == sorted(places)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dataset", "state", "is_ahead"),
    [
        ("usage", UploadState.LOADING, True),
        ("usage", UploadState.LOADED, False),
        ("accounts", UploadState.LOADING, False),
        ("accounts", UploadState.UNDOING, True),
    ],
)
def test_an_upload_waits_for_one_that_is_at_work_on_its_rows(dataset, state, is_ahead):
    run = make_run(kind="upload", state=State.RUNNING, started_at=timezone.now())
    other = make_upload(dataset=dataset, state=state, run=run)
    mine = make_upload(state=UploadState.LOADING)
    assert ahead_of(mine) == (other if is_ahead else None)
