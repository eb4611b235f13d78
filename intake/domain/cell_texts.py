"""What reading any cell gives: a value and what had to be done for it, or the reason why not."""

from typing import Any, Final, NamedTuple

# Full-width signs to their usual form, the ideographic space, and the typographic minus.
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x2212: 0x2D,
    0xFFE5: 0xA5,
}


class UnreadableError(Exception):
    """A cell is refused: a code of `ROW_REASONS`, and what its text needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Reading(NamedTuple):
    """A value, and the codes of what had to be done to get it."""

    value: Any
    notes: tuple[str, ...] = ()


def to_half_width(text: str) -> str:
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def width_notes(text: str, plain: str) -> tuple[str, ...]:
    return () if plain is text or plain == text else ("full_width",)
