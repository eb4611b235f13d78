"""Metrics of usage, case by case; days are small numbers."""

import numpy as np
import pytest

from tests.metrics.domain.facts import FIRST, facts, stale, table, values

SUM_7 = {"from": "usage", "aggregate": "sum", "window_days": 7}
DAILY = {"a": dict.fromkeys(range(100), 1)}


def usage(aggregate, **rest):
    return {"from": "usage", "aggregate": aggregate, **rest}


# Windows


@pytest.mark.parametrize(
    ("used_on", "expected"), [(29, 0), (28, 0), (27, 5), (24, 5), (21, 5), (20, 0)]
)
def test_a_window_holds_the_day_itself_and_six_before_it(used_on, expected):
    assert values(SUM_7, facts([{"a": {used_on: 5}}]), 27) == [expected]


def test_a_window_may_end_earlier():
    before = usage("sum", window_days=7, ending_days_ago=7)
    given = facts([{"a": {13: 1, 14: 10, 20: 100, 21: 1000}}])
    assert values(before, given, 20, 27) == [1, 110]
    assert values(SUM_7, given, 20, 27) == [110, 1000]


def test_sums_are_exact_to_four_decimals():
    given = facts([{"a": dict.fromkeys(range(7), "0.1"), "b": {0: "0.0001"}}])
    assert values(SUM_7, given, 6) == ["0.7001"]


def test_sums_too_large_for_64_bits_are_refused():
    given = facts([{"a": dict.fromkeys(range(500), 10**12)}])
    with pytest.raises(OverflowError):
        values(SUM_7, given, 10)


def test_nothing_used_is_zero_and_not_missing():
    assert table(SUM_7, facts([{"a": {3: 1}}, {}]), 5) == [[1], [0]]


# Series


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({}, 111),
        ({"series": ["*"]}, 111),
        ({"series": ["*"], "without": ["b", "unknown"]}, 101),
        ({"series": ["a", "c"]}, 101),
        ({"series": ["a", "unknown"]}, 1),
        ({"series": ["unknown"]}, None),
        ({"series": ["*"], "without": ["a", "b", "c"]}, None),
    ],
)
def test_series_are_named_one_by_one_or_all_but_some(source, expected):
    given = facts([{"a": {1: 1}, "b": {1: 10}, "c": {1: 100}}])
    assert values(SUM_7 | source, given, 3) == [expected]


def test_a_series_goes_by_its_alias_too_and_counts_once():
    given = facts([{"a": {1: 1}}])
    given.usage.numbers["other name"] = given.usage.numbers["a"]
    assert values(SUM_7 | {"series": ["a", "other name"]}, given, 3) == [1]


# Usage that comes late


def test_a_window_ends_on_the_latest_day_that_arrived():
    given = facts([DAILY], arrived=range(50))
    assert values(SUM_7, given, 48, 49, 50, 63, 64) == [7, 7, 7, 7, None]


def test_nothing_is_known_before_anything_arrived():
    assert values(SUM_7, facts([{"a": {5: 1}}], arrived=[5]), 4, 5) == [None, 1]
    assert values(SUM_7, facts([{"a": {5: 1}}], arrived=[]), 5) == [None]


def test_a_day_that_did_not_arrive_inside_a_window_adds_nothing():
    given = facts([{"a": {1: 1, 3: 1}}], arrived=[1, 3])
    assert values(SUM_7, given, 3) == [2]


def test_the_third_day_without_usage_is_stale():
    assert stale(SUM_7, facts([DAILY], arrived=range(50)), 49, 51, 52) == [False, False, True]
    assert stale(SUM_7, facts([DAILY], arrived=[]), 1, 2) == [True, True]


# Days


def test_active_days_count_days_above_zero():
    source = usage("active_days", window_days=5)
    assert values(source, facts([{"a": {0: 9, 1: 1, 2: 0, 3: 2, 5: 1}, "b": {3: 1}}]), 5) == [3]


def test_days_since_use_look_back_as_far_as_the_window():
    source = usage("days_since", window_days=10)
    given = facts([{"a": {5: 1, 7: 0}}])
    assert values(source, given, 4, 5, 7, 14, 15, 500) == [None, 0, 2, 9, None, None]


