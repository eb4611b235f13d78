"""Counts of a night by segment: exact, and the same however often they are kept."""

from datetime import timedelta

import pytest

from book.counting import count_segments
from book.models import SegmentNight
from book.services import keep_segment_nights
from tests.builders import DAY, make_account, make_night

pytestmark = pytest.mark.django_db


def rows():
    return list(
        SegmentNight.objects.order_by("night", "segment_key").values_list(
            "night", "segment_key", "accounts", "arr", "score_total", "scored"
        )
    )


def keep(*nights):
    return keep_segment_nights(
        [line for night in nights for line in count_segments(night=night)], nights=nights
    )


def test_each_segment_is_counted_by_band_stage_and_risk():
    make_night(make_account("a"), segment_key="x", band=3, stage=1, risk=0, score=8_000, arr=1)
    make_night(make_account("b"), segment_key="x", band=3, stage=2, risk=3, score=7_000, arr=None)
    make_night(make_account("c"), segment_key="x", band=0, stage=0, risk=0, score=None, arr=4)
    make_night(make_account("d"), segment_key="", band=1, stage=0, risk=1, score=2_000, arr=9)
    make_night(make_account("e"), segment_key="x", day=DAY - timedelta(days=1))
    loose, x = count_segments(night=DAY)
    assert (loose.segment_key, loose.accounts, loose.arr) == ("", 1, 9)
    assert (x.segment_key, x.accounts, x.arr, x.score_total, x.scored) == ("x", 3, 5, 15_000, 2)
    assert (x.bands, x.stages, x.risks) == ([1, 0, 0, 2], [1, 1, 1, 0], [2, 0, 0, 1])


def test_a_trial_beside_what_is_in_force_is_not_counted():
    make_night(make_account("a"), segment_key="x", lane=7)
    assert count_segments(night=DAY) == []


def test_keeping_twice_leaves_what_keeping_once_does():
    account = make_account("a")
    night = make_night(account, segment_key="x", arr=3)
    earlier = DAY - timedelta(days=7)
    make_night(account, day=earlier, segment_key="x", arr=3)
    keep(earlier, DAY)
    once = rows()
    assert once == [(day, "x", 1, 3, 4_150, 1) for day in (earlier, DAY)]
    keep(DAY)
    assert rows() == once
    night.segment_key = "y"
    night.save()
    keep(DAY)
    assert rows() == [once[0], (DAY, "y", 1, 3, 4_150, 1)]
