"""The churn-risk list as it is shown: lines under their months, and the months at a glance."""

from dataclasses import dataclass
from datetime import date

from book.domain.attention import UNTOUCHED_DAYS
from book.rows import BookRow, book_rows, days_ago
from dashboards.renewals import Month

MOST_REASONS = 2


@dataclass(frozen=True)
class RenewalRow:
    """One account whose contract ends: its line of the book, its worst reasons, the latest touch."""

    line: BookRow
    plan: str
    reasons: list[str]
    more_reasons: int
    touched: str
    is_untouched: bool


@dataclass(frozen=True)
class MonthRows:
    """The lines of one month on this page."""

    month: Month
    rows: list[RenewalRow]


@dataclass(frozen=True)
class MonthBar:
    """One month at a glance: parts of its revenue as lengths of 0 to 1,000, and the way to just it."""

    month: Month
    high: int
    medium: int
    rest: int
    url: str
    is_chosen: bool

    @property
    def medium_x(self):
        return self.high

    @property
    def rest_x(self):
        return self.high + self.medium


def month_bars(months, query) -> list[MonthBar]:
    """Draw all months of a list to one scale; the month that is chosen leads back to all."""
    most = max((month.arr for month in months), default=0) or 1
    return [_bar(month, query, most) for month in months]


def _bar(month, query, most):
    high, medium, whole = (1_000 * part // most for part in (month.high, month.medium, month.arr))
    is_chosen = query.month == month.key
    url = query.url(month="" if is_chosen else month.key)
    return MonthBar(month, high, medium, whole - high - medium, url, is_chosen)


def rows_by_month(page, *, judgements, words, as_of: date) -> list[MonthRows]:
    """Put the lines of a `RenewalPage` under their months, in its order."""
    lines = book_rows(page.statuses, judgements=judgements, words=words, as_of=as_of)
    found = {month.first: MonthRows(month, []) for month in page.months}
    for status, line in zip(page.statuses, lines, strict=True):
        found[status.ends_on.replace(day=1)].rows.append(_row(status, line, as_of))
    return [each for each in found.values() if each.rows]


def _row(status, line, as_of):
    touched = status.latest_touch_on
    days = (as_of - touched).days if touched else None
    return RenewalRow(
        line=line,
        plan=status.plan,
        reasons=line.reasons[:MOST_REASONS],
        more_reasons=max(0, len(line.reasons) - MOST_REASONS),
        touched="" if days is None else days_ago(days),
        is_untouched=days is None or days >= UNTOUCHED_DAYS,
    )
