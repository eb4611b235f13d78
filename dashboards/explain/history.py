"""How a number came about over the nights kept."""

from django.utils.translation import gettext as _

from book.rows import Spark
from core.calendar import to_ordinal
from core.sparkline import draw_history
from dashboards.explain.parts import History, Moment

# Changes shown in the table; the line has them all.
MOST_MOMENTS = 8


def history_of(
    kept, *, number, words, least_span, sign=None, change=None, is_level=False
) -> History:
    """Follow a number over readings, oldest first.

    `number(reading)` gives it or None, `words(number)` writes it, `sign(number)` shows it as a
    verdict, `change(now, before)` writes a difference. The line of a level goes in steps.
    """
    numbers = [number(reading) for reading in kept]
    nights = [reading.row.night for reading in kept]
    line = draw_history(
        [to_ordinal(night) for night in nights],
        numbers,
        least_span=least_span,
        is_stepped=is_level,
    )
    return History(
        spark=Spark(line, _alternative(line, words, nights)) if line else None,
        first=nights[0],
        latest=nights[-1],
        lowest=words(line.lowest) if line else "",
        highest=words(line.highest) if line else "",
        moments=_moments(nights, numbers, words, sign, change),
        nights=len(nights),
    )


def _alternative(line, words, nights):
    return _("From %(earliest)s to %(latest)s over %(nights)s nights") % {
        "earliest": words(line.earliest),
        "latest": words(line.latest),
        "nights": len(nights),
    }


def _moments(nights, numbers, words, sign, change):
    """Return the latest nights on which what is shown changed, newest first."""
    found, before = [], None
    for place, (night, now) in enumerate(zip(nights, numbers, strict=True)):
        if place and words(now) == words(before):
            continue
        found.append(_moment(night, now, before if place else None, words, sign, change))
        before = now
    return found[::-1][:MOST_MOMENTS]


def _moment(night, now, before, words, sign, change):
    is_comparable = change and now is not None and before is not None
    difference = change(now, before) if is_comparable else ""
    way = ("up" if now > before else "down") if difference else ""
    return Moment(night, words(now), sign(now) if sign else None, difference, way)
