"""The kinds of number and day that fields of the list are of."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from book.domain.figures import pack, unpack
from book.domain.ranges import read_day, read_number, read_whole
from book.fields.kinds import (
    Phrases,
    Ranged,
    day_bounds,
    days_since_bounds,
    days_until_bounds,
    scaled_bounds,
)
from book.rows import days_ago, days_left, in_days
from book.verdicts import shown_score
from core.calendar import from_ordinal, to_ordinal
from core.exact import SCALE, from_scaled, to_scaled
from core.formats import day, day_in_table, decimal, signed, whole, yen, yen_in_text
from metrics.formats import value_in_words


def _as_it_is(raw, _reader):
    return raw


def _said(value):
    return decimal(value, places=1)


NUMBER = Ranged(
    read_end=read_whole,
    say=_said,
    bounds=scaled_bounds(1),
    show=lambda raw, _reader: whole(raw),
    scalar=_as_it_is,
    total="mean",
)
COUNT = replace(NUMBER, total="sum")
MONEY = replace(
    COUNT,
    say=lambda value: yen_in_text(int(value)),
    show=lambda raw, _reader: yen(raw),
    unit=_("yen"),
)
# Points are shown whole, rounded down: who asks for 40 means what is shown as 40.
POINTS = replace(
    NUMBER,
    bounds=scaled_bounds(100, is_floored=True),
    show=lambda raw, _reader: whole(shown_score(raw)),
    scalar=lambda raw, _reader: shown_score(raw),
    unit=_("points"),
    scale=100,
)
# What the database holds of a change is the difference of the points that are shown.
CHANGE = replace(
    NUMBER,
    say=lambda value: signed(int(value)),
    show=lambda raw, _reader: signed(raw),
    unit=_("points"),
    total="",
)
PERCENT = replace(
    POINTS,
    say=lambda value: f"{_said(value)}%",
    show=lambda raw, _reader: f"{shown_score(raw)}%",
    unit="%",
)
DAY = Ranged(
    read_end=read_day,
    say=day,
    bounds=day_bounds,
    show=lambda raw, _reader: day_in_table(raw),
    scalar=_as_it_is,
    phrases=Phrases(_("from %(value)s"), _("until %(value)s")),
    is_day=True,
)
DAYS_IN = Ranged(
    read_end=read_whole,
    say=lambda value: in_days(int(value)),
    bounds=days_since_bounds,
    show=lambda raw, reader: in_days((reader.as_of - raw).days),
    scalar=lambda raw, reader: (reader.as_of - raw).days,
    unit=pgettext_lazy("unit", "days"),
    is_turned=True,
)
DAYS_AGO = replace(
    DAYS_IN,
    phrases=Phrases(
        _("%(value)s ago or more"),
        _("%(value)s ago or less"),
        _("%(low)s to %(high)s ago"),
        _("%(value)s ago"),
    ),
    show=lambda raw, reader: days_ago((reader.as_of - raw).days),
    unit=_("days ago"),
    scalar=_as_it_is,
    unknown_word=_("never"),
    reaches_unknown=True,
)
DAYS_UNTIL = Ranged(
    read_end=read_whole,
    say=lambda value: in_days(int(value)),
    bounds=days_until_bounds,
    show=lambda raw, reader: days_left((raw - reader.as_of).days),
    scalar=lambda raw, reader: (raw - reader.as_of).days,
    unit=pgettext_lazy("unit", "days"),
    unknown_word=_("no end date"),
)

_UNITS = {
    "money": (_("yen"), "sum"),
    "percent": ("%", "mean"),
    "points": (_("points"), "mean"),
    "days": (pgettext_lazy("unit", "days"), "mean"),
    "count": ("", "sum"),
}


def figure_kind(unit: str) -> Ranged:
    """Return the kind of a packed figure in a unit of metrics, all but flags."""
    words, total = _UNITS[unit]
    return Ranged(
        read_end=read_number,
        say=lambda value: _said_figure(value, unit),
        bounds=_figure_bounds,
        show=lambda raw, _reader: value_in_words(unpack(raw), unit),
        scalar=lambda raw, _reader: plain_number(unpack(raw)),
        unit=words,
        total=total,
        scale=SCALE,
    )


def plain_number(scaled: int):
    """Return a figure as a number for a file: whole where it is."""
    return scaled // SCALE if scaled % SCALE == 0 else from_scaled(scaled).normalize()


def _said_figure(value, unit):
    if unit == "money":
        return yen_in_text(int(value))
    return value_in_words(to_scaled(value), unit)


def _figure_bounds(value, _as_of):
    ends = {"gte": value.low, "lte": value.high}
    return {lookup: pack(int(end * SCALE)) for lookup, end in ends.items() if end is not None}


PACKED_NUMBER = replace(
    figure_kind("count"),
    say=lambda value: decimal(value, places=4),
    show=lambda raw, _reader: decimal(from_scaled(unpack(raw)), places=4),
)
PACKED_DAY = replace(
    DAY,
    bounds=lambda value, as_of: {
        lookup: pack(to_ordinal(end)) for lookup, end in day_bounds(value, as_of).items()
    },
    show=lambda raw, _reader: day_in_table(from_ordinal(unpack(raw))),
    scalar=lambda raw, _reader: from_ordinal(unpack(raw)),
)
