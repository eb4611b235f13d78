"""Packed figures stand in the order of their values, and a missing one before all of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from book.domain.figures import LEAST, SIZE, pack, pack_rows, total_of, unpack, unpack_all
from core.exact import LARGEST, MISSING

figures = st.integers(-LARGEST, LARGEST)


@given(figures, figures)
def test_bytes_compare_as_numbers_do(one, other):
    assert (pack(one) < pack(other)) == (one < other)


@given(st.lists(figures, min_size=1, max_size=5))
def test_what_is_packed_comes_back(values):
    (packed,) = pack_rows(np.array([values], np.int64))
    parts = [packed[at : at + SIZE] for at in range(0, len(packed), SIZE)]
    assert [unpack(part) for part in parts] == values
    assert parts == [pack(value) for value in values]
    assert unpack_all(packed).tolist() == values


def test_a_missing_figure_is_less_than_the_least_and_nothing_at_all():
    (packed,) = pack_rows(np.array([[MISSING]], np.int64))
    assert packed < LEAST
    assert [unpack(each) for each in (packed, b"", None)] == [None, None, None]


def test_what_is_beyond_the_exact_range_is_brought_to_its_end():
    assert (unpack(pack(10**30)), unpack(pack(-(10**30)))) == (LARGEST, -LARGEST)


@given(st.lists(figures, max_size=50))
def test_a_total_is_exact_beyond_what_64_bits_hold(values):
    assert total_of(np.array([*values, LARGEST, LARGEST], np.int64)) == sum(values) + 2 * LARGEST
