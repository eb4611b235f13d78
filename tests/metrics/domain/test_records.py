"""Metrics of dated records, case by case; a record is (account, day, end, kind, value)."""

import pytest

from tests.metrics.domain.facts import facts, stale, table, values


def record(day, *, end=None, kind="meeting", value=0, account=0):
    return account, day, end, kind, value


def of(aggregate, records, *days, table_name="activities", **rest):
    source = {"from": table_name, "aggregate": aggregate, **rest}
    return values(source, facts(records={table_name: records}), *days)


def test_records_are_counted_with_the_day_itself_and_within_the_window():
    records = [record(3), record(3), record(9), record(12)]
    assert of("count", records, 2, 3, 9, 10, 12, window_days=7) == [0, 2, 3, 1, 2]
    assert of("count", records, 2, 3, 9, 500) == [0, 2, 3, 4]


def test_kinds_choose_records_with_what_stands_behind_a_colon():
    records = [record(1, kind=kind) for kind in ("a", "a:x", "a:y", "ab", "b")]
    assert of("count", records, 5, kinds=["a"]) == [3]
    assert of("count", records, 5, kinds=["a:x", "b"]) == [2]
    assert of("count", records, 5, kinds=["c"]) == [0]


def test_days_since_the_latest():
    assert of("days_since", [record(3), record(9)], 2, 3, 8, 9, 500) == [None, 0, 5, 0, 491]
    assert of("days_since", [], 5) == [None]


def test_records_never_rest_on_usage():
    given = facts(records={"activities": [record(3)]}, arrived=[])
    source = {"from": "activities", "aggregate": "count"}
    assert values(source, given, 5) == [1]
    assert stale(source, given, 5) == [False]


# The latest


def test_the_latest_value_counts_within_the_window():
    records = [record(3, value=9), record(10, value=4)]
    assert of("latest", records, 2, 3, 9, 10, 14, 15, window_days=5) == [None, 9, None, 4, 4, None]
    assert of("latest", records, 9, 500) == [9, 4]


@pytest.mark.parametrize("order", [(9, 3, 5), (3, 5, 9), (5, 9, 3)])
def test_of_several_values_on_one_day_the_lowest_counts(order):
    assert of("latest", [record(3, value=value) for value in order], 3) == [3]


def test_an_account_without_records_stands_beside_one_with():
    given = facts([{}, {}, {}], records={"seats": [record(3, value=7, account=1)]})
    assert table({"from": "seats", "aggregate": "latest"}, given, 2, 3) == [
        [None, None],
        [None, 7],
        [None, None],
    ]


# Answers

ANSWERED = {"table_name": "nps", "kinds": ["invitation"], "window_days": 10}


def asked(day, answered=None):
    return record(day, end=answered, kind="invitation")


def test_an_invitation_is_answered_from_the_day_of_the_answer_on():
    records = [asked(5, answered=8)]
    assert of("answered", records, 4, 5, 7, 8, 14, 15, **ANSWERED) == [None, 0, 0, 1, 1, None]


def test_only_the_latest_invitation_counts():
    records = [asked(5, answered=6), asked(8)]
    assert of("answered", records, 7, 8, 9, **ANSWERED) == [1, 0, 0]


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_invitations_on_one_day_one_answer_is_enough(turned):
    records = [asked(5), asked(5, answered=7), asked(5, answered=9)]
    records = records[::-1] if turned else records
    assert of("answered", records, 6, 7, **ANSWERED) == [0, 1]


def test_without_a_window_the_latest_invitation_never_grows_old():
    assert of("answered", [asked(5)], 900, table_name="nps") == [0]


# What is open


def test_a_record_is_open_from_its_day_to_the_day_before_its_end():
    assert of("open", [record(3, end=6), record(5)], 2, 3, 5, 6, 500) == [0, 1, 2, 1, 1]


def test_a_record_that_ended_by_its_first_day_was_never_open():
    assert of("open", [record(3, end=3), record(3, end=1)], 0, 1, 2, 3, 4) == [0] * 5


def test_the_oldest_open_record():
    records = [record(3, end=6), record(5, end=9)]
    assert of("oldest_open_days", records, 2, 3, 5, 6, 8, 9) == [None, 0, 2, 1, 3, None]


def test_values_of_open_records_add_up():
    records = [record(3, end=6, value="1.5"), record(5, end=9, value=0)]
    assert of("sum_open", records, 2, 3, 5, 6, 9, table_name="contracts") == [
        None,
        "1.5",
        "1.5",
        0,
        None,
    ]


def test_days_to_the_latest_end_of_what_runs():
    """The value is the last day as agreed, whatever closes the contract later."""
    first = 20_058
    records = [record(3, end=6, value=first + 20), record(5, end=31, value=first + 30)]
    found = of("days_to_end", records, 2, 3, 5, 30, 31, table_name="contract_ends")
    assert found == [None, 17, 25, 0, None]


def test_there_are_no_days_to_an_end_while_something_without_one_runs():
    first = 20_058
    records = [record(3, end=31, value=first + 30), record(5, end=9, value=None)]
    found = of("days_to_end", records, 2, 3, 4, 5, 8, 9, table_name="contract_ends")
    assert found == [None, 27, 26, None, None, 21]
    beside = facts(
        [{}, {}], records={"contract_ends": [*records, record(1, account=1, value=None)]}
    )
    source = {"from": "contract_ends", "aggregate": "days_to_end"}
    assert table(source, beside, 0, 1, 4) == [[None, None, 26], [None, None, None]]


def test_tenure_counts_from_the_first_that_ever_ran():
    records = [record(1, end=1), record(3, end=6), record(9)]
    assert of("tenure", records, 2, 3, 8, 500, table_name="contracts") == [None, 0, 5, 497]
    assert of("tenure", [record(1, end=1)], 5, table_name="contracts") == [None]


def test_days_since_the_latest_left_while_nobody_followed():
    records = [record(1, end=5), record(2, end=9), record(20)]
    assert of("days_since_gone", records, 4, 8, 9, 19, 20) == [None, None, 0, 10, None]
    assert of("days_since_gone", [record(30, end=35)], 20) == [None]


def test_milestones_are_overdue_from_the_day_after_they_were_due():
    records = [record(5, end=8), record(5), record(5, end=2), record(9)]
    assert of("overdue", records, 4, 5, 6, 8, 10, table_name="milestones") == [0, 0, 2, 1, 2]
