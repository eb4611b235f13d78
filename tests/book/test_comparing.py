"""Two nights compared: what the night kept says the same as reading both again, for every reader."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.selectors import judgements_for
from book.comparing import compare_segments, comparisons
from book.counting import count_segments
from book.models import SegmentComparison
from book.services import keep_segment_nights
from core.models import Role
from metrics.models import AccountNight
from tests.builders import DAY, make_account, make_night, make_seal, make_user

pytestmark = pytest.mark.django_db
SINCE = DAY - timedelta(days=28)
STAGES = {"up": (1, 2), "down": (2, 1), "same": (0, 0), "came": (None, 2), "gone": (3, None)}


@pytest.fixture
def accounts():
    found = {}
    for name, (was, is_now) in STAGES.items():
        found[name] = make_account(name)
        for day, stage in ((SINCE, was), (DAY, is_now)):
            if stage is not None:
                make_night(found[name], day=day, segment_key="x", stage=stage, arr=1_000_000)
    return found


def keep():
    kept = compare_segments(["x"], night=DAY, since=SINCE)
    keep_segment_nights(count_segments(night=DAY), nights=[DAY], comparisons=kept)


def read(reader=None):
    judgements = judgements_for(reader or make_user(Role.OPS))
    return comparisons(segment_keys=["x"], as_of=DAY, since=SINCE, judgements=judgements)["x"]


def test_moves_and_the_split_are_the_same_kept_or_read_again(accounts):
    live = read()
    keep()
    assert read() == live
    assert live.moves["stage"].stayed == {(1, 2): 1, (2, 1): 1, (0, 0): 1, (None, 2): 1}
    assert live.moves["stage"].left == {3: 1}
    assert live.moves["stage"].up == {accounts["up"].pk}
    assert (live.split.then, live.split.now, live.split.mix) == (1_000_000, 1_000_000, 0)


def test_what_is_kept_is_not_read_again(accounts):
    keep()
    reader = make_user(Role.OPS)
    with CaptureQueriesContext(connection) as queries:
        read(reader)
    assert not any(AccountNight._meta.db_table in each["sql"] for each in queries)


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_is_sealed_enters_no_move(accounts, is_kept):
    reader = make_user(Role.CSM)
    for name in ("up", "gone"):
        make_seal(reader, accounts[name], "stage")
    if is_kept:
        keep()
    found = read(reader).moves["stage"]
    assert found.stayed == {(2, 1): 1, (0, 0): 1, (None, 2): 1}
    assert (found.left, found.up) == ({}, frozenset())
    assert sum(read(reader).moves["band"].stayed.values()) == 4


@pytest.mark.parametrize("night", [DAY, SINCE])
def test_a_night_counted_anew_ends_what_was_compared_with_it(accounts, night):
    keep()
    AccountNight.objects.filter(account=accounts["up"], night=DAY).update(stage=1)
    keep_segment_nights(count_segments(night=night), nights=[night])
    assert SegmentComparison.objects.count() == 0
    assert read().moves["stage"].up == frozenset()


def test_only_the_latest_comparison_is_kept(accounts):
    keep()
    later = compare_segments(["x"], night=DAY, since=DAY - timedelta(days=7))
    keep_segment_nights([], nights=[DAY + timedelta(days=1)], comparisons=later)
    assert [each.since for each in SegmentComparison.objects.all()] == [DAY - timedelta(days=7)]
