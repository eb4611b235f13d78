"""What one night kept of an account, with the definitions that judged it: what every number rests on."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Max

from accounts.models import Account
from core.wording import localized
from definitions.models import DefinitionVersion
from engagement.models import Series, UsageDay
from health.domain import risk, scorecard
from metrics.domain.definition import MetricDefinition
from metrics.formats import value_in_words
from metrics.selectors import MetricText, Reading, metric_versions, readings_between
from metrics.sources import source_in_words
from stages.domain.definition import StageDefinition
from stages.domain.definition import for_segment as stages_for

# As far back as a window of a metric reaches.
HISTORY_DAYS = 400
_KINDS = ("scorecard", "risk", "stages")


@dataclass(frozen=True)
class Night:
    """A night's reading of one account, and the readings of all nights kept before it, oldest first."""

    account: Account
    kept: list[Reading]

    @property
    def reading(self) -> Reading:
        return self.kept[-1]

    @property
    def on(self) -> date:
        return self.reading.row.night

    @cached_property
    def metrics(self) -> dict[str, DefinitionVersion]:
        return metric_versions(self.reading.row.registry_id)

    @cached_property
    def texts(self) -> dict[str, MetricText]:
        return {
            key: MetricText(key, localized(row, "name"), localized(row, "words"), row.body["unit"])
            for key, row in self.metrics.items()
        }

    @cached_property
    def versions(self) -> dict[int, DefinitionVersion]:
        """All versions that judged any night kept, by id."""
        ids = {each.row.versions[kind] for each in self.kept for kind in _KINDS}
        return DefinitionVersion.objects.in_bulk(ids)

    @cached_property
    def series_labels(self) -> dict[str, str]:
        """What people call each series of the product, by every name it has."""
        series = Series.objects.filter(product=self.account.product_id)
        return {name: each.label for each in series for name in (each.name, *each.aliases)}

    @cached_property
    def usage_to(self) -> date | None:
        """The latest day, not after the night, for which the product's usage has arrived."""
        days = UsageDay.objects.filter(product=self.account.product_id, day__lte=self.on)
        return days.aggregate(to=Max("day"))["to"]

    def version(self, kind: str) -> DefinitionVersion:
        return self.versions[self.reading.row.versions[kind]]

    @cached_property
    def scorecard(self) -> scorecard.Scorecard:
        return scorecard.for_segment(self.version("scorecard").body, self.reading.row.segment_key)

    @cached_property
    def risk_rules(self) -> risk.RiskRules:
        return risk.for_segment(self.version("risk").body, self.reading.row.segment_key)

    @cached_property
    def stages(self) -> StageDefinition:
        return stages_for(self.version("stages").body, self.reading.row.segment_key)

    def definition(self, metric: str) -> MetricDefinition:
        return MetricDefinition.from_body(metric, self.metrics[metric].body)

    def value(self, metric: str, scaled: int | None) -> str:
        return value_in_words(scaled, self.texts[metric].unit)

    def source(self, metric: str):
        """Return where the metric's number comes from, as a `SourceText`."""
        names = {key: text.name for key, text in self.texts.items()}
        return source_in_words(self.definition(metric).source, names)

    def is_stale(self, metric: str) -> bool:
        return metric in self.reading.stale


def night_of(account: Account, *, on: date) -> Night | None:
    """Return the latest night kept up to the day `on`; None where none has judged the account."""
    kept = readings_between(
        account_id=account.pk, since=on - timedelta(days=HISTORY_DAYS), until=on
    )
    return Night(account, kept) if kept else None
