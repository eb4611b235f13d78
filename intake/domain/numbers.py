"""Numbers as people write them: digits in groups, full-width, with a currency's sign, in brackets.

Accepts only what is written down here, and says what had to be done for it.
"""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from intake.domain.cell_texts import UnreadableError, to_half_width, width_notes
from intake.domain.refusals import excerpt

_PLAIN: Final = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?P<exponent>[eE][+-]?[0-9]{1,9})?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_MEANT_GROUPED: Final = re.compile(r"[0-9][0-9.,]*,[0-9.,]*")
# A backslash is how the yen sign of CP932 comes out.
_CURRENCY: Final = r"[¥\\$€£₩]|JPY|USD|EUR|GBP|KRW|CNY|AUD|SGD"
_AMOUNT: Final = re.compile(
    rf"(?P<open>\()?(?P<outer>[-+△▲])? ?(?P<before>{_CURRENCY})? ?(?P<inner>[-+△▲])?"
    rf"(?P<digits>[0-9.,][0-9.,eE+-]*) ?(?P<after>円|{_CURRENCY})?(?P<close>\))?"
)
_SIGNED: Final = re.compile(r"(?P<sign>[-+]?)(?P<digits>.+)")


# Currencies that write a sign so; a code stands for itself.
_YEN: Final = frozenset({"JPY", "CNY"})
_SIGNED_SO: Final = {
    **dict.fromkeys(("¥", "\\", "円"), _YEN),
    "$": frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "₩": frozenset({"KRW"}),
}


class Number(NamedTuple):
    value: Decimal
    notes: tuple[str, ...]

    @property
    def decimals(self) -> int:
        exponent = self.value.as_tuple().exponent
        return -exponent if isinstance(exponent, int) else 0


def read_number(text: str, *, is_amount: bool) -> Number:
    """Read a number; an amount may have a currency's sign and be negative by △ or brackets.

    Raises UnreadableError.
    """
    plain = to_half_width(text)
    sign, digits, notes = _as_amount(plain) if is_amount else _as_count(plain)
    match = _PLAIN.fullmatch(digits)
    if match is None and _GROUPED.fullmatch(digits):
        digits, notes = digits.replace(",", ""), (*notes, "grouped")
    elif match is None:
        code = "bad_grouping" if _MEANT_GROUPED.fullmatch(digits) else "not_a_number"
        raise UnreadableError(code, value=excerpt(text))
    if match is not None and match["exponent"]:
        notes = (*notes, "exponent")
    return Number(Decimal(sign + digits), (*width_notes(text, plain), *notes))


def is_in_currency(text: str, code: str) -> bool:
    """Tell whether an amount says no other currency than that of the code."""
    match = _AMOUNT.fullmatch(to_half_width(text))
    signs = filter(None, (match["before"], match["after"])) if match else ()
    return all(code in _SIGNED_SO.get(sign, {sign}) for sign in signs)


def _as_count(plain: str) -> tuple[str, str, tuple[str, ...]]:
    match = _SIGNED.fullmatch(plain)
    return (match["sign"], match["digits"], ()) if match else ("", plain, ())


def _as_amount(plain: str) -> tuple[str, str, tuple[str, ...]]:
    """Split an amount into its sign, its digits, and what was said around them."""
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        return _as_count(plain)
    signs = [sign for sign in (match["open"], match["outer"], match["inner"]) if sign]
    currencies = [sign for sign in (match["before"], match["after"]) if sign]
    if bool(match["open"]) != bool(match["close"]) or len(signs) > 1 or len(currencies) > 1:
        return "", plain, ()
    notes = ("currency_sign",) if currencies else ()
    if signs and signs[0] in "(△▲":
        return "-", match["digits"], (*notes, "accounting_negative")
    return "".join(signs), match["digits"], notes
