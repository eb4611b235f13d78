"""Numbers of an account packed so that a database compares them as bytes: in order, without reading them.

A figure is an int64 with its sign turned round, most significant byte first; eight zeros are MISSING.
Figures stand side by side, each at a place of its own; a place beyond the end is missing, too.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.exact import LARGEST, MISSING

SIZE: Final = 8
_SIGN: Final = 1 << 63
_HALF: Final = 32


def pack_rows(values: NDArray[np.int64]) -> list[bytes]:
    """Return each row of an array (accounts, places) packed."""
    turned = (values.view(np.uint64) ^ np.uint64(_SIGN)).astype(">u8")
    return [row.tobytes() for row in turned]


def pack(value: int) -> bytes:
    """Return the form of one figure; one outside the exact range is as near to it as can be."""
    return (min(max(value, -LARGEST), LARGEST) + _SIGN).to_bytes(SIZE, "big")


def unpack(packed: Any) -> int | None:
    """Return the figure, None where it is missing."""
    value = int.from_bytes(bytes(packed or b""), "big") - _SIGN
    return None if value <= MISSING else value


def unpack_all(packed: bytes) -> NDArray[np.int64]:
    """Return figures that stand side by side, none of them missing."""
    return (np.frombuffer(packed, ">u8").astype(np.uint64) ^ np.uint64(_SIGN)).view(np.int64)


def total_of(figures: NDArray[np.int64]) -> int:
    """Return the exact sum: amounts in ten-thousandths of a yen may add up to more than 64 bits hold."""
    halves = (figures >> _HALF, figures & ((1 << _HALF) - 1))
    upper, lower = (int(half.sum()) for half in halves)
    return (upper << _HALF) + lower


LEAST: Final = pack(-LARGEST)
