"""Where a metric's number comes from, said in words of the current language."""

from dataclasses import dataclass
from functools import singledispatch

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy

from metrics.domain.definition import (
    EVERYTHING,
    AttributeSource,
    DerivedSource,
    RecordSource,
    UsageSource,
)

TABLES = {
    "activities": pgettext_lazy("source", "activities"),
    "events": pgettext_lazy("source", "events"),
    "nps": pgettext_lazy("source", "NPS"),
    "tickets": pgettext_lazy("source", "tickets"),
    "contacts": pgettext_lazy("source", "contacts"),
    "contracts": pgettext_lazy("source", "contracts"),
    "contract_ends": pgettext_lazy("source", "contracts"),
    "seats": pgettext_lazy("source", "licences"),
    "content_views": pgettext_lazy("source", "content views"),
    "milestones": pgettext_lazy("source", "milestones"),
}
_USAGE = {
    "sum": ngettext_lazy(
        "Sum of %(series)s over %(days)s day", "Sum of %(series)s over %(days)s days", "days"
    ),
    "active_days": gettext_lazy("Days out of %(days)s with any of %(series)s"),
    "days_since": gettext_lazy("Days since the latest use of %(series)s"),
    "idle_days": gettext_lazy("Days without any use of %(series)s, or since the contract began"),
    "latest": ngettext_lazy(
        "Latest value of %(series)s within %(days)s day",
        "Latest value of %(series)s within %(days)s days",
        "days",
    ),
    "top_months_share": ngettext_lazy(
        "Share of the busiest month in %(series)s over %(days)s days",
        "Share of the %(months)s busiest months in %(series)s over %(days)s days",
        "months",
    ),
    "features_used": ngettext_lazy(
        "How many of %(series)s were used within %(days)s day",
        "How many of %(series)s were used within %(days)s days",
        "days",
    ),
    "features_share": ngettext_lazy(
        "Share of %(series)s used within %(days)s day",
        "Share of %(series)s used within %(days)s days",
        "days",
    ),
    "weighted_share": ngettext_lazy(
        "Share of %(series)s used within %(days)s day, by weight",
        "Share of %(series)s used within %(days)s days, by weight",
        "days",
    ),
}
_RECORDS = {
    "count": gettext_lazy("Number of %(table)s"),
    "days_since": gettext_lazy("Days since the latest of %(table)s"),
    "latest": gettext_lazy("Latest value in %(table)s"),
    "answered": gettext_lazy("Whether the latest of %(table)s was answered"),
    "open": gettext_lazy("Number of %(table)s open on the day"),
    "oldest_open_days": gettext_lazy("Age of the oldest open one of %(table)s"),
    "days_since_gone": gettext_lazy("Days since the latest of %(table)s ended without another"),
    "days_to_end": gettext_lazy("Days to the latest end of running %(table)s"),
    "tenure": gettext_lazy("Days since the first of %(table)s began"),
    "sum_open": gettext_lazy("Sum over running %(table)s"),
    "overdue": gettext_lazy("Number of %(table)s due and not reached"),
}
_OPERATIONS = {"share": " ÷ ", "sum": " + ", "difference": " − "}


@dataclass(frozen=True)
class SourceText:
    """Where a number comes from in words, and the names of series or kinds that the words point to."""

    words: str
    names: tuple[str, ...] = ()


@singledispatch
def source_in_words(source, names) -> SourceText:
    """Say where the number comes from; `names` gives the names of metrics by key."""
    raise TypeError(source)


@source_in_words.register
def _usage(source: UsageSource, names):
    series, listed = _series(source)
    words = _USAGE[source.aggregate] % {
        "series": series,
        "days": source.window_days,
        "months": source.months,
    }
    if source.ending_days_ago:
        ends = ngettext(
            "%(words)s, ending %(days)s day earlier",
            "%(words)s, ending %(days)s days earlier",
            source.ending_days_ago,
        )
        words = ends % {"words": words, "days": source.ending_days_ago}
    return SourceText(words, listed)


def _series(source):
    if source.features:
        return _("these features"), tuple(source.features)
    if EVERYTHING in source.series:
        return _("all usage"), ()
    return _("these series"), source.series


@source_in_words.register
def _record(source: RecordSource, names):
    table = TABLES[source.table]
    if source.kinds:
        table = _("%(table)s of these kinds") % {"table": table}
    if source.window_days:
        within = ngettext(
            "%(table)s within %(days)s day",
            "%(table)s within %(days)s days",
            source.window_days,
        )
        table = within % {"table": table, "days": source.window_days}
    return SourceText(_RECORDS[source.aggregate] % {"table": table}, source.kinds)


@source_in_words.register
def _attribute(source: AttributeSource, names):
    return SourceText(_("An attribute of the account, as it stands now"), (source.key,))


@source_in_words.register
def _derived(source: DerivedSource, names):
    parts = [names.get(key, key) for key in source.of]
    if source.operation == "change":
        change = dict(zip(("now", "before"), parts, strict=True))
        return SourceText(_("Change of %(now)s against %(before)s") % change)
    return SourceText(_OPERATIONS[source.operation].join(parts))
