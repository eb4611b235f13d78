"""The churn-risk list as it is shown: lines under their months, and the same lines as a file."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from book.domain.attention import UNTOUCHED_DAYS
from book.rows import BookRow, book_rows, days_ago, reasons_in_words
from book.verdicts import band_sign, risk_sign, shown_score, stage_sign
from core.csv_out import DefusedWriter
from core.wording import listed, localized
from dashboards.renewals import Month

MOST_REASONS = 2
# Excel takes a file for UTF-8 only when it begins with this mark.
_MARK = "\ufeff"


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


def write_csv(file, statuses, *, judgements, words, as_of: date):
    """Write a queryset of AccountStatus as a spreadsheet takes it: days as 2027-01-31, money as a number."""
    file.write(_MARK)
    writer = DefusedWriter(file)
    writer.write(_heads())
    for status in statuses.iterator(chunk_size=2_000):
        writer.write(_cells(status, judgements, words, as_of))


def _heads():
    return [
        *(_("Account"), _("Segment"), _("Plan"), _("CSM"), _("Contract ends"), _("Days left")),
        *(
            _("ARR (JPY)"),
            _("Free of charge"),
            _("Risk"),
            _("CSM sees"),
            _("Differs"),
            _("Reasons"),
        ),
        *(_("Stage"), _("Health"), _("Score"), _("Latest touch")),
    ]


def _cells(status, judgements, words, as_of):
    return [
        status.name,
        localized(status.segment, "name") if status.segment else "",
        status.plan,
        status.csm.name if status.csm else "",
        status.ends_on,
        (status.ends_on - as_of).days,
        status.arr,
        _("yes") if status.is_free else "",
        *_of_risk(status, judgements.hides(status.pk, "risk"), words),
        *_of_stage(status, judgements.hides(status.pk, "stage")),
        *_of_score(status, judgements.hides(status.pk, "score")),
        status.latest_touch_on,
    ]


def _of_risk(status, is_sealed, words):
    if is_sealed:
        return [_("sealed"), _("sealed"), "", ""]
    return [
        _word(risk_sign(status.risk)),
        _word(risk_sign(status.judged_risk)),
        _("yes") if status.is_risk_disputed else "",
        listed(reasons_in_words(status, status.risk_reasons, words)),
    ]


def _of_stage(status, is_sealed):
    return [_("sealed") if is_sealed else _word(stage_sign(status.stage))]


def _of_score(status, is_sealed):
    if is_sealed:
        return [_("sealed"), ""]
    return [_word(band_sign(status.band)), shown_score(status.score)]


def _word(sign):
    return str(sign.word) if sign else ""
