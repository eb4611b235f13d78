"""Packed months: exact values in and out, and the laws of laying one file over another."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.domain.facts import (
    FACT,
    NO_DAY,
    MonthBatch,
    decode,
    first_days,
    merge,
    merge_months,
    month_number,
    month_start,
    pack,
    unpack,
)

EPOCH = dt.date(1970, 1, 1)


def facts(*rows):
    return pack(*zip(*rows, strict=True)) if rows else np.empty(0, FACT)


def rows(packed):
    return [tuple(map(int, fact)) for fact in packed]


def batch(*months):
    """Lay out `(account, month, facts)` triples as one batch."""
    sizes = [len(packed) for _, _, packed in months]
    return MonthBatch(
        accounts=np.array([account for account, _, _ in months], dtype=np.int64),
        months=np.array([month for _, month, _ in months], dtype=np.int32),
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        facts=np.concatenate([packed for _, _, packed in months]),
    )


class TestStoredChunk:
    def test_a_fact_takes_eleven_bytes_in_a_fixed_order(self):
        chunk = facts((258, 31, -1)).tobytes()
        assert chunk == bytes([2, 1, 31]) + b"\xff" * 8

    def test_a_month_is_sorted_by_series_and_then_by_day(self):
        packed = facts((2, 1, 10), (1, 9, 20), (1, 3, 30))
        assert rows(packed) == [(1, 3, 30), (1, 9, 20), (2, 1, 10)]

    def test_the_same_place_twice_is_refused(self):
        with pytest.raises(ValueError, match="two values on one day"):
            facts((1, 3, 30), (1, 3, 30))

    def test_a_cut_chunk_is_refused(self):
        chunk = facts((1, 1, 1)).tobytes()[:-1]
        with pytest.raises(ValueError, match="cut: 10 bytes"):
            unpack([chunk], [0], [0])
        with pytest.raises(ValueError, match="multiple of element size"):
            decode(chunk)


@pytest.mark.parametrize(
    ("day", "number", "first"),
    [
        (dt.date(1970, 1, 31), 0, dt.date(1970, 1, 1)),
        (dt.date(2024, 2, 29), 649, dt.date(2024, 2, 1)),
        (dt.date(2024, 12, 31), 659, dt.date(2024, 12, 1)),
        (dt.date(2100, 12, 31), 1571, dt.date(2100, 12, 1)),
    ],
)
def test_months_count_from_january_1970(day, number, first):
    assert month_number(day) == number
    assert month_start(number) == first
    assert first_days([number]).tolist() == [(first - EPOCH).days]


class TestUnpack:
    def test_days_and_accounts_come_out_in_the_order_of_the_chunks(self):
        february, march = facts((1, 29, 15_000)), facts((1, 1, 0), (7, 31, -25_000))
        columns = unpack([march.tobytes(), february.tobytes()], [5, 3], [650, 649])
        assert columns.account_index.tolist() == [5, 5, 3]
        assert columns.series.tolist() == [1, 7, 1]
        assert columns.day.tolist() == [
            (dt.date(2024, *day) - EPOCH).days for day in [(3, 1), (3, 31), (2, 29)]
        ]
        assert columns.value.tolist() == [0, -25_000, 15_000]
        assert [column.dtype.name for column in columns] == ["int32", "uint16", "int32", "int64"]

    def test_memory_views_and_empty_chunks_are_read_too(self):
        columns = unpack([memoryview(facts((1, 1, 5)).tobytes()), b""], [0, 1], [0, 0])
        assert columns.value.tolist() == [5]

    def test_nothing_gives_empty_columns(self):
        assert [len(column) for column in unpack([], [], [])] == [0, 0, 0, 0]


class TestMerge:
    def test_a_newer_value_wins_and_the_rest_stays(self):
        merged = merge(facts((1, 1, 10), (1, 2, 20), (2, 5, 30)), facts((1, 2, 21), (1, 3, 40)))
        assert rows(merged.batch.facts) == [(1, 1, 10), (1, 2, 21), (1, 3, 40), (2, 5, 30)]
        assert (merged.new[0], merged.changed[0], merged.unchanged[0]) == (1, 1, 0)
        assert merged.earliest.tolist() == [1]

    def test_the_same_again_touches_nothing(self):
        same = facts((1, 1, 10), (2, 1, 0))
        merged = merge(same, same)
        assert rows(merged.batch.facts) == rows(same)
        assert (merged.new[0], merged.changed[0], merged.unchanged[0]) == (0, 0, 2)
        assert merged.is_touched.tolist() == [False]
        assert merged.earliest.tolist() == [NO_DAY]

    def test_each_account_month_is_merged_with_its_own_chunk(self):
        incoming = batch((7, 649, facts((1, 1, 1))), (7, 650, facts((1, 1, 2), (3, 9, 9))))
        merged = merge_months([b"", facts((1, 1, 2), (4, 4, 4)).tobytes()], incoming)
        assert [rows(decode(blob)) for blob in merged.batch.blobs()] == [
            [(1, 1, 1)],
            [(1, 1, 2), (3, 9, 9), (4, 4, 4)],
        ]
        assert merged.new.tolist() == [1, 1]
        assert merged.unchanged.tolist() == [0, 1]
        ninth = (dt.date(2024, 3, 9) - EPOCH).days
        assert merged.earliest.tolist() == [ninth - 37, ninth]

    def test_a_batch_without_months_merges_to_nothing(self):
        nothing = MonthBatch(
            np.empty(0, np.int64), np.empty(0, np.int32), np.zeros(1, np.int64), facts()
        )
        assert list(merge_months([], nothing).batch.blobs()) == []


months = st.lists(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(1, 4)), st.integers(-3, 3), max_size=12
    ),
    min_size=1,
    max_size=4,
)


def as_batch(dicts):
    packed = [facts(*((*place, value) for place, value in each.items())) for each in dicts]
    return batch(*((i, i, month) for i, month in enumerate(packed)))


def contents(months_batch):
    return [{(s, d): v for s, d, v in rows(decode(blob))} for blob in months_batch.blobs()]


@settings(deadline=None)
@given(months, months)
def test_merging_equals_updating_dictionaries(first, second):
    count = min(len(first), len(second))
    first, second = first[:count], second[:count]
    merged = merge_months(list(as_batch(first).blobs()), as_batch(second))
    assert contents(merged.batch) == [a | b for a, b in zip(first, second, strict=True)]
    for i, (a, b) in enumerate(zip(first, second, strict=True)):
        assert merged.new[i] == len(b.keys() - a.keys())
        assert merged.changed[i] == sum(1 for place in b if place in a and a[place] != b[place])
        assert merged.new[i] + merged.changed[i] + merged.unchanged[i] == len(b)


@settings(deadline=None)
@given(months)
def test_merging_twice_is_merging_once(dicts):
    empty = [b""] * len(dicts)
    once = merge_months(empty, as_batch(dicts)).batch
    twice = merge_months(list(once.blobs()), as_batch(dicts))
    assert twice.batch.facts.tobytes() == once.facts.tobytes()
    assert not twice.is_touched.any()


@settings(deadline=None)
@given(months)
def test_two_files_without_a_common_place_merge_in_either_order(dicts):
    halves = [
        as_batch([{p: v for p, v in d.items() if p[1] % 2 == parity} for d in dicts])
        for parity in (0, 1)
    ]
    one = merge_months(list(halves[0].blobs()), halves[1]).batch
    other = merge_months(list(halves[1].blobs()), halves[0]).batch
    assert one.facts.tobytes() == other.facts.tobytes()
