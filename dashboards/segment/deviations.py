"""How a segment deviates from the common definitions, item by item, as a reader sees it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from book.verdicts import risk_sign
from core.exact import from_scaled
from core.formats import NOTHING, number
from core.wording import listed, localized
from definitions.models import DefinitionVersion, Kind, VersionState
from health.domain.risk import stored_risk_rules
from health.domain.scorecard import stored_scorecards
from metrics.formats import threshold_in_words
from metrics.selectors import features_of
from stages.domain.definition import stored_stages

LEFT_OUT = gettext_lazy("left out")
KINDS = {
    Kind.SCORECARD: gettext_lazy("Health score"),
    Kind.RISK: gettext_lazy("Churn risk"),
    Kind.STAGES: gettext_lazy("Stage"),
    Kind.METRIC: gettext_lazy("Activity score"),
}


@dataclass(frozen=True)
class Deviation:
    """One item that counts otherwise here: how for all others, and how in this segment."""

    kind: Any
    name: str
    words: str
    common: str
    own: str


@dataclass(frozen=True)
class DeviationLine:
    """One item in which at least one segment deviates, and what each segment has instead."""

    item: Deviation
    own: list[str]


def deviations(segment_key: str) -> list[Deviation]:
    """Return where the definitions in force differ for the segment, health first, metrics at the end."""
    return deviations_of([segment_key])[segment_key]


def deviations_of(segment_keys: Collection[str]) -> Mapping[str, list[Deviation]]:
    """Return the deviations of each of these segments, read once for all."""
    rows = DefinitionVersion.objects.filter(
        state=VersionState.IN_FORCE, definition__kind__in=KINDS
    ).select_related("definition")
    versions = sorted(rows, key=lambda row: (list(KINDS).index(row.definition.kind), row.pk))
    metrics = _Metrics([row for row in versions if row.definition.kind == Kind.METRIC])
    return {
        key: [
            each
            for row in versions
            if key in _overrides(row)
            for each in _READERS[row.definition.kind](row, key, metrics)
        ]
        for key in segment_keys
    }


def side_by_side(found: Mapping[str, list[Deviation]]) -> list[DeviationLine]:
    """Lay the deviations of several segments out as lines, an item each; "" where one is as common."""
    items = {}
    for place, deviating in enumerate(found.values()):
        for each in deviating:
            item = (str(each.kind), each.name)
            _first, own = items.setdefault(item, (each, [""] * len(found)))
            own[place] = each.own
    lines = [DeviationLine(first, own) for first, own in items.values()]
    kinds = [str(kind) for kind in KINDS.values()]
    return sorted(lines, key=lambda line: kinds.index(str(line.item.kind)))


class _Metrics:
    """The metrics in force by key, and the key features by name."""

    def __init__(self, rows):
        self._rows = rows
        self.get = {row.definition.key: row for row in rows}.get

    @cached_property
    def features(self):
        common = [row for row in self._rows if row.definition.product_id is None]
        found = features_of({row.definition.key: row for row in common})
        return {each.key: each.name for each in found}


def _overrides(row):
    body = row.body["source"] if row.definition.kind == Kind.METRIC else row.body
    return body.get("overrides", {})


def _of_scorecard(row, segment_key, metrics) -> Iterator[Deviation]:
    scorecards = stored_scorecards(row.body)
    common, own = scorecards[""], scorecards[segment_key]
    kind = KINDS[Kind.SCORECARD]
    yield from _compared(kind, common.groups, own.groups, _weight)
    kept = {group.key for group in own.groups}
    yield from _compared(kind, _measures(common, kept), _measures(own, kept), _points)
    yield from _compared(kind, common.exceptions, own.exceptions, _cap(metrics))
    for words, field in (
        (_("Healthy from"), "healthy_from"),
        (_("Caution from"), "caution_from"),
    ):
        before, after = getattr(common, field), getattr(own, field)
        if before != after:
            yield Deviation(kind, words, "", str(before // 100), str(after // 100))


def _of_risk(row, segment_key, metrics) -> Iterator[Deviation]:
    rules = stored_risk_rules(row.body)
    kind = KINDS[Kind.RISK]
    yield from _compared(kind, rules[""].rules, rules[segment_key].rules, _level(metrics))


def _of_stages(row, segment_key, metrics) -> Iterator[Deviation]:
    definitions = stored_stages(row.body)
    common, own = definitions[""], definitions[segment_key]
    kind = KINDS[Kind.STAGES]
    yield from _compared(kind, common.stages, own.stages, _asked(metrics))
    for words, field in (
        (_("Least days in a stage"), "smallest_stay_days"),
        (_("Days of grace before a fall"), "grace_days"),
    ):
        before, after = getattr(common, field), getattr(own, field)
        if before != after:
            yield Deviation(kind, words, "", str(before), str(after))


def _of_metric(row, segment_key, metrics) -> Iterator[Deviation]:
    source = row.body["source"]
    common, own = source["features"], source["overrides"][segment_key]
    for key in {**common, **own}:
        before, after = common.get(key), own.get(key)
        if before != after:
            yield Deviation(
                localized(row, "name"),
                metrics.features.get(key, key),
                "",
                _counts(before),
                _counts(after),
            )


def _compared(kind, common, own, said) -> Iterator[Deviation]:
    """Compare keyed items; `said` puts one into words."""
    before = {each.key: each for each in common}
    after = {each.key: each for each in own}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        was, now = (said(each) if each else "" for each in (old, new))
        if was != now:
            texts = (new or old).texts
            yield Deviation(
                kind,
                localized(texts, "name") or key,
                localized(texts, "words"),
                was or NOTHING,
                now or str(LEFT_OUT),
            )


def _weight(item):
    return _("weight %(percent)s%%") % {"percent": item.weight}


def _measures(scorecard, groups):
    """Return the measures of these groups: those of a group left out go with it."""
    return [each for group in scorecard.groups if group.key in groups for each in group.measures]


def _points(measure):
    knots = (f"{number(from_scaled(x))} → {number(from_scaled(y))}" for x, y in measure.knots)
    return f"{_weight(measure)}: {listed(knots)}"


def _cap(metrics):
    def said(exception):
        cap = _("score at most %(cap)s") % {"cap": exception.cap // 100}
        return f"{_clauses(exception.when, metrics)}: {cap}"

    return said


def _level(metrics):
    def said(rule):
        return f"{_clauses(rule.when, metrics)}: {risk_sign(rule.level).word}"

    return said


def _asked(metrics):
    def said(stage):
        return listed(_condition(each, metrics.get(each.metric)) for each in stage.conditions)

    return said


def _clauses(rule, metrics):
    return listed(
        _condition(condition, metrics.get(condition.metric))
        for clause in rule.clauses
        for condition in clause
    )


def _condition(condition, metric):
    unit = metric.body["unit"] if metric else "count"
    name = localized(metric, "name") if metric else condition.metric
    return f"{name} {threshold_in_words(condition.operator, condition.value, unit)}"


def _counts(weight):
    return str(LEFT_OUT) if not weight else _("weight %(weight)s") % {"weight": weight}


_READERS = {
    Kind.SCORECARD: _of_scorecard,
    Kind.RISK: _of_risk,
    Kind.STAGES: _of_stages,
    Kind.METRIC: _of_metric,
}
