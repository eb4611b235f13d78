"""A metric opened: how it is counted, and how it stood night after night."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exact import SCALE, from_scaled
from core.formats import NOTHING, day_of_month, number, signed
from dashboards.explain.history import history_of
from dashboards.explain.inputs import inputs_of, window_of
from dashboards.explain.meaning import meaning_of
from dashboards.explain.parts import Explained
from metrics.domain.definition import UsageSource
from metrics.domain.evidence import known_or_none

METRIC = gettext_lazy("Metric")


def metric(night, key) -> Explained | None:
    """Open a metric as a night kept it."""
    if key not in night.metrics:
        return None
    value = known_or_none(night.reading.values[key])
    definition = night.definition(key)
    return Explained(
        subject=f"metric/{key}",
        meaning=meaning_of(METRIC, night.metrics[key], anchor=f"metric-{key}"),
        value=_("not known") if value is None else night.value(key, value),
        formula=_formula(night, key, definition.source),
        inputs=inputs_of(definition.source, night, definition.unit),
        history=history_of(
            night.kept,
            number=lambda reading: (
                known_or_none(reading.values[key]) if key in reading.values else None
            ),
            words=lambda scaled: NOTHING if scaled is None else night.value(key, scaled),
            least_span=SCALE,
            change=lambda now, before: _difference(now - before),
        ),
        is_stale=night.is_stale(key),
    )


def _difference(scaled):
    whole = from_scaled(abs(scaled))
    return f"{signed(1 if scaled > 0 else -1)[0]}{number(round(whole, 1))}"


def _formula(night, key, source):
    words = night.source(key).words
    if not isinstance(source, UsageSource):
        return [words]
    first, final = window_of(source, night)
    if final is None:
        return [words, _("No usage has arrived.")]
    days = {"first": day_of_month(first), "final": day_of_month(final)}
    return [words, _("%(first)s to %(final)s") % days]
