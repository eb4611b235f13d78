"""Ranges as an address writes them, and numbers as people type them."""

from datetime import date
from decimal import Decimal

import pytest

from book.domain.ranges import Range, read_day, read_number, read_range, read_whole


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("40..60", 40, 60),
        ("40..", 40, None),
        ("..60", None, 60),
        ("40", 40, 40),
        ("-9..-5", -9, -5),
    ],
)
def test_a_range_reads_and_writes_its_ends(text, low, high):
    found = read_range(text, read_whole)
    assert (found.low, found.high, str(found)) == (low, high, text)


def test_a_range_of_days_and_none_lead_back_to_their_texts():
    assert str(read_range("2026-12-01..2027-01-31", read_day)) == "2026-12-01..2027-01-31"
    assert read_range("2026-12-01", read_day) == Range(date(2026, 12, 1), date(2026, 12, 1))
    assert str(read_range("none", read_day)) == "none"


@pytest.mark.parametrize("text", ["", "..", "60..40", "a..b", "1..2..3", "40...60", "1.5"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_range(text, read_whole)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *[("480万", 4_800_000), ("1.32億", 132_000_000), ("4.8M", 4_800_000), ("12k", 12_000)],
        *[("¥4,800,000", 4_800_000), ("１２３", 123), ("−18", -18), ("62.5%", Decimal("62.5"))],
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [("922337203685477", 922_337_203_685_477), ("-9223372億", -922_337_200_000_000)],
)
def test_the_largest_numbers_are_those_that_can_be_kept(typed, number):
    assert read_number(typed) == number
    further = typed.replace("922", "923", 1)
    with pytest.raises(ValueError, match="not a number that we keep"):
        read_number(further)


@pytest.mark.parametrize("typed", ["", "abc", "1e9", "1.23456", "nan", "1" * 16, "--1", "万"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="not a number"):
        read_number(typed)
