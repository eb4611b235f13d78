"""The glossary: every rule in force in words and numbers, as a reader sees it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from book.verdicts import RISKS, STAGES, Sign
from core.exact import from_scaled
from core.formats import number
from core.wording import localized
from dashboards.account.why import percent
from definitions.models import DefinitionUse, DefinitionVersion, Kind, VersionState
from health.domain.risk import stored_risk_rules
from health.domain.scorecard import stored_scorecards
from metrics.domain.definition import MetricDefinition
from metrics.formats import threshold_in_words
from metrics.sources import SourceText, source_in_words
from segments.domain.rules import SegmentRules
from stages.domain.definition import stored_stages
from stages.domain.journey import stored_journeys

UNITS = {
    "count": _("number"),
    "days": _("days"),
    "percent": _("percent"),
    "points": _("points, 0 to 100"),
    "money": _("yen"),
    "flag": _("yes or no"),
}
KINDS = {
    "engagement": _("engagement"),
    "performance": _("performance"),
    "expansion": _("expansion"),
}
DIRECTIONS = {
    "up": _("higher is better"),
    "down": _("lower is better"),
    "none": _("neither way"),
}


@dataclass(frozen=True)
class MetricEntry:
    """One metric as it is in force; `used_by` names the definitions that rest on it."""

    key: str
    name: str
    words: str
    source: SourceText
    unit: Any
    kind: Any
    direction: Any
    version: int
    product: str
    used_by: list[str]


@dataclass(frozen=True)
class Clause:
    """Alternatives of which one is enough: (metric key, name, threshold in words)."""

    options: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Ruled:
    """One rule in words and clauses; `sign` or `cap` says what it brings, where it brings one."""

    key: str
    name: str
    words: str
    clauses: list[Clause]
    sign: Sign | None = None
    cap: int | None = None
    strategy: str = ""


@dataclass(frozen=True)
class Rulebook:
    """A definition in force: for a product or for all, and within it for a segment or for all."""

    name: str
    words: str
    version: int
    product: str
    segment: str
    parts: dict[str, Any]


class Glossary:
    """Reads all definitions in force at once, and takes them apart."""

    def __init__(self, *, segment_names):
        rows = (
            DefinitionVersion.objects.filter(state=VersionState.IN_FORCE)
            .select_related("definition__product")
            .order_by("definition__key", "definition__product_id")
        )
        self._segments = segment_names
        self._by_kind = defaultdict(list)
        for row in rows:
            self._by_kind[row.definition.kind].append(row)
        metrics = self._by_kind[Kind.METRIC]
        self._names = {row.definition.key: localized(row, "name") for row in metrics}
        self._units = {row.definition.key: row.body["unit"] for row in metrics}

    def metrics(self) -> list[tuple[Any, list[MetricEntry]]]:
        """Return the metrics by kind, each by name."""
        used_by = self._used_by()
        groups = {kind: [] for kind in KINDS}
        for row in self._by_kind[Kind.METRIC]:
            entry = self._metric(row, used_by.get(row.definition_id, []))
            groups[row.body["kind"]].append(entry)
        return [
            (KINDS[kind], sorted(entries, key=lambda entry: entry.name))
            for kind, entries in groups.items()
        ]

    def scorecards(self) -> list[Rulebook]:
        return self._rulebooks(Kind.SCORECARD, stored_scorecards, self._scorecard)

    def risks(self) -> list[Rulebook]:
        return self._rulebooks(Kind.RISK, stored_risk_rules, self._risk_rules)

    def stages(self) -> list[Rulebook]:
        return self._rulebooks(Kind.STAGES, stored_stages, self._stages)

    def journeys(self) -> list[Rulebook]:
        return self._rulebooks(Kind.JOURNEY, stored_journeys, self._journey)

    def segments(self) -> list[Rulebook]:
        return self._rulebooks(
            Kind.SEGMENTS, lambda body: {"": SegmentRules.from_body(body)}, self._segment_rules
        )

    def _rulebooks(self, kind, read, take_apart):
        return [
            Rulebook(
                name=localized(row, "name"),
                words=localized(row, "words"),
                version=row.number,
                product=_product(row),
                segment=self._segments.get(segment, segment),
                parts=take_apart(rules),
            )
            for row in self._by_kind[kind]
            for segment, rules in read(row.body).items()
        ]

    def _used_by(self):
        uses = DefinitionUse.objects.filter(version__state=VersionState.IN_FORCE)
        found = defaultdict(list)
        for use in uses.select_related("version").order_by("version__definition__kind"):
            found[use.used_id].append(localized(use.version, "name"))
        return found

    def _metric(self, row, used_by):
        key, body = row.definition.key, row.body
        definition = MetricDefinition.from_body(key, body)
        return MetricEntry(
            key=key,
            name=localized(row, "name"),
            words=localized(row, "words"),
            source=source_in_words(definition.source, self._names),
            unit=UNITS[definition.unit],
            kind=KINDS[definition.kind],
            direction=DIRECTIONS[definition.direction],
            version=row.number,
            product=_product(row),
            # Two products may each have a definition of the same name.
            used_by=list(dict.fromkeys(used_by)),
        )

    def _scorecard(self, scorecard):
        return {
            "groups": [self._group(group) for group in scorecard.groups],
            "exceptions": [
                self._ruled(each, each.when.clauses, cap=each.cap // 100)
                for each in scorecard.exceptions
            ],
            "healthy_from": scorecard.healthy_from // 100,
            "caution_from": scorecard.caution_from // 100,
            "minimum_known": percent(scorecard.minimum_known),
        }

    def _group(self, group):
        return {
            "name": localized(group.texts, "name") or group.key,
            "words": localized(group.texts, "words"),
            "weight": group.weight,
            "measures": [
                {
                    "name": localized(each.texts, "name") or each.key,
                    "words": localized(each.texts, "words"),
                    "metric": each.metric,
                    "weight": percent(group.weight * each.weight),
                    "knots": [
                        (number(from_scaled(x)), number(from_scaled(y))) for x, y in each.knots
                    ],
                }
                for each in group.measures
            ],
        }

    def _risk_rules(self, rules):
        signs = {sign.level: sign for sign in RISKS}
        return {
            "rules": [
                self._ruled(each, each.when.clauses, sign=signs[each.level]) for each in rules.rules
            ]
        }

    def _stages(self, definition):
        return {
            "stages": [
                self._ruled(each, [(one,) for one in each.conditions], sign=sign)
                for each, sign in zip(definition.stages, STAGES, strict=True)
            ],
            "smallest_stay_days": definition.smallest_stay_days,
            "grace_days": definition.grace_days,
        }

    def _journey(self, journey):
        return {
            "steps": [
                {
                    "name": localized(step.texts, "name") or step.key,
                    "days": step.days,
                    "content": [localized(text, "name") for text in step.content],
                }
                for step in journey.steps
            ]
        }

    def _segment_rules(self, rules):
        return {
            "segments": [
                self._ruled(each, each.when.clauses, strategy=localized(each, "strategy"))
                for each in rules.segments
            ]
        }

    def _ruled(self, rule, clauses, **brings):
        return Ruled(
            key=rule.key,
            name=localized(rule.texts, "name") or rule.key,
            words=localized(rule.texts, "words"),
            clauses=[Clause([self._condition(one) for one in clause]) for clause in clauses],
            **brings,
        )

    def _condition(self, condition):
        key = condition.metric
        words = threshold_in_words(
            condition.operator, condition.value, self._units.get(key, "count")
        )
        return key, self._names.get(key, key), words


def _product(row):
    return row.definition.product.name if row.definition.product else ""
