"""Numbers, money and days as a reader of the current language writes them.

Never reads the clock and never rounds a value for anything but showing it.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.fiscal import fiscal_quarter

# A true minus sign is as wide as a digit, so columns of changes stay aligned.
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
_MAN = 10_000
_OKU = 100_000_000


def whole(value: int | None) -> str:
    """Return 12,345; a dash where there is nothing."""
    if value is None:
        return NOTHING
    return f"{value:,}".replace("-", MINUS)


def decimal(value, *, places: int) -> str:
    """Return a number with at most `places` decimals, trailing zeros left out."""
    text = number_format(
        round(value, places), decimal_pos=places, use_l10n=True, force_grouping=True
    )
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def number(value: Decimal | None) -> str:
    """Return a number with the decimals it has, four at most; nothing where there is none."""
    return "" if value is None else decimal(value, places=4)


def signed(value: int | None) -> str:
    """Return +3, −18 or ±0."""
    if value is None:
        return NOTHING
    if value == 0:
        return "±0"
    return f"+{value:,}" if value > 0 else f"{MINUS}{-value:,}"


def yen(amount: int | Decimal | None) -> str:
    """Return ¥4,800,000: the form for tables."""
    if amount is None:
        return NOTHING
    amount = round(amount)
    return f"{MINUS if amount < 0 else ''}¥{abs(amount):,}"


def signed_yen(amount: int) -> str:
    """Return +¥4,800, −¥300 or ±0: a change that has to add up."""
    if not amount:
        return "±0"
    return f"{'+' if amount > 0 else MINUS}{yen(abs(amount))}"


def yen_in_text(amount: int | None) -> str:
    """Return 480万円 or 13.2億円, in English ¥4.8M or ¥1.32B: the form for sentences and totals."""
    if amount is None:
        return NOTHING
    sign = MINUS if amount < 0 else ""
    shorten = _in_japanese if (get_language() or "").startswith("ja") else _in_english
    return sign + shorten(abs(amount))


def _in_japanese(amount: int) -> str:
    if amount >= _OKU:
        return f"{_trimmed(amount / _OKU, 1)}億円"
    if amount >= _MAN:
        return f"{amount // _MAN:,}万円"
    return f"{amount:,}円"


def _in_english(amount: int) -> str:
    for size, letter, places in ((10**9, "B", 2), (10**6, "M", 1), (10**3, "K", 0)):
        if amount >= size:
            return f"¥{_trimmed(amount / size, places)}{letter}"
    return f"¥{amount:,}"


def _trimmed(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: date | None) -> str:
    """Return 24 Jan 2026 or 2026年1月24日: a date in a sentence."""
    return _dated(value, pgettext("date with year", "j M Y"))


def day_of_month(value: date | None) -> str:
    """Return 24 Jan or 1月24日: a date whose year is plain."""
    return _dated(value, pgettext("date without year", "j M"))


def month_and_year(value: date | None) -> str:
    """Return Jan 2026 or 2026年1月: the month of a date."""
    return _dated(value, pgettext("month with year", "M Y"))


def fiscal_quarter_of(value: date | None) -> str:
    """Return FY2026 Q3 or 2026年度第3四半期: the quarter of the fiscal year that holds a day."""
    if value is None:
        return NOTHING
    period = fiscal_quarter(value)
    return _("FY%(year)s Q%(quarter)s") % {"year": period.year, "quarter": period.quarter}


def day_with_weekday(value: date | None) -> str:
    """Return Sun 22 Nov or 11月22日(日)."""
    return _dated(value, pgettext("date with weekday", "D j M"))


def day_in_table(value: date | None) -> str:
    """Return 24 Jan 26 or 2026/01/24: narrow, and of one width in a column."""
    return _dated(value, pgettext("date in a table", "d M y"))


def instant(value: datetime | None) -> str:
    """Return a moment in the business time zone, to the minute."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value, ZoneInfo(settings.BUSINESS_TIME_ZONE))
    return format_date(local, pgettext("moment", "j M Y H:i"))


def seconds(value: float | None) -> str:
    """Return a duration in words: 0.4 s, 12 s, 3 min 05 s, 1 h 02 min."""
    if value is None:
        return NOTHING
    if value < 10:
        return _("%(seconds)s s") % {"seconds": f"{value:.1f}"}
    whole_seconds = round(value)
    minutes, rest = divmod(whole_seconds, 60)
    if not minutes:
        return _("%(seconds)s s") % {"seconds": rest}
    hours, minutes_left = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": f"{rest:02}"}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes_left:02}"}


def file_size(size_bytes: int) -> str:
    """Return bytes in the nearest of B, KB, MB, GB."""
    size = float(size_bytes)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{_trimmed(size, 0 if unit == 'B' else 1)} {unit}"
        size /= 1024
    return f"{_trimmed(size, 1)} GB"


def _dated(value: date | None, pattern: str) -> str:
    return _written(value, pattern, get_language()) if value else NOTHING


# A page names the same few hundred days again and again; each costs 20 microseconds to write.
@lru_cache(maxsize=4_096)
def _written(value, pattern, language):
    return format_date(value, pattern)
