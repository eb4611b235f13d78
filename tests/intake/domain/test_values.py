"""Reading cells: what is accepted, as what, and what is refused, as tables."""

import datetime as dt
from decimal import Decimal

import pytest

from intake.domain.columns import Choice, Column, ColumnType, Words
from intake.domain.values import ISO_STYLE, SLASH_STYLE, UnreadableError, read_cell, read_date

NO_WORDS = Words("", "")


def column(kind, **rest):
    return Column("x", kind, NO_WORDS, NO_WORDS, **rest)


DECIMAL = column(ColumnType.DECIMAL, minimum=-1000, maximum=1000)
UNBOUND = column(ColumnType.DECIMAL)
INTEGER = column(ColumnType.INTEGER, minimum=0, maximum=10)
MONEY = column(ColumnType.MONEY, minimum=0, maximum=999_999_999_999)
TEXT_ID = column(ColumnType.TEXT_ID, longest=20)
BOOLEAN = column(ColumnType.BOOLEAN)
EMAIL = column(ColumnType.EMAIL, longest=254)
CURRENCY = column(ColumnType.CURRENCY, longest=3)
CHOICE = column(
    ColumnType.CHOICE, choices=(Choice("renewed", ("継続", "re new")), Choice("churned"))
)


@pytest.mark.parametrize(
    ("kind", "text", "value", "notes"),
    [
        (DECIMAL, "12.5", 125_000, ()),
        (DECIMAL, "-0.0001", -1, ()),
        (DECIMAL, "１２．５", 125_000, ("full_width",)),
        (DECIMAL, "−5", -50_000, ("full_width",)),
        (DECIMAL, "1e2", 1_000_000, ("exponent",)),
        (DECIMAL, "1.00005", 10_000, ("rounded",)),
        (DECIMAL, "1.00015", 10_002, ("rounded",)),
        (DECIMAL, "-1.00005", -10_000, ("rounded",)),
        (DECIMAL, "1000.00004", 10_000_000, ("rounded",)),
        (DECIMAL, "0" * 5000 + "7", 70_000, ()),
        (UNBOUND, "99999999999999", 999_999_999_999_990_000, ()),
        (INTEGER, "10", 10, ()),
        (INTEGER, "7.0", 7, ()),
        (INTEGER, "1e1", 10, ("exponent",)),
        (MONEY, "4800000", Decimal("4800000.00"), ()),
        (MONEY, "0.125", Decimal("0.12"), ("rounded_money",)),
        (TEXT_ID, "00123", "00123", ()),
        (TEXT_ID, "12E3", "12E3", ()),
        (TEXT_ID, "㈱１", "㈱１", ()),
        (BOOLEAN, "TRUE", True, ()),
        (BOOLEAN, "０", False, ()),
        (BOOLEAN, "はい", True, ()),
        (BOOLEAN, "いいえ", False, ()),
        (EMAIL, "Kato@Example.COM", "kato@example.com", ()),
        (CURRENCY, "jpy", "JPY", ()),
        (CURRENCY, "円", "JPY", ()),
        (CURRENCY, "￥", "JPY", ()),
        (CHOICE, "Renewed", "renewed", ()),
        (CHOICE, "RE-NEW", "renewed", ()),
        (CHOICE, "継続", "renewed", ()),
    ],
)
def test_a_cell_is_read_exactly(kind, text, value, notes):
    read = read_cell(kind, text)
    assert read == (value, notes)
    assert type(read.value) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "code", "params"),
    [
        (DECIMAL, "nan", "not_a_number", {"value": "nan"}),
        (DECIMAL, "Infinity", "not_a_number", {"value": "Infinity"}),
        (DECIMAL, "1_000", "not_a_number", {"value": "1_000"}),
        (DECIMAL, "1,000", "not_a_number", {"value": "1,000"}),
        (DECIMAL, "¥5", "not_a_number", {"value": "¥5"}),
        (DECIMAL, "١٢", "not_a_number", {"value": "١٢"}),
        (DECIMAL, "①", "not_a_number", {"value": "①"}),
        (DECIMAL, "1 2", "not_a_number", {"value": "1 2"}),
        (DECIMAL, "0x10", "not_a_number", {"value": "0x10"}),
        (DECIMAL, ".", "not_a_number", {"value": "."}),
        (DECIMAL, "1e400", "too_large", {"value": "1e400", "maximum": 1000}),
        (DECIMAL, "-1e999999999", "too_small", {"value": "-1e999999999", "minimum": -1000}),
        (DECIMAL, "1000.0001", "too_large", {"value": "1000.0001", "maximum": 1000}),
        (DECIMAL, "9" * 5000, "too_large", {"value": "9" * 39 + "…", "maximum": 1000}),
        (UNBOUND, "1e14", "too_large", {"value": "1e14", "maximum": 10**14 - 1}),
        (INTEGER, "7.5", "not_an_integer", {"value": "7.5"}),
        (INTEGER, "11", "too_large", {"value": "11", "maximum": 10}),
        (INTEGER, "-1", "too_small", {"value": "-1", "minimum": 0}),
        (INTEGER, "ten", "not_a_number", {"value": "ten"}),
        (MONEY, "-0.01", "too_small", {"value": "-0.01", "minimum": 0}),
        (TEXT_ID, "1.20E+04", "damaged_id", {"value": "1.20E+04"}),
        (TEXT_ID, "1E+05", "damaged_id", {"value": "1E+05"}),
        (TEXT_ID, "x" * 21, "too_long", {"value": "x" * 21, "found": 21, "longest": 20}),
        (BOOLEAN, "maybe", "not_a_boolean", {"value": "maybe"}),
        (EMAIL, "kato", "not_an_email", {"value": "kato"}),
        (EMAIL, "a b@example.com", "not_an_email", {"value": "a b@example.com"}),
        (EMAIL, "a@b@example.com", "not_an_email", {"value": "a@b@example.com"}),
        (CURRENCY, "YE1", "not_a_currency", {"value": "YE1"}),
        (CHOICE, "lost", "not_a_choice", {"value": "lost", "allowed": "renewed, churned"}),
    ],
)
def test_a_cell_is_refused_with_its_reason(kind, text, code, params):
    with pytest.raises(UnreadableError) as refused:
        read_cell(kind, text)
    assert (refused.value.code, refused.value.params) == (code, params)


