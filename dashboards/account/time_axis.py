"""Usage, stages and all that is dated, laid over one axis of days: what the chart draws."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from book.verdicts import stage_sign
from core.formats import day_with_weekday
from dashboards.account.elsewhere import tool_scores
from dashboards.account.timeline import LANES, timeline
from dashboards.account.usage import usage_of
from engagement.models import ForeignScore
from metrics.models import AccountNight
from stages.models import StageSpan

# More marks than this stand on top of each other anyway.
MOST_MARKS = 400


def time_axis(account, *, held, until, lanes, is_score_sealed) -> dict[str, Any]:
    """Return the chart's figures; days are counted from the first. `lanes` are those the reader may see."""
    usage = usage_of(account, until=until)
    first = usage.days[0]
    keys = {lane.key for lane in lanes}
    entries = timeline(
        account_id=account.pk,
        held=held,
        until=until,
        since=first,
        most=MOST_MARKS,
        lanes=keys - {"stage"},
    )
    is_scored_elsewhere = ForeignScore in held and not is_score_sealed
    return {
        "days": [day_with_weekday(day) for day in usage.days],
        "used": [int(is_used) for is_used in usage.is_used],
        "lanes": [
            {
                "name": usage.labels[name],
                "is_shown": name in usage.lanes,
                "values": [None if v is None else float(v) for v in usage.values[name]],
            }
            for name in usage.series
        ],
        "marks": [{"key": lane.key, "word": str(lane.word)} for lane in LANES if lane.key in keys],
        "events": [_mark(entry, first) for entry in entries],
        "stages": _stages(account, first, until) if "stage" in keys else [],
        "scores": _scores(account, first, until) if is_scored_elsewhere else [],
    }


def _scores(account, first, until):
    """Return our score and those of other tools, of 100; nothing where no other tool gave any."""
    tools = tool_scores(account_id=account.pk, until=until)
    lines = [
        {"word": tool.tool, "is_ours": False, "points": points}
        for tool in tools
        if (points := _points(zip(tool.days, map(float, tool.scores), strict=True), first))
    ]
    if not lines:
        return []
    nights = AccountNight.objects.filter(account=account, lane=0, night__range=(first, until))
    ours = nights.exclude(score=None).order_by("night").values_list("night", "score")
    points = _points(((night, score / 100) for night, score in ours), first)
    return [{"word": _("Our score"), "is_ours": True, "points": points}, *lines]


def _points(dated, first):
    """Return [days since the first, value] of what lies on the axis."""
    return [[(day - first).days, value] for day, value in dated if day >= first]


def _mark(entry, first):
    return {
        "lane": entry.lane,
        "at": (entry.on - first).days,
        "word": str(entry.kind),
        "text": " ".join(dict.fromkeys(filter(None, (entry.text, entry.who, entry.tool)))),
        "tone": entry.tone,
    }


def _stages(account, first, until):
    """Return the spans of stages that touch the axis, cut to it."""
    spans = StageSpan.objects.filter(account=account, lane=0, from_on__lte=until)
    return [
        {
            "from": max(0, (span.from_on - first).days),
            "to": (min(until, _final(span, until)) - first).days,
            "level": span.stage,
            "word": str(stage_sign(span.stage).word),
        }
        for span in spans.order_by("from_on")
        if _final(span, until) >= first
    ]


def _final(span, until):
    return until if span.to_on is None else span.to_on - timedelta(days=1)
