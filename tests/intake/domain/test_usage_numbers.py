"""The fast reading of numbers never disagrees with the exact one."""

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake.domain.datasets import USAGE
from intake.domain.usage_numbers import read_numbers
from intake.domain.values import UnreadableError, read_cell

VALUE = USAGE.column("value")


def exactly(text):
    """Give (scaled, is rounded) by the exact reading, None where it refuses."""
    try:
        scaled, notes = read_cell(VALUE, text)
    except UnreadableError:
        return None
    return scaled, "rounded" in notes


@pytest.mark.parametrize(
    ("text", "scaled", "is_rounded"),
    [
        ("0", 0, False),
        ("-0", 0, False),
        ("+7", 70_000, False),
        ("007", 70_000, False),
        ("12.5", 125_000, False),
        (".5", 5_000, False),
        ("5.", 50_000, False),
        ("0.0001", 1, False),
        ("0.00005", 0, True),
        ("0.00015", 2, True),
        ("0.00025", 2, True),
        ("0.000250000001", 3, True),
        ("1.50000", 15_000, True),
        ("1000000000000", 10**16, False),
        ("1000000000000.00001", 10**16, True),
    ],
)
def test_an_everyday_number_is_taken_exactly(text, scaled, is_rounded):
    numbers = read_numbers(pl.Series([text]))
    assert (numbers.values[0], numbers.is_number[0]) == (scaled, True)
    assert bool(numbers.is_rounded is not None and numbers.is_rounded[0]) == is_rounded
    assert exactly(text) == (scaled, is_rounded)


@pytest.mark.parametrize(
    "text",
    [
        *("nan", "inf", "1_000", "1e5", "1e400", "1e-400", " 5", "5 ", "1.2.3", "--5", "0x10", "+"),
        *("-1", "-0.0001", "1000000000001", "9223372036854775807", "-9223372036854775808"),
        *("", "５", "١٢", "5\0", "9" * 50, "0" * 60 + "5", "0." + "1" * 60),
    ],
)
def test_anything_else_is_left_alone(text):
    numbers = read_numbers(pl.Series([text, "5"]))
    assert numbers.is_number.tolist() == [False, True]
    assert numbers.is_empty.tolist() == [text == "", False]


def test_empty_and_missing_cells_are_told_from_wrong_ones():
    numbers = read_numbers(pl.Series(["1", None, "", "x", "0.5"], dtype=pl.String))
    assert numbers.is_number.tolist() == [True, False, False, False, True]
    assert numbers.is_empty.tolist() == [False, True, True, False, False]
    assert numbers.values[[0, 4]].tolist() == [10_000, 5_000]


numbers_and_worse = st.one_of(
    st.text("0123456789.+-eE_ ,", max_size=24),
    st.from_regex(r"\A[+-]?[0-9]{0,14}(\.[0-9]{0,12})?\Z"),
    st.decimals(allow_nan=False, allow_infinity=False, places=6).map(str),
    st.floats().map(repr),
    st.text(max_size=5),
)


@settings(deadline=None)
@given(st.lists(numbers_and_worse, min_size=1, max_size=20))
@example(["1.00005", "1.00015", "-0.00005", "1e5"])
def test_what_is_taken_fast_is_what_the_exact_reading_gives(texts):
    numbers = read_numbers(pl.Series(texts, dtype=pl.String))
    for i, text in enumerate(texts):
        if numbers.is_number[i]:
            is_rounded = numbers.is_rounded is not None and bool(numbers.is_rounded[i])
            assert exactly(text) == (int(numbers.values[i]), is_rounded)
