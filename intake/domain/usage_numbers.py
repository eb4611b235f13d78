"""Reading a column of usage values at once, for numbers in everyday form.

What it takes, it reads as `values.read_scaled` would; what it leaves alone may still be a number.
"""

from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.exact import SCALE
from intake.domain.datasets import LARGEST_USAGE, USAGE

# Everyday numbers are shorter, in bytes.
_LONGEST: Final = 40
_LEAST: Final = (USAGE.column("value").minimum or 0) * SCALE
_MOST: Final = LARGEST_USAGE * SCALE


class Numbers(NamedTuple):
    """A column's values in ten-thousandths, good only where `is_number`.

    `is_empty` where the cell is; `is_rounded` where it had more than four decimals, None if none.
    """

    values: NDArray[np.int64]
    is_number: NDArray[np.bool_]
    is_empty: NDArray[np.bool_]
    is_rounded: NDArray[np.bool_] | None


def read_numbers(texts: pl.Series) -> Numbers:
    """Read texts as numbers within the bounds of a usage value."""
    is_empty = texts.is_null() | (texts == "").fill_null(value=False)
    whole = texts.cast(pl.Int64, strict=False)
    if (texts.str.len_bytes().max() or 0) > _LONGEST:
        whole = whole.set(texts.str.len_bytes() > _LONGEST, None)
    values = whole.fill_null(0).to_numpy()
    fits = (values >= -LARGEST_USAGE) & (values <= LARGEST_USAGE)
    values = np.where(fits, values, 0) * SCALE
    is_number = fits & whole.is_not_null().to_numpy()
    is_rounded = None
    others = np.flatnonzero((whole.is_null() & ~is_empty).to_numpy())
    if len(others):
        decimals, is_decimal, is_long = _read_decimals(texts.gather(others))
        values[others] = decimals
        is_number[others] = is_decimal
        is_rounded = np.zeros(len(texts), dtype=bool)
        is_rounded[others] = is_long
    return Numbers(values, is_number & (values >= _LEAST), is_empty.to_numpy(), is_rounded)


def _read_decimals(
    texts: pl.Series,
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Polars rounds half-even, and exactly; an exponent is left to the exact reading, to be noted."""
    is_everyday = (texts.str.len_bytes() <= _LONGEST) & ~texts.str.contains("[eE]")
    scaled = texts.cast(pl.Decimal(38, 4), strict=False).to_physical()
    fits = is_everyday & scaled.is_not_null() & scaled.is_between(-_MOST, _MOST).fill_null(False)
    values = scaled.set(~fits, 0).fill_null(0).cast(pl.Int64)
    return values.to_numpy(), fits.to_numpy(), texts.str.contains(r"\.[0-9]{5}").to_numpy()