@pytest.mark.parametrize(
    ("text", "day", "style", "notes"),
    [
        ("2024-02-29", dt.date(2024, 2, 29), ISO_STYLE, ()),
        ("1970-01-01", dt.date(1970, 1, 1), ISO_STYLE, ()),
        ("2100-12-31", dt.date(2100, 12, 31), ISO_STYLE, ()),
        ("2024/04/01", dt.date(2024, 4, 1), SLASH_STYLE, ()),
        ("2024/4/1", dt.date(2024, 4, 1), SLASH_STYLE, ()),
        ("２０２４/０４/０１", dt.date(2024, 4, 1), SLASH_STYLE, ("full_width",)),
    ],
)
def test_a_date_is_read_in_two_styles(text, day, style, notes):
    assert read_date(text) == (day, style, notes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-02-29", "not_a_date"),
        ("2024-13-01", "not_a_date"),
        ("2024-4-1", "not_a_date"),
        ("2024-04-01T00:00", "not_a_date"),
        ("20240401", "not_a_date"),
        ("2024-W14-1", "not_a_date"),
        ("45383", "not_a_date"),
        ("03/04/2024", "not_a_date"),
        ("令和6年4月1日", "not_a_date"),
        ("69/4/1", "two_digit_year"),
        ("24-04-01", "two_digit_year"),
        ("1969-12-31", "date_out_of_range"),
        ("2101-01-01", "date_out_of_range"),
        ("0000-01-01", "date_out_of_range"),
    ],
)
def test_any_other_date_is_refused(text, code):
    with pytest.raises(UnreadableError) as refused:
        read_date(text)
    assert refused.value.code == code
    assert refused.value.params == {"value": text}
