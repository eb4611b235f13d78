"""The numbers of the board: what accounts lack, what is entered by hand, what was refused."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext

from accounts.access import ObjectKind, Scope, scope_of
from core.formats import day_of_month, whole
from core.models import User
from core.sparkline import Sparkline, draw_sparkline
from intake.domain.reasons import first_of
from intake.models import QualityDay, Upload
from intake.quality.completeness import FIELDS
from intake.quality.coverage import GAPS, Gap, asked_of, lacking
from intake.quality.measures import AGE, FILLED, WAITING
from intake.quality.selectors import accounts_in_sight, inspected_on
from intake.selectors import dataset_name

# A trend shows so many days, refused rows those of so many.
TREND_DAYS = 90
REFUSED_WITHIN = timedelta(days=90)
# Of many refused files, the latest tell what goes wrong.
MOST_REFUSED_FILES = 100
MOST_NAMED_FILES = 3


@dataclass(frozen=True)
class Spark:
    """A line with what it says in words."""

    line: Sparkline
    words: str


@dataclass(frozen=True)
class GapLine:
    """How many accounts lack something, of how many that should have it."""

    gap: Gap
    part: int
    whole: int
    spark: Spark | None


@dataclass(frozen=True)
class Cell:
    """One hand-entered field of one CSM's accounts: filled for `part` of `whole`, `age_days` old."""

    gap: Gap
    part: int
    whole: int
    age_days: int | None

    @property
    def percent(self) -> int:
        return 100 * self.part // self.whole if self.whole else 0

    @property
    def missing(self) -> int:
        return self.whole - self.part


@dataclass(frozen=True)
class CsmLine:
    """The fields of one CSM; `csm` is None for accounts without one and for all together."""

    csm: User | None
    accounts: int
    cells: list[Cell]


@dataclass(frozen=True)
class RefusedLine:
    """A reason for which rows were refused: how many, an example in words, the latest files."""

    code: str
    dataset: str
    rows: int
    example: str
    uploads: list[Upload]


def gap_lines(*, for_user, as_of: date) -> list[GapLine]:
    """Return what the accounts in a member's sight lack.

    Who sees all gets what the inspection of that day counted, with its trend; others' are counted now.
    """
    kept = _kept_gaps(as_of) if scope_of(for_user, ObjectKind.QUALITY) == Scope.ALL else {}
    if not kept:
        return _counted_gaps(accounts_in_sight(for_user=for_user), as_of)
    trends = _trends(as_of)
    return [
        GapLine(gap, *kept.get(gap.key, (0, 0)), spark(trends[gap.key], as_of=as_of))
        for gap in GAPS
    ]


def _kept_gaps(as_of):
    """Return {key of a gap: (accounts that lack it, of how many)}."""
    rows = QualityDay.objects.filter(day=as_of, subject="", measure__in=[gap.key for gap in GAPS])
    return {row.measure: (row.part, row.whole) for row in rows}


def _counted_gaps(accounts, as_of):
    return [
        GapLine(
            gap,
            lacking(gap, accounts, as_of=as_of).count(),
            asked_of(gap, accounts, as_of=as_of).count(),
            None,
        )
        for gap in GAPS
    ]


def waiting_spark(*, as_of: date) -> Spark | None:
    """Return how many findings waited on each day, of all groups together."""
    waiting = Counter()
    for name, days in _trends(as_of).items():
        if name.startswith(WAITING):
            waiting.update(days)
    return spark(waiting, as_of=as_of)


def _trends(as_of):
    """Return {measure: {day: part}} of the latest days, of all accounts together."""
    rows = QualityDay.objects.filter(
        subject="", day__gt=as_of - timedelta(days=TREND_DAYS), day__lte=as_of
    )
    trends: dict[str, dict[date, int]] = defaultdict(dict)
    for name, day, part in rows.values_list("measure", "day", "part"):
        trends[name][day] = part
    return trends


def spark(days: dict[date, int], *, as_of: date) -> Spark | None:
    """Draw a number over the days on which it was kept; None where there are fewer than two."""
    if not days:
        return None
    first = min(days)
    every = [first + timedelta(days=step) for step in range((as_of - first).days + 1)]
    line = draw_sparkline([days.get(day) for day in every], least_span=4)
    if line is None:
        return None
    words = gettext("From %(from)s on %(first)s to %(to)s on %(latest)s.") % {
        "from": whole(line.earliest),
        "first": day_of_month(first),
        "to": whole(line.latest),
        "latest": day_of_month(max(days)),
    }
    return Spark(line, words)


def csm_lines(*, for_user) -> list[CsmLine]:
    """Return the fields of each CSM in sight as the latest inspection found them, least filled first.

    Who sees all gets the sum first.
    """
    day = inspected_on()
    if day is None:
        return []
    kept = {
        (row.measure, row.subject): (row.part, row.whole)
        for row in QualityDay.objects.filter(day=day)
    }
    is_all = scope_of(for_user, ObjectKind.QUALITY) == Scope.ALL
    csms = _csms(for_user, is_all)
    lines = [_csm_line(csm, str(csm.pk), kept) for csm in csms.values()]
    known = [line for line in lines if line.accounts]
    known.sort(key=lambda line: sum(cell.part for cell in line.cells) / line.accounts)
    if not is_all:
        return known
    others = [_csm_line(None, subject, kept) for subject in ("", "0")]
    return [line for line in (others[0], *known, others[1]) if line.accounts]


def _csms(user, is_all):
    users = User.objects.filter(book__isnull=False)
    if not is_all:
        ids = accounts_in_sight(for_user=user).values("csm")
        users = users.filter(pk__in=ids)
    return users.distinct().in_bulk()


def _csm_line(csm, subject, kept):
    cells = []
    for field in FIELDS:
        part, every = kept.get((FILLED + field.key, subject), (0, 0))
        age = kept.get((AGE + field.key, subject), (None, 0))[0]
        cells.append(Cell(field.gap, part, every, age))
    return CsmLine(csm, cells[0].whole, cells)


def refused_lines(*, at: datetime) -> list[RefusedLine]:
    """Return why rows were refused lately, most first."""
    uploads = Upload.objects.filter(
        created_at__gt=at - REFUSED_WITHIN, verdict__counts__refused__gt=0
    ).only("file_name", "dataset", "verdict")[:MOST_REFUSED_FILES]
    found: dict[tuple[str, str], list] = defaultdict(list)
    for upload in uploads:
        for reason in upload.verdict.get("reasons", []):
            found[reason["code"], upload.dataset].append((reason, upload))
    lines = [_refused(code, dataset, reasons) for (code, dataset), reasons in found.items()]
    return sorted(lines, key=lambda line: (-line.rows, line.dataset, line.code))


def _refused(code, dataset, reasons):
    latest, _ = reasons[0]
    rows = sum(reason["count"] for reason, _ in reasons)
    example = first_of(latest).describe(translation)
    uploads = list({upload.pk: upload for _, upload in reasons}.values())
    return RefusedLine(code, dataset_name(dataset), rows, example, uploads[:MOST_NAMED_FILES])
