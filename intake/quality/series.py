"""Inspections of how usage series run: jumps, flat lines, and what files left out."""

import numpy as np
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.calendar import from_ordinal
from core.formats import whole
from core.wording import listed
from intake.domain.series_shapes import WEEK, WEEKS_BEFORE, is_level, jumps, missed
from intake.quality.inspections import Found, Group, Inspection, Line
from intake.quality.words import amount, between, on, to_uploads, to_usage

LATEST_DAYS = 28


def _jumps(shard):
    lines, scope = shard.lines, shard.scope
    if lines is None:
        return
    for jump in jumps(lines.values):
        series = scope.series[int(lines.series[jump.line])]
        account = shard.account_ids[lines.account[jump.line]]
        monday = day_of(scope, jump.week * WEEK)
        yield Found(
            f"{account}:{series.number}:{monday}",
            {
                "series": series.pk,
                "week": monday,
                "value": jump.value,
                "median": jump.median,
                "sums": list(jump.sums),
                "peak": day_of(scope, jump.peak),
                "peak_value": int(lines.values[jump.line, jump.peak]),
            },
            account_id=account,
        )


def day_of(scope, column):
    """Return the day of a column of the scope's window, as text."""
    return from_ordinal(scope.window.first + column).isoformat()


def _say_jump(finding):
    detail = finding.detail
    return gettext(
        "%(series)s came to %(value)s in the week from %(week)s; %(median)s is usual."
    ) % {
        "series": finding.series_label,
        "value": amount(detail["value"]),
        "week": on(detail["week"]),
        "median": amount(detail["median"]),
    }


def _jump_lines(finding):
    detail = finding.detail
    weeks = listed(map(amount, detail["sums"]))
    return [
        Line(gettext("Usage series"), finding.series_label),
        Line(gettext("Week"), on(detail["week"])),
        Line(gettext("Came to"), amount(detail["value"])),
        Line(gettext("The eight weeks before"), weeks),
        Line(gettext("Median of these"), amount(detail["median"])),
        Line(gettext("Highest day"), f"{on(detail['peak'])}: {amount(detail['peak_value'])}"),
    ]


def _flat_lines(scope):
    """Look at what the shards came to: a level stands still for many accounts, a fault for few."""
    for number, still in scope.tally.flat.items():
        if number not in scope.series or is_level(len(still), scope.tally.daily[number]):
            continue
        series = scope.series[number]
        for account, value in still:
            detail = {"series": series.pk, "value": value}
            figures = {"to": scope.arrived[-1].isoformat()}
            yield Found(f"{account}:{number}", detail, account_id=account, figures=figures)


def _say_flat(finding):
    return gettext(
        "%(series)s has been exactly %(value)s on each of the 28 days up to %(day)s."
    ) % {
        "series": finding.series_label,
        "value": amount(finding.detail["value"]),
        "day": on(finding.figures["to"]),
    }


def _missed_series(scope):
    numbers = sorted(scope.tally.used.keys() & scope.series.keys())
    if not numbers:
        return
    counts = np.stack([scope.tally.used[number] for number in numbers])
    arrived = np.zeros(scope.window.length, bool)
    known = {day.toordinal() for day in scope.arrived}
    first = from_ordinal(scope.window.first).toordinal()
    arrived[[day - first for day in known if day >= first]] = True
    for each in missed(counts, arrived, numbers):
        begin = day_of(scope, each.first)
        yield Found(
            f"{scope.product_id}:{each.series}:{begin}",
            {
                "series": scope.series[each.series].pk,
                "product": scope.product_id,
                "first": begin,
            },
            count=each.usual,
            figures={"final": day_of(scope, each.final), "usual": each.usual},
        )


def _say_missed(finding):
    return gettext(
        "%(series)s: no account has any on %(days)s; %(usual)s accounts usually do on that weekday."
    ) % {
        "series": finding.series_label,
        "days": between(finding.detail["first"], finding.figures["final"]),
        "usual": whole(finding.figures["usual"]),
    }


def _missed_days(scope):
    """Days between arrivals on which nothing came, though the same weekday usually does."""
    if len(scope.arrived) < WEEK:
        return
    known = {day.toordinal() for day in scope.arrived}
    latest, earliest = max(known), min(known)
    for day in range(max(latest - LATEST_DAYS, earliest) + 1, latest):
        same = [day - WEEK * back for back in range(1, WEEKS_BEFORE + 1)]
        same = [each for each in same if each >= earliest]
        if (
            day not in known
            and len(same) >= 2
            and sum(each in known for each in same) * 4 >= len(same) * 3
        ):
            iso = type(scope.as_of).fromordinal(day).isoformat()
            yield Found(f"{scope.product_id}:{iso}", {"day": iso, "product": scope.product_id})


def _say_missed_day(finding):
    return gettext("No usage has arrived for %(day)s, though there is for the days around it.") % {
        "day": on(finding.detail["day"])
    }


JUMP = Inspection(
    key="usage_jump",
    group=Group.SERIES,
    name=_("Sudden jump"),
    meaning=_(
        "In a week (Monday to Sunday) a series came to more than five times the median of the eight "
        "weeks before it, and to at least 100 more. Looked at are the latest four whole weeks, and "
        "series with use in at least six of the eight weeks."
    ),
    remedy=_(
        "Often a file was counted twice, or a column got into another unit. Compare the day with the "
        "source and bring the corrected rows in; if it really was so, say so."
    ),
    of_shard=_jumps,
    says=_say_jump,
    evidence=_jump_lines,
    ways=lambda finding: [to_usage(finding), to_uploads("usage")],
)
FLAT = Inspection(
    key="flat_line",
    group=Group.SERIES,
    name=_("Flat line"),
    meaning=_(
        "A series shows exactly the same value, other than nothing, on each of the latest 28 days. "
        "Where that holds for more than one in five accounts, the series is a level, as licences "
        "are, and not looked at."
    ),
    remedy=_("Ask whether the source still counts, or gives out its latest value again and again."),
    of_product=_flat_lines,
    says=_say_flat,
    ways=lambda finding: [to_usage(finding), to_uploads("usage")],
)
MISSED_SERIES = Inspection(
    key="missed_series",
    group=Group.SERIES,
    name=_("Series missing in the files"),
    meaning=_(
        "On a day of the latest 28 for which usage has arrived, no account has any of a series, "
        "though on that weekday at least ten usually do and the other series came as usual."
    ),
    remedy=_("Likely a column was missing in the file. Export the day again and bring it in."),
    of_product=_missed_series,
    says=_say_missed,
    ways=lambda finding: [to_uploads("usage")],
)
MISSED_DAY = Inspection(
    key="missed_day",
    group=Group.SERIES,
    name=_("Day without usage"),
    meaning=_(
        "Within the latest 28 days, nothing has arrived for a day on whose weekday usage came at "
        "least three times in four, while later days have arrived."
    ),
    remedy=_("Bring the file of that day in; until then windows over it are short of a day."),
    of_product=_missed_days,
    says=_say_missed_day,
    ways=lambda finding: [to_uploads("usage")],
)
