"""The churn-risk list as it is shown: lines under their months, and the months at a glance."""

from dataclasses import dataclass
from datetime import date

from accounts.models import RiskJudgement
from book.domain.attention import UNTOUCHED_DAYS
from book.rows import BookRow, book_rows, days_ago
from dashboards.day.steps_due import due_in_words
from dashboards.renewals.evidence import Reason, judged_by_csms, reasons_of
from dashboards.renewals.months import Month
from engagement.models import NextStep
from engagement.selectors import next_step_by_account

MOST_REASONS = 2


@dataclass(frozen=True)
class RenewalRow:
    """One account whose contract ends: its line of the book, its worst reasons, the latest touch.

    `judgement` is the latest of a member, None where there is none or it is sealed; `step` the next
    step that waits, `step_due` its day in words.
    """

    line: BookRow
    plan: str
    reasons: list[Reason]
    more_reasons: int
    judgement: RiskJudgement | None
    step: NextStep | None
    step_due: str
    is_step_late: bool
    touched: str
    is_untouched: bool


@dataclass(frozen=True)
class MonthRows:
    """The lines of one month on this page, and the ways to all of it and to what is at high risk of it."""

    month: Month
    rows: list[RenewalRow]
    url: str
    high_url: str


@dataclass(frozen=True)
class MonthBar:
    """One month at a glance: parts of its revenue as lengths of 0 to 1,000.

    `url` leads to just it, and back from it; the others to its list, and to what is at that risk of it.
    """

    month: Month
    high: int
    medium: int
    rest: int
    url: str
    list_url: str
    high_url: str
    medium_url: str
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
    return MonthBar(
        month,
        high,
        medium,
        whole - high - medium,
        url=query.url(month="" if is_chosen else month.key),
        list_url=query.url(month=month.key),
        high_url=query.url(month=month.key, risk=("high",)),
        medium_url=query.url(month=month.key, risk=("medium",)),
        is_chosen=is_chosen,
    )


def rows_by_month(page, query, *, judgements, words, as_of: date, today: date) -> list[MonthRows]:
    """Put the lines of a `RenewalPage` under their months, in its order; steps are due by `today`."""
    lines = book_rows(page.statuses, judgements=judgements, words=words, as_of=as_of)
    behind = _Behind(
        reasons=reasons_of(page.statuses, judgements=judgements, night=as_of),
        judged=judged_by_csms(page.statuses, judgements=judgements),
        steps=next_step_by_account([status.pk for status in page.statuses]),
    )
    found = {month.first: _month_rows(month, query) for month in page.months}
    for status, line in zip(page.statuses, lines, strict=True):
        row = _row(status, line, behind, as_of, today)
        found[status.ends_on.replace(day=1)].rows.append(row)
    return [each for each in found.values() if each.rows]


def _month_rows(month, query):
    high = query.url(month=month.key, risk=("high",))
    return MonthRows(month, [], query.url(month=month.key), high)


@dataclass(frozen=True)
class _Behind:
    """What lies behind the lines of a page, by account."""

    reasons: dict[int, list[Reason]]
    judged: dict[int, RiskJudgement]
    steps: dict[int, NextStep]


def _row(status, line, behind, as_of, today):
    touched = status.latest_touch_on
    days = (as_of - touched).days if touched else None
    reasons = behind.reasons.get(status.pk) or [Reason(name, []) for name in line.reasons]
    step = behind.steps.get(status.pk)
    return RenewalRow(
        line=line,
        plan=status.plan,
        reasons=reasons[:MOST_REASONS],
        more_reasons=max(0, len(reasons) - MOST_REASONS),
        judgement=behind.judged.get(status.pk),
        step=step,
        step_due=due_in_words(step.due_on, today) if step else "",
        is_step_late=bool(step and step.due_on < today),
        touched="" if days is None else days_ago(days),
        is_untouched=days is None or days >= UNTOUCHED_DAYS,
    )
