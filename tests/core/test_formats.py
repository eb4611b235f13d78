"""Numbers, money and days as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from core import formats
from core.wording import listed

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("amount", "japanese", "english"),
    [
        (0, "0円", "¥0"),
        (9_999, "9,999円", "¥10K"),
        (10_000, "1万円", "¥10K"),
        (4_800_000, "480万円", "¥4.8M"),
        (48_000_000, "4,800万円", "¥48M"),
        (1_320_000_000, "13.2億円", "¥1.32B"),
        (-4_800_000, "−480万円", "−¥4.8M"),
        (None, "–", "–"),
    ],
)
def test_money_in_text_is_short(amount, japanese, english):
    with translation.override("ja"):
        assert formats.yen_in_text(amount) == japanese
    with translation.override("en"):
        assert formats.yen_in_text(amount) == english


@pytest.mark.parametrize(
    ("amount", "written"),
    [(4_800_000, "¥4,800,000"), (Decimal("120.50"), "¥120"), (-5, "−¥5"), (None, "–")],
)
def test_money_in_a_table_is_whole(amount, written):
    assert formats.yen(amount) == written


@pytest.mark.parametrize(
    ("value", "written"), [(3, "+3"), (-18, "−18"), (0, "±0"), (1_200, "+1,200"), (None, "–")]
)
def test_a_change_always_shows_its_sign(value, written):
    assert formats.signed(value) == written


@pytest.mark.parametrize(
    ("form", "japanese", "english"),
    [
        (formats.day, "2026年11月22日", "22 Nov 2026"),
        (formats.day_of_month, "11月22日", "22 Nov"),
        (formats.day_with_weekday, "11月22日(日)", "Sun 22 Nov"),
        (formats.day_in_table, "2026/11/22", "22 Nov 26"),
    ],
)
def test_a_day_is_written_as_the_language_does(form, japanese, english):
    with translation.override("ja"):
        assert form(DAY) == japanese
    with translation.override("en"):
        assert form(DAY) == english
    assert form(None) == "–"


def test_a_moment_is_shown_in_the_business_time_zone():
    with translation.override("en"):
        assert formats.instant(datetime(2026, 3, 31, 15, 30, tzinfo=UTC)) == "1 Apr 2026 00:30"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.04, "0.0 s"), (9.96, "10.0 s"), (12.4, "12 s"), (185, "3 min 05 s"), (3_725, "1 h 02 min")],
)
def test_a_duration_grows_coarser_as_it_grows(seconds, written):
    with translation.override("en"):
        assert formats.seconds(seconds) == written


@pytest.mark.parametrize(
    ("size", "written"), [(999, "999 B"), (1_536, "1.5 KB"), (5 * 1024**3, "5 GB")]
)
def test_a_size_takes_the_nearest_unit(size, written):
    assert formats.file_size(size) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("12.5000"), "12.5"), (Decimal("1200.0000"), "1,200"), (None, "")],
)
def test_a_number_keeps_only_the_decimals_it_needs(value, written):
    assert formats.number(value) == written


def test_a_list_is_separated_as_the_language_does():
    with translation.override("ja"):
        assert listed(["S", "A"]) == "S、A"
    with translation.override("en"):
        assert listed(["S", "A"]) == "S, A"
