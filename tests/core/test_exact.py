from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exact import (
    LARGEST,
    MISSING,
    SCALE,
    divide_half_even,
    from_scaled,
    multiply_exact,
    to_scaled,
)

whole = st.integers(-LARGEST, LARGEST)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (0, 7, 0),
        (1, 2, 0),
        (3, 2, 2),
        (5, 2, 2),
        (7, 2, 4),
        (-1, 2, 0),
        (-3, 2, -2),
        (-5, 2, -2),
        (1, -2, 0),
        (3, -2, -2),
        (-3, -2, 2),
        (2, 3, 1),
        (1, 3, 0),
        (-2, 3, -1),
        (LARGEST, 1, LARGEST),
        (-LARGEST, 1, -LARGEST),
        (LARGEST, 2, 2**62),
        (LARGEST, LARGEST, 1),
        (LARGEST - 1, -LARGEST, -1),
    ],
)
def test_a_half_goes_to_the_even_neighbour(numerator, denominator, expected):
    assert divide_half_even(numerator, denominator) == expected
    assert divide_half_even(np.array([numerator]), denominator).tolist() == [expected]
    assert divide_half_even(np.array([numerator], dtype=object), denominator).tolist() == [expected]


@given(st.lists(st.tuples(whole, whole.filter(bool)), min_size=1, max_size=20))
def test_arrays_divide_as_fractions_do(pairs):
    tops, bottoms = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    result = divide_half_even(tops, bottoms)
    assert result.dtype == np.int64
    assert result.tolist() == [round(Fraction(top, bottom)) for top, bottom in pairs]


def test_operands_broadcast():
    assert divide_half_even(np.array([[10], [25]]), np.array([4, 10])).tolist() == [[2, 1], [6, 2]]


def test_division_by_zero_is_refused_anywhere_in_the_array():
    with pytest.raises(ZeroDivisionError):
        divide_half_even(np.array([1, 2]), np.array([1, 0]))
    with pytest.raises(ZeroDivisionError):
        divide_half_even(1, 0)


def test_a_missing_value_takes_no_part_in_arithmetic():
    with pytest.raises(OverflowError):
        divide_half_even(np.array([1, MISSING]), 2)
    with pytest.raises(OverflowError):
        multiply_exact(np.array([1, MISSING]), 2)


@pytest.mark.parametrize("values", [np.array([1.5]), np.array([1], dtype=np.uint64), 1.0])
def test_numbers_that_are_not_exact_integers_are_refused(values):
    with pytest.raises(TypeError):
        divide_half_even(values, np.array([2]))


@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=20))
def test_a_product_is_exact_or_refused(pairs):
    left, right = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    expected = [one * other for one, other in pairs]
    if all(abs(product) <= LARGEST for product in expected):
        assert multiply_exact(left, right).tolist() == expected
    else:
        with pytest.raises(OverflowError):
            multiply_exact(left, right)


@pytest.mark.parametrize(
    ("value", "scaled"),
    [
        (0, 0),
        (1, SCALE),
        (-3, -3 * SCALE),
        ("1.5", 15_000),
        (" 2 ", 20_000),
        ("0.00005", 0),
        ("0.00015", 2),
        ("-0.00005", 0),
        ("-0.00015", -2),
        ("0.000050000000000000000000000000000000000001", 1),
        ("0.000149999999999999999999999999999999999999", 1),
        (Decimal("12.34567"), 123_457),
        ("922337203685477.5807", LARGEST),
        ("-922337203685477.5807", -LARGEST),
        ("1e-999999", 0),
        ("0e999999", 0),
    ],
)
def test_a_number_becomes_ten_thousandths(value, scaled):
    assert to_scaled(value) == scaled


@pytest.mark.parametrize(
    "value", ["922337203685477.5808", "-922337203685477.5808", "1e16", "1e999999", 10**30]
)
def test_a_number_beyond_64_bits_is_refused(value):
    with pytest.raises(OverflowError):
        to_scaled(value)


@pytest.mark.parametrize("value", ["", "abc", "NaN", "sNaN", "-Infinity", "1,5"])
def test_a_text_that_is_no_finite_number_is_refused(value):
    with pytest.raises(ValueError, match="not a"):
        to_scaled(value)


@pytest.mark.parametrize("value", [1.5, True, None])
def test_a_float_or_flag_is_refused(value):
    with pytest.raises(TypeError):
        to_scaled(value)


@given(whole)
def test_ten_thousandths_come_back_unchanged(scaled):
    assert to_scaled(from_scaled(scaled)) == scaled


def test_a_missing_value_has_no_number():
    with pytest.raises(ValueError, match="missing"):
        from_scaled(MISSING)
    assert from_scaled(np.int64(-15_000)) == Decimal("-1.5")
