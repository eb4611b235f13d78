"""How fresh each source is against its rhythm: files as they were brought in, usage by its days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext, ngettext

from accounts.models import Product
from core import audit
from core.calendar import business_date, judged_day
from engagement.models import UsageDay, Watermark
from intake.domain.datasets import DATASETS
from intake.domain.rhythm import MONTH_DAYS, WEEK_DAYS, Rhythm, as_said, learned
from intake.models import LOADED_STATES, SourceRhythm, Upload, UploadState
from intake.selectors import dataset_name

# A rhythm is learned from what arrived within so many days.
LOOK_BACK = timedelta(days=180)
PRODUCT = "product:"
_CAME_IN = (*LOADED_STATES, UploadState.UNCHANGED)


@dataclass(frozen=True)
class SourceLine:
    """One source of a dataset. `latest_on` is when a file came, or the latest day of usage.

    `reaches_to` is the latest day of the dataset's facts, None where they have none.
    """

    dataset: str
    source: str
    name: str
    rhythm: Rhythm | None
    is_said: bool
    latest_on: date
    days_late: int
    upload: Upload | None
    reaches_to: date | None

    @property
    def expected_on(self) -> date | None:
        return self.rhythm.expected_on(self.latest_on) if self.rhythm else None

    @property
    def dataset_name(self) -> str:
        return dataset_name(self.dataset)

    @property
    def every(self) -> str:
        return every_in_words(self.rhythm.every_days) if self.rhythm else ""

    @property
    def is_usage(self) -> bool:
        """Usage of a product, by its days."""
        return self.source.startswith(PRODUCT)


def every_in_words(days: int) -> str:
    known = {
        1: gettext("every day"),
        WEEK_DAYS: gettext("every week"),
        MONTH_DAYS: gettext("every month"),
    }
    text = ngettext("every %(n)s day", "every %(n)s days", days)
    return known.get(days) or text % {"n": days}


def source_lines(*, at: datetime) -> list[SourceLine]:
    """Return usage by product, then files by dataset and source, in the order of the datasets."""
    said, reaches = _said(), _reaches()
    lines = [*_of_usage(said, judged_day(at)), *_of_files(said, reaches, at)]
    order = {key: place for place, key in enumerate(DATASETS)}
    return sorted(lines, key=lambda line: (not line.is_usage, order[line.dataset], line.source))


def usage_line(product: Product, days: list[date], *, as_of: date) -> SourceLine:
    """Return how fresh a product's usage is, of the days (ascending) for which it has arrived."""
    source = PRODUCT + product.key
    recent = [day for day in days if day > as_of - LOOK_BACK] or days[-1:]
    return _line("usage", source, product.name, recent, _said(dataset="usage"), as_of)


def _said(**chosen):
    """Return {(dataset, source): days} as members said it."""
    rows = SourceRhythm.objects.filter(**chosen)
    return {(row.dataset, row.source): row.every_days for row in rows}


def _of_usage(said, as_of):
    known, days = UsageDay.objects.filter(day__lte=as_of), defaultdict(list)
    lately = known.filter(day__gt=as_of - LOOK_BACK).order_by("day")
    for product, day in lately.values_list("product_id", "day"):
        days[product].append(day)
    latest = dict(known.order_by().values_list("product_id").annotate(latest=Max("day")))
    for product in Product.objects.filter(pk__in=latest):
        recent = days[product.pk] or [latest[product.pk]]
        yield _line("usage", PRODUCT + product.key, product.name, recent, said, as_of)


def _of_files(said, reaches, at):
    """Read the days of the look-back only; of a source that was silent for longer, its latest file."""
    today = business_date(at)
    came_in = Upload.objects.filter(state__in=_CAME_IN, dataset__in=DATASETS).order_by()
    days = defaultdict(set)
    lately = came_in.filter(created_at__gt=at - LOOK_BACK)
    for dataset, source, instant in lately.values_list("dataset", "source", "created_at"):
        days[dataset, source].add(business_date(instant))
    sources = came_in.values_list("dataset", "source").annotate(latest=Max("pk"))
    latest = {(dataset, source): pk for dataset, source, pk in sources}
    uploads = Upload.objects.only("file_name", "created_at").in_bulk(latest.values())
    for (dataset, source), pk in latest.items():
        upload = uploads[pk]
        recent = sorted(days[dataset, source]) or [business_date(upload.created_at)]
        reach = reaches.get(dataset)
        yield _line(dataset, source, source, recent, said, today, upload, reach)


def _line(dataset, source, name, days, said, as_of, upload=None, reaches_to=None):
    every = said.get((dataset, source))
    rhythm = as_said(every) if every else learned(days)
    late = rhythm.days_late(days[-1], as_of=as_of) if rhythm else 0
    reaches_to = reaches_to or (None if upload else days[-1])
    return SourceLine(
        dataset, source, name, rhythm, bool(every), days[-1], late, upload, reaches_to
    )


def _reaches():
    """Return {dataset: the latest day of its facts}, the least of its products."""
    rows = Watermark.objects.exclude(latest_day=None).order_by("-latest_day")
    return dict(rows.values_list("dataset", "latest_day"))


@transaction.atomic
def set_rhythm(*, dataset, source, every_days, by):
    """Expect the source every so many days, or (None) as its arrivals teach."""
    rows = SourceRhythm.objects.filter(dataset=dataset, source=source)
    if every_days is None:
        if not rows.delete()[0]:
            return
    else:
        defaults = {"every_days": every_days, "set_by": by}
        SourceRhythm.objects.update_or_create(dataset=dataset, source=source, defaults=defaults)
    audit.record(
        actor=by,
        verb="set_rhythm",
        object_kind="source",
        object_id=f"{dataset}/{source}"[:64],
        detail={"every_days": every_days},
    )
