"""The facts that lie in a metric's window, from the table or the series that its definition names."""

from datetime import date, timedelta
from functools import singledispatch
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import AttributeDefinition
from core.calendar import from_ordinal, to_ordinal
from core.exact import from_scaled
from core.formats import NOTHING, day_in_table, number
from core.wording import localized
from dashboards.explain.parts import Block, Inputs, Row
from dashboards.explain.record_words import record_in_words
from metrics.domain.definition import (
    EVERYTHING,
    FEATURE_AGGREGATES,
    AttributeSource,
    DerivedSource,
    RecordSource,
    UsageSource,
)
from metrics.domain.evidence import known_or_none
from metrics.formats import value_in_words
from metrics.readers import read_records
from metrics.shards import load_usage

# Rows shown of what lies in a window.
MOST_ROWS = 10
_VALUED = ("latest", "sum_open")


class _Line(NamedTuple):
    """What one series came to within the window."""

    name: str
    days: int
    total: int
    latest_on: date | None
    latest: int | None


def window_of(source: UsageSource, night) -> tuple[date | None, date | None]:
    """Return the first and the final day of a window of usage; it ends where usage ends."""
    if night.usage_to is None:
        return None, None
    final = night.usage_to - timedelta(days=source.ending_days_ago)
    return final - timedelta(days=source.window_days - 1), final


@singledispatch
def inputs_of(source, night, unit) -> Inputs:
    """Return what a source finds for the night's account."""
    raise TypeError(source)


@inputs_of.register
def _derived(source: DerivedSource, night, unit):
    rows = [
        Row(
            name=night.texts[key].name,
            subject=f"metric/{key}",
            note=night.source(key).words,
            cells=[_known(night, key)],
            is_stale=night.is_stale(key),
        )
        for key in source.of
    ]
    return Inputs([_("Metric"), _("Value")], [Block(rows)])


def _known(night, key):
    value = known_or_none(night.reading.values[key])
    return _("not known") if value is None else night.value(key, value)


@inputs_of.register
def _attribute(source: AttributeSource, night, unit):
    held = night.account.attributes.get(source.key)
    known = AttributeDefinition.objects.filter(key=source.key).first()
    row = Row(
        localized(known, "name") if known else source.key,
        [NOTHING if held in (None, "") else held],
        is_data=known is None,
    )
    return Inputs([_("Attribute"), _("Value")], [Block([row])], is_as_it_stands=True)


@inputs_of.register
def _records(source: RecordSource, night, unit):
    found = [
        row
        for row in read_records([night.account.pk])[source.table]
        if _counts(row, source, night.on)
    ]
    found.sort(key=lambda row: row[1], reverse=True)
    heads = [pgettext("fact", "Record"), _("Day"), _("Until")]
    rows = [_record(night, source, row, unit) for row in found[:MOST_ROWS]]
    return Inputs(
        [*heads, _("Value")] if source.aggregate in _VALUED else heads,
        [Block(rows)],
        more=max(0, len(found) - MOST_ROWS),
        is_as_it_stands=True,
    )


def _counts(row, source, on):
    _account, day, _end, kind, _value = row
    is_meant = not source.kinds or any(
        kind == each or kind.startswith(f"{each}:") for each in source.kinds
    )
    is_within = not source.window_days or (on - day).days < source.window_days
    return is_meant and is_within and day <= on


def _record(night, source, row, unit):
    _account, day, end, kind, value = row
    until = NOTHING if end is None or end > night.on else day_in_table(end)
    cells = [day_in_table(day), until]
    if source.aggregate in _VALUED:
        cells.append(value_in_words(value, unit))
    word = record_in_words(source.table, kind)
    return Row(word or kind, cells, is_data=not word)


@inputs_of.register
def _usage(source: UsageSource, night, unit):
    first, final = window_of(source, night)
    if final is None:
        return Inputs([_("Series"), _("Value")], [])
    lines = _lines(source, night, to_ordinal(first), to_ordinal(final))
    rows = [_series_row(line, source, night) for line in lines[:MOST_ROWS]]
    return Inputs(
        [_("Series"), _figure_head(source), _("Days"), _("Latest day")],
        [Block(rows)],
        more=max(0, len(lines) - MOST_ROWS),
        is_as_it_stands=True,
    )


def _figure_head(source):
    if source.aggregate == "weighted_share":
        return _("Weight")
    return _("Latest value") if source.aggregate == "latest" else _("Sum")


def _lines(source, night, first, final):
    """Return what each series of the source came to, most used first."""
    usage = load_usage(
        product_id=night.account.product_id,
        account_ids=[night.account.pk],
        from_day=first,
        to_day=final,
    )
    within = (usage.day >= first) & (usage.day <= final)
    lines = [
        _line(name, usage, within & (usage.series == usage.numbers.get(name, -1)))
        for name in _names(source, usage.numbers)
    ]
    return sorted(lines, key=lambda line: (-line.days, -line.total, line.name))


def _line(name, usage, chosen):
    days, values = usage.day[chosen], usage.value[chosen]
    if not len(days):
        return _Line(name, 0, 0, None, None)
    place = int(days.argmax())
    latest_on = from_ordinal(days[place])
    return _Line(name, int((values > 0).sum()), int(values.sum()), latest_on, int(values[place]))


def _names(source, numbers):
    """Name the series as metrics of usage choose them: a product without any of the features shows all."""
    if source.features and any(name in numbers for name in source.features):
        return list(source.features)
    if source.series and EVERYTHING not in source.series:
        return list(source.series)
    left_out = {numbers[name] for name in source.without if name in numbers}
    named = {}
    for name, place in numbers.items():
        named.setdefault(place, name)
    return [name for place, name in named.items() if place not in left_out]


def _series_row(line, source, night):
    is_feature = source.aggregate in FEATURE_AGGREGATES
    label = night.series_labels.get(line.name, line.name)
    return Row(
        label,
        [
            _figure(line, source, night),
            str(line.days),
            day_in_table(line.latest_on),
        ],
        is_data=label == line.name,
        state=("met" if line.days else "unmet") if is_feature else "",
    )


def _figure(line, source, night):
    if source.aggregate == "weighted_share":
        weights = (source.overrides or {}).get(night.reading.row.segment_key, source.features)
        return str(weights.get(line.name, NOTHING))
    shown = line.latest if source.aggregate == "latest" else line.total
    return NOTHING if shown is None else number(from_scaled(shown))
