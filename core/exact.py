"""Exact numbers: a value is an integer count of ten-thousandths, so any order gives the same bits.

Never uses floating point, and never guesses: what does not fit is refused.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SCALE: Final = 10_000
# The one int64 without a positive counterpart: no sum or negation of real values meets it.
MISSING: Final = -(2**63)
LARGEST: Final = 2**63 - 1

_PLACES: Final = Decimal(1) / SCALE
# int64 has 19 digits; quantize needs room for the rounded result only, the operand may be longer.
_CONTEXT: Final = Context(prec=24, rounding=ROUND_HALF_EVEN)


def divide_half_even(numerator: Any, denominator: Any) -> Any:
    """Divide integers and round once, halves to the even neighbour, negative numbers included.

    Takes Python integers of any size (and returns one), integer arrays that fit int64 (and returns
    an int64 array, broadcast), or object arrays of Python integers. Raises ZeroDivisionError on a
    zero denominator, OverflowError when an int64 operand is MISSING, TypeError on anything that is
    not an integer.
    """
    if isinstance(numerator, int) and isinstance(denominator, int):
        return _divide_integers(numerator, denominator)
    top, bottom = _integers(numerator), _integers(denominator)
    if np.any(bottom == 0):
        raise ZeroDivisionError("division of exact values by zero")
    if np.any(bottom < 0):
        top, bottom = np.where(bottom < 0, -top, top), np.abs(bottom)
    quotient = top // bottom
    rest = top - quotient * bottom
    # Comparing with what is left of the denominator avoids doubling the rest, which could overflow.
    other = bottom - rest
    return quotient + ((rest > other) | ((rest == other) & (quotient % 2 == 1)))


def multiply_exact(values: Any, factor: Any) -> Any:
    """Multiply int64 arrays (broadcast), refusing a product outside int64 or a MISSING operand.

    Raises OverflowError. Costs one extra pass over the larger operand.
    """
    left, right = _integers(values), _integers(factor)
    if left.size and right.size and _largest(left) * _largest(right) > LARGEST:
        exact = left.astype(object) * right.astype(object)
        if np.any(np.abs(exact) > LARGEST):
            raise OverflowError("a product of exact values does not fit 64 bits")
        return exact.astype(np.int64)
    return left * right


def to_scaled(value: Decimal | int | str) -> int:
    """Turn a number into ten-thousandths; more than four decimals are rounded half-even.

    Raises ValueError when a text is no finite number, OverflowError when it does not fit int64,
    TypeError for floats, whose decimals are already lost.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        kind = type(value).__name__
        raise TypeError(f"an exact value comes from Decimal, int or str, not {kind}")
    number = _decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value}")
    if number and number.adjusted() > 15:
        raise OverflowError(f"too large for an exact value: {value}")
    scaled = int(_CONTEXT.multiply(number.quantize(_PLACES, context=_CONTEXT), Decimal(SCALE)))
    if abs(scaled) > LARGEST:
        raise OverflowError(f"too large for an exact value: {value}")
    return scaled


def from_scaled(scaled: int) -> Decimal:
    """Turn ten-thousandths back into a Decimal with four places; ValueError for MISSING."""
    if int(scaled) == MISSING:
        raise ValueError("a missing value has no number")
    return _CONTEXT.scaleb(Decimal(int(scaled)), -4)


def _decimal(value: Decimal | int | str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"not a number: {value}") from None


def _divide_integers(numerator: int, denominator: int) -> int:
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(numerator, denominator)
    return quotient + (2 * rest > denominator or (2 * rest == denominator and quotient % 2 == 1))


def _integers(values: Any) -> NDArray[Any]:
    array = np.asarray(values)
    if array.dtype == object:
        return array
    if not np.can_cast(array.dtype, np.int64):
        raise TypeError(f"exact arithmetic needs integers that fit 64 bits, not {array.dtype}")
    if array.size and array.dtype == np.int64 and array.min() == MISSING:
        raise OverflowError("a missing value takes no part in arithmetic")
    return array.astype(np.int64, copy=False)


def _largest(array: NDArray[Any]) -> int:
    return max(abs(int(array.min())), abs(int(array.max())))
