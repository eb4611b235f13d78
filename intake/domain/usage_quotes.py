"""Taking quotes off cells that need none: many tools put them round every cell."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_QUOTE: Final = ord('"')
_LINE_END: Final = ord("\n")


def without_quotes(chunk: bytes, separator: str) -> bytes | None:
    """Give whole lines without their quotes, or None if a quote does more than stand round a cell.

    So it does where a cell holds a quote, a separator or a line end, or where quotes do not pair.
    `chunk` ends with a line feed and has no carriage returns.
    """
    signs = np.frombuffer(chunk, dtype=np.uint8)
    marks = np.flatnonzero((signs == _QUOTE) | (signs == _LINE_END) | (signs == ord(separator)))
    is_quote = signs[marks] == _QUOTE
    quotes = np.flatnonzero(is_quote)
    if len(quotes) % 2:
        return None
    opening, closing = quotes[::2], quotes[1::2]
    if np.any(closing != opening + 1):
        return None
    # A cell begins where the chunk does, or right after a separator or line end.
    inner = opening[1:] if len(opening) and marks[opening[0]] == 0 else opening
    is_round = _stand_beside(marks, is_quote, inner, -1) and _stand_beside(
        marks, is_quote, closing, +1
    )
    return chunk.replace(b'"', b"") if is_round else None


def _stand_beside(marks: Array, is_quote: Array, quotes: Array, step: int) -> bool:
    """Tell whether the sign that comes before (or after) each quote is a mark that is no quote."""
    beside = quotes + step
    if np.any(beside < 0) or np.any(is_quote[beside]):
        return False
    return bool(np.all(marks[beside] == marks[quotes] + step))
