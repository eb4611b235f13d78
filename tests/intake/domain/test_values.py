"""Reading cells: what is accepted, as what, and what is refused, as tables."""

from decimal import Decimal

import pytest

from intake.domain.cell_texts import UnreadableError
from intake.domain.columns import Choice, Column, ColumnType, Words
from intake.domain.values import read_cell

NO_WORDS = Words("", "")


def column(kind, **rest):
    return Column("x", kind, NO_WORDS, NO_WORDS, **rest)


DECIMAL = column(ColumnType.DECIMAL, minimum=-1000, maximum=1000)
UNBOUND = column(ColumnType.DECIMAL)
INTEGER = column(ColumnType.INTEGER, minimum=0, maximum=10)
MONEY = column(ColumnType.MONEY, minimum=0, maximum=999_999_999_999)
SIGNED = column(ColumnType.MONEY)
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
        (DECIMAL, "1,000", 10_000_000, ("grouped",)),
        (DECIMAL, "１，０００", 10_000_000, ("full_width", "grouped")),
        (INTEGER, "+7", 7, ()),
        (MONEY, "4800000", Decimal("4800000.00"), ()),
        (MONEY, "1,234,567.5", Decimal("1234567.50"), ("grouped",)),
        (MONEY, "¥1,000", Decimal("1000.00"), ("currency_sign", "grouped")),
        (MONEY, "￥１，０００", Decimal("1000.00"), ("full_width", "currency_sign", "grouped")),
        (MONEY, "\\1,000", Decimal("1000.00"), ("currency_sign", "grouped")),
        (MONEY, "1000円", Decimal("1000.00"), ("currency_sign",)),
        (MONEY, "USD 12.5", Decimal("12.50"), ("currency_sign",)),
        (MONEY, "12.5 EUR", Decimal("12.50"), ("currency_sign",)),
        (SIGNED, "△5", Decimal("-5.00"), ("accounting_negative",)),
        (
            SIGNED,
            "▲1,000円",
            Decimal("-1000.00"),
            ("currency_sign", "accounting_negative", "grouped"),
        ),
        (SIGNED, "(5)", Decimal("-5.00"), ("accounting_negative",)),
        (
            SIGNED,
            "（¥5）",
            Decimal("-5.00"),
            ("full_width", "currency_sign", "accounting_negative"),
        ),
        (SIGNED, "-¥5", Decimal("-5.00"), ("currency_sign",)),
        (SIGNED, "¥-5", Decimal("-5.00"), ("currency_sign",)),
        (DECIMAL, "△5", -50_000, ("accounting_negative",)),
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
        (INTEGER, "¥5", "not_a_number", {"value": "¥5"}),
        (INTEGER, "(5)", "not_a_number", {"value": "(5)"}),
        (DECIMAL, "1,00", "bad_grouping", {"value": "1,00"}),
        (DECIMAL, "1,0000", "bad_grouping", {"value": "1,0000"}),
        (DECIMAL, "1.234,56", "bad_grouping", {"value": "1.234,56"}),
        (DECIMAL, "1,234,56", "bad_grouping", {"value": "1,234,56"}),
        (DECIMAL, ",5", "not_a_number", {"value": ",5"}),
        (DECIMAL, "1,000e1", "not_a_number", {"value": "1,000e1"}),
        (MONEY, "¥5円", "not_a_number", {"value": "¥5円"}),
        (MONEY, "(-5)", "not_a_number", {"value": "(-5)"}),
        (MONEY, "(5", "not_a_number", {"value": "(5"}),
        (MONEY, "5)", "not_a_number", {"value": "5)"}),
        (MONEY, "-△5", "not_a_number", {"value": "-△5"}),
        (MONEY, "480万円", "not_a_number", {"value": "480万円"}),
        (MONEY, "5%", "not_a_number", {"value": "5%"}),
        (MONEY, "¥", "not_a_number", {"value": "¥"}),
        (MONEY, "nan", "not_a_number", {"value": "nan"}),
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
