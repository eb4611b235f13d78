"""The health score opened, and each item of it. All figures add up."""

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from book.verdicts import band_sign, shown_score
from core.exact import from_scaled
from core.formats import NOTHING, decimal, number, signed
from core.wording import localized
from dashboards.account.elsewhere import tool_scores
from dashboards.account.why import percent, points
from dashboards.explain.beside import laid_beside
from dashboards.explain.history import history_of
from dashboards.explain.meaning import meaning_of
from dashboards.explain.parts import Block, Explained, Inputs, Row
from health.domain.explanation import explain
from health.domain.scorecard import for_segment
from metrics.domain.evidence import known_or_none

SCORE = gettext_lazy("Health score")
MEASURE = gettext_lazy("Item of the health score")
# A history spans at least so much, in the unit of what it shows: smaller moves look like noise.
_SCORE_SPAN = 3_000
_POINTS_SPAN = 500


def score(night, key) -> Explained | None:
    """Open the health score: what each item adds, and the exception that caps it."""
    if key:
        return None
    taken = explain(night.scorecard, night.reading.values)
    return Explained(
        subject="score",
        meaning=meaning_of(SCORE, night.version("scorecard"), anchor="scorecard"),
        value=NOTHING if taken.score is None else str(shown_score(taken.score)),
        unit=_("of 100"),
        sign=band_sign(taken.band),
        formula=_score_formula(night, taken),
        inputs=Inputs(
            heads=[_("Item"), _("Points"), _("Weight"), _("Adds")],
            blocks=[_group(night, group) for group in taken.groups],
        ),
        history=_history(night),
    )


def _history(night):
    """Follow the score over the nights kept, with what other tools gave before and beside it."""

    def words(value):
        return NOTHING if value is None else str(shown_score(value))

    history = history_of(
        night.kept,
        number=lambda reading: reading.row.score,
        words=words,
        least_span=_SCORE_SPAN,
        change=lambda now, before: signed(shown_score(now) - shown_score(before)),
    )
    return laid_beside(
        history,
        tool_scores(account_id=night.account.pk, until=night.on),
        days=[reading.row.night for reading in night.kept],
        numbers=[reading.row.score for reading in night.kept],
        least_span=_SCORE_SPAN,
        words=words,
    )


def _score_formula(night, taken):
    if taken.score is None:
        shares = {"known": taken.known // 100, "least": night.scorecard.minimum_known // 100}
        return [_("%(known)s%% of the weight is known; a score needs %(least)s%%.") % shares]
    added = " + ".join(points(group.contribution) for group in taken.groups)
    lines = [f"{added} = {points(taken.base)}"]
    if taken.exception:
        lines.append(
            _("%(name)s: at most %(cap)s")
            % {
                "name": localized(taken.exception.texts, "name") or taken.exception.key,
                "cap": taken.exception.cap // 100,
            }
        )
    shown = {"exact": points(taken.score), "shown": shown_score(taken.score)}
    lines.append(_("%(exact)s is shown as %(shown)s, rounded down.") % shown)
    return lines


def _group(night, group):
    rows = [_measure_row(night, line) for line in group.measures]
    return Block(
        rows,
        title=localized(group.texts, "name") or group.key,
        cells=("", percent(group.effective_weight), points(group.contribution)),
        words=localized(group.texts, "words"),
    )


def _measure_row(night, line):
    value = _("not known") if line.value is None else night.value(line.metric, line.value)
    return Row(
        name=localized(line.texts, "name") or line.key,
        subject=f"measure/{line.key}",
        note=f"{night.texts[line.metric].name} {value}",
        cells=[
            NOTHING if line.points is None else _earned(line.points),
            percent(line.effective_weight),
            points(line.contribution),
        ],
        is_stale=night.is_stale(line.metric),
    )


def measure(night, key) -> Explained | None:
    """Open one item of the score: its metric, the points this earns, and what they add."""
    taken = explain(night.scorecard, night.reading.values)
    line = next((each for each in taken.measures if each.key == key), None)
    if line is None:
        return None
    rule = next(each for each in night.scorecard.measures if each.key == key)
    version = night.version("scorecard")
    return Explained(
        subject=f"measure/{key}",
        meaning=meaning_of(MEASURE, version, anchor="scorecard", texts=line.texts),
        value=NOTHING if line.points is None else points(line.contribution),
        unit=_("of %(most)s points") % {"most": points(line.effective_weight)},
        formula=_measure_formula(rule, line),
        inputs=Inputs(heads=[_("Metric"), _("Value")], blocks=[Block([_metric_row(night, line)])]),
        history=history_of(
            night.kept,
            number=lambda reading: _contribution(night, reading, key),
            words=lambda value: NOTHING if value is None else points(value),
            least_span=_POINTS_SPAN,
            change=lambda now, before: points(now - before, is_change=True),
        ),
        is_stale=night.is_stale(line.metric),
    )


def _measure_formula(rule, line):
    knots = " · ".join(
        f"{number(from_scaled(x))} → {number(from_scaled(y))}" for x, y in rule.knots
    )
    lines = [_("Value → points: %(knots)s. Straight between two of them.") % {"knots": knots}]
    if line.points is None:
        return [*lines, _("Not known, so its weight is shared out among the other items.")]
    sum_of = {
        "points": _earned(line.points),
        "weight": f"{points(line.effective_weight)}%",
        "adds": points(line.contribution),
    }
    return [*lines, _("%(points)s points × %(weight)s = %(adds)s") % sum_of]


def _metric_row(night, line):
    source = night.source(line.metric)
    return Row(
        name=night.texts[line.metric].name,
        subject=f"metric/{line.metric}",
        note=source.words,
        cells=[_("not known") if line.value is None else night.value(line.metric, line.value)],
        is_stale=night.is_stale(line.metric),
    )


def _contribution(night, reading, key):
    """Return what the item added that night, by the scorecard of that night; None where it was not known."""
    rules = for_segment(
        night.versions[reading.row.versions["scorecard"]].body, reading.row.segment_key
    )
    place = next((i for i, each in enumerate(rules.measures) if each.key == key), None)
    if place is None or known_or_none(reading.values[rules.measures[place].metric]) is None:
        return None
    return int(np.frombuffer(reading.row.measures, "<i8")[place])


def _earned(scaled):
    return decimal(from_scaled(scaled), places=2)
