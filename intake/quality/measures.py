"""The numbers of the board on each day, kept so that it can show where they come from and go."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from accounts.models import Account
from core import bulk
from intake.models import DataFinding, FindingState, QualityDay
from intake.quality.completeness import completeness
from intake.quality.coverage import GAPS, asked_of, lacking
from intake.quality.inspections import Group, inspections

FILLED, AGE, WAITING = "filled:", "age:", "open:"
_FIELDS = ("measure", "subject", "day", "part", "whole")

Measure = tuple[str, str, int, int]


def measure(*, as_of: date) -> list[Measure]:
    """Return (measure, subject, part, whole) of what accounts lack and of what is entered by hand.

    The subject of a hand-entered field is the id of the CSM, 0 for none, empty for all.
    """
    every = Account.objects.all()
    gaps = [
        (
            gap.key,
            "",
            lacking(gap, every, as_of=as_of).count(),
            asked_of(gap, every, as_of=as_of).count(),
        )
        for gap in GAPS
    ]
    return [*gaps, *_filled(as_of)]


def _filled(as_of) -> Iterable[Measure]:
    for line in completeness(as_of=as_of):
        subject = "" if line.csm is None else str(line.csm)
        yield FILLED + line.field, subject, line.part, line.whole
        if line.age_days is not None:
            yield AGE + line.field, subject, line.age_days, line.part


def keep_measures(measured: Iterable[Measure], *, as_of: date) -> None:
    """Write a day's numbers, and how many findings wait by group; call after these were kept."""
    rows = [(name, subject, as_of, part, whole) for name, subject, part, whole in measured]
    rows += [(WAITING + group, "", as_of, part, 0) for group, part in _waiting().items()]
    QualityDay.objects.filter(day=as_of).delete()
    bulk.upsert(QualityDay, _FIELDS, sorted(rows), key=("measure", "subject", "day"))


def _waiting():
    group_of = {each.key: each.group for each in inspections()}
    waiting = DataFinding.objects.filter(state__in=(FindingState.OPEN, FindingState.TAKEN))
    counts = dict.fromkeys(Group.values, 0)
    for kind, count in waiting.order_by().values_list("kind").annotate(Count("pk")):
        if kind in group_of:
            counts[group_of[kind].value] += count
    return counts
