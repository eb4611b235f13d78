"""Paths are kept as spans, and as the point from which the next night goes on."""

from datetime import timedelta

import numpy as np
import pytest

from core.calendar import to_ordinal
from stages.domain.path import replay
from stages.models import PathPoint, StageSpan
from stages.services import Path, are_ahead, keep_path, state_of, states_after
from tests.builders import DAY, make_account
from tests.stages.domain.paths import columns, definition

pytestmark = pytest.mark.django_db

FIRST = DAY - timedelta(days=100)
VERSION = "v1"
# Climbs to Loyal, falls to Onboard; never qualifies; begins late; waits between two contracts.
TEXTS = ["l" * 43 + "o" * 37, "e" * 80, "a" * 80, "a" * 60 + "e" * 20]
RUNNING = ["r" * 80, "r" * 80, "-" * 30 + "r" * 50, "r" * 20 + "-" * 20 + "r" * 40]


def day(ahead):
    return FIRST + timedelta(days=ahead)


@pytest.fixture
def accounts():
    return np.array([make_account(f"A{number}").pk for number in range(len(TEXTS))])


def follow(begin, end, state=None, texts=TEXTS, running=RUNNING):
    """Follow all paths from one day to the day before another."""
    days = np.arange(begin, end, dtype=np.int32) + to_ordinal(FIRST)
    replayed = replay(
        definition(),
        columns(*(text[begin:end] for text in texts)),
        days=days,
        start_day=np.array([to_ordinal(FIRST) + text.index("r") for text in running], np.int32),
        running=np.array([[letter == "r" for letter in text[begin:end]] for text in running]),
        state=state,
    )
    return Path(np.arange(len(texts)), days, replayed, is_whole=state is None)


def kept(accounts):
    """Return every account's spans as (stage, first day, day after), and where its path stands."""
    spans = StageSpan.objects.filter(lane=0).order_by("from_on")
    rows = {
        pk: [(s.stage, ahead(s.from_on), ahead(s.to_on)) for s in spans.filter(account=pk)]
        for pk in accounts.tolist()
    }
    fields = (
        "account",
        "day",
        "stage",
        "since_on",
        "failing_days",
        "best_while_failing",
        "version",
    )
    return list(rows.values()), list(PathPoint.objects.order_by("account").values_list(*fields))


def ahead(on):
    return None if on is None else (on - FIRST).days


def test_a_whole_path_becomes_spans(accounts):
    keep_path(accounts, follow(0, 80), VERSION)
    spans, points = kept(accounts)
    assert spans == [
        [(0, 0, 14), (1, 14, 28), (2, 28, 42), (3, 42, 70), (1, 70, None)],
        [(0, 0, None)],
        [(0, 30, 44), (1, 44, 58), (2, 58, None)],
        [(0, 0, 14), (1, 14, 40), (2, 40, None)],
    ]
    assert points[0][1:] == (day(79), 1, day(70), 0, 0, VERSION)
    assert points[3][1:] == (day(79), 2, day(40), 20, 0, VERSION)


@pytest.mark.parametrize("step", [1, 7])
def test_going_on_day_by_day_keeps_the_same_as_the_whole_path(accounts, step):
    keep_path(accounts, follow(0, 35), VERSION)
    for begin in range(35, 80, step):
        points = states_after(accounts.tolist(), day=day(begin - 1), version=VERSION)
        state = state_of(points[pk] for pk in accounts.tolist())
        keep_path(accounts, follow(begin, min(begin + step, 80), state), VERSION)
    gone_on = kept(accounts)
    keep_path(accounts, follow(0, 80), VERSION)
    assert kept(accounts) == gone_on


def test_a_path_followed_anew_replaces_what_was_kept(accounts):
    keep_path(accounts, follow(0, 80), VERSION)
    keep_path(accounts, follow(0, 80, texts=["e" * 80] * 4), "v2")
    spans, points = kept(accounts)
    assert spans == [[(0, 0, None)], [(0, 0, None)], [(0, 30, None)], [(0, 0, None)]]
    assert {point[-1] for point in points} == {"v2"}


def test_other_lanes_and_other_accounts_are_left_alone(accounts):
    other = make_account("Other")
    StageSpan.objects.create(account_id=accounts[0], lane=7, stage=3, from_on=day(0))
    StageSpan.objects.create(account=other, stage=3, from_on=day(0))
    keep_path(accounts, follow(0, 80), VERSION)
    assert StageSpan.objects.get(lane=7).to_on is None
    assert StageSpan.objects.get(account=other).stage == 3


def test_a_part_of_the_rows_may_be_kept(accounts):
    path = follow(0, 80)
    chosen = np.array([False, True, False, True])
    keep_path(accounts[path.rows[chosen]], path.of(chosen), VERSION)
    spans, points = kept(accounts)
    assert [bool(each) for each in spans] == chosen.tolist()
    assert [point[0] for point in points] == accounts[chosen].tolist()


def test_nothing_is_kept_of_a_path_that_has_not_begun(accounts):
    keep_path(accounts, follow(0, 80, running=["-" * 79 + "r"] * 4).of(np.zeros(4, bool)), VERSION)
    keep_path(accounts, follow(0, 20), VERSION)
    spans, points = kept(accounts)
    assert spans[2] == []
    assert len(points) == 3


def test_a_path_goes_on_only_from_the_day_before_and_by_the_same_version(accounts):
    keep_path(accounts, follow(0, 80), VERSION)
    ids = accounts.tolist()
    assert set(states_after(ids, day=day(79), version=VERSION)) == set(ids)
    assert states_after(ids, day=day(78), version=VERSION) == {}
    assert states_after(ids, day=day(80), version=VERSION) == {}
    assert states_after(ids, day=day(79), version="v2") == {}


def test_an_account_is_ahead_once_it_was_followed_beyond_the_day(accounts):
    keep_path(accounts[:2], follow(0, 80).of(np.array([True, True, False, False])), VERSION)
    assert are_ahead(accounts.tolist(), day=day(78)) == set(accounts[:2].tolist())
    assert are_ahead(accounts.tolist(), day=day(79)) == set()