def test_days_since_use_are_the_same_asked_alone_or_among_many():
    given = facts([{"a": {5: 1}}])
    for day in (404, 405, 600):
        alone = values(usage("days_since"), given, day)
        assert values(usage("days_since"), given, 5, 6, 7, 8, 9, day)[-1:] == alone
    assert values(usage("days_since"), given, 404, 405) == [399, None]


@pytest.mark.parametrize(
    ("used_on", "started", "expected"),
    [
        ({}, 10, [0, 0, 40, 590]),
        ({30: 1}, 10, [0, 0, 20, 590]),
        ({5: 1}, 10, [0, 0, 40, 590]),
        ({30: 0}, 10, [0, 0, 40, 590]),
    ],
)
def test_idle_days_count_from_the_latest_use_or_a_later_contract(used_on, started, expected):
    given = facts([{"a": used_on}], series=["a"], started=[started])
    assert values(usage("idle_days"), given, 5, 10, 50, 600) == expected


# Reports


def test_the_latest_report_counts_be_it_zero():
    source = usage("latest", series=["a"], window_days=10)
    given = facts([{"a": {3: 8, 5: 0, 6: 7}, "b": {9: 1}}])
    assert values(source, given, 2, 4, 5, 9, 15, 16) == [None, 8, 0, 7, 7, None]


def test_reports_of_several_series_on_one_day_add_up():
    source = usage("latest", series=["a", "b"], window_days=10)
    assert values(source, facts([{"a": {3: 8, 4: 1}, "b": {3: 2}}]), 3, 4) == [10, 1]


# Seasons


def test_the_busiest_months_are_calendar_months_of_the_window():
    """FIRST is the first of December 2024; the months have 31, 31 and 28 days."""
    source = usage("top_months_share", window_days=70, months=1)
    given = facts([{"a": {0: 1, 30: 2, 31: 2, 61: 4, 62: 1, 69: 1}}])
    assert str(np.datetime64(FIRST, "D")) == "2024-12-01"
    assert values(source, given, 69, 70) == ["54.5455", 60]


def test_no_use_has_no_busiest_month():
    source = usage("top_months_share", window_days=70, months=4)
    assert values(source, facts([{"a": {3: 0}}]), 10) == [None]


# Features

FEATURES = {"a": 3, "b": 1, "c": 1}


def by_feature(aggregate, **rest):
    return usage(aggregate, features=FEATURES, window_days=28, **rest)


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [("features_used", 2), ("features_share", "66.6667"), ("weighted_share", 80)],
)
def test_features_count_once_when_used_in_the_window(aggregate, expected):
    given = facts([{"a": {5: 9, 6: 9}, "b": {8: 1}, "c": {8: 0}, "d": {8: 5}}])
    assert values(by_feature(aggregate), given, 8) == [expected]
    assert values(by_feature(aggregate), given, 36) == [0]


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [("features_used", 1), ("features_share", "33.3333"), ("weighted_share", 60)],
)
def test_a_feature_that_is_not_supplied_is_not_used(aggregate, expected):
    assert values(by_feature(aggregate), facts([{"a": {5: 9}}]), 8) == [expected]


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [("features_used", 1), ("features_share", 50), ("weighted_share", 50)],
)
def test_a_product_without_any_feature_is_measured_on_all_its_series(aggregate, expected):
    given = facts([{"x": {5: 9}, "y": {}, "head_count": {5: 9}}], series=["x", "y", "head_count"])
    assert values(by_feature(aggregate, without=["head_count"]), given, 8) == [expected]


def test_without_any_series_there_is_no_share_of_features():
    assert values(by_feature("features_share"), facts([{}]), 8) == [None]


def test_weights_belong_to_the_segment_of_the_day():
    source = by_feature("weighted_share", overrides={"s": {"a": 1, "b": 1, "c": 2}, "none": {}})
    given = facts(
        [{"a": {5: 1}, "c": {5: 1}}],
        segments=("other", "s", "none"),
        segment=np.array([[-1, 0, 1, 2]], np.int16),
    )
    assert values(source, given, 5, 6, 7, 8) == [80, 80, 75, "66.6667"]
