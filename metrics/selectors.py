"""Reads about metrics: what they are called, and what a night kept of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import BinaryField, Case, F, Value, When
from django.db.models.functions import Substr

from core.wording import localized
from definitions.models import DefinitionVersion, Kind, VersionState
from definitions.selectors import versions_in_force, whole_versions
from metrics.models import AccountNight, MetricRegistry

ACTIVITY_SCORE = "activity_score"
LATEST_TOUCH, MEETINGS = "days_since_touch", "meetings_90"
_VALUE_BYTES = 8


@dataclass(frozen=True)
class MetricText:
    """A metric in the reader's language, and the unit of its values."""

    key: str
    name: str
    words: str
    unit: str


@dataclass(frozen=True)
class Reading:
    """What a night kept of one account: its row, and the metrics it was judged on by key.

    `values` in ten-thousandths, MISSING where not known; `stale` names those resting on late usage.
    """

    row: AccountNight
    values: dict[str, int]
    stale: frozenset[str]


def metric_texts(*, product_id) -> dict[str, MetricText]:
    """Return the metrics in force for a product by key."""
    return texts_of(versions_in_force(kind=Kind.METRIC, product_id=product_id))


def texts_of(versions) -> dict[str, MetricText]:
    """Return the texts of metrics by key; `versions` by key as they are in force."""
    return {
        key: MetricText(
            key, localized(version, "name"), localized(version, "words"), version.body["unit"]
        )
        for key, version in versions.items()
    }


def texts_of_any_product(keys=None) -> dict[str, MetricText]:
    """Return the metrics in force for any product, or those of `keys`, by key; the common one goes before."""
    versions = DefinitionVersion.objects.filter(
        definition__kind=Kind.METRIC, state=VersionState.IN_FORCE
    ).order_by(F("definition__product").desc(nulls_last=True))
    if keys is not None:
        versions = versions.filter(definition__key__in=keys)
    return {
        version.definition.key: MetricText(
            version.definition.key,
            localized(version, "name"),
            localized(version, "words"),
            version.body["unit"],
        )
        for version in versions.select_related("definition")
    }


@dataclass(frozen=True)
class KeyFeature:
    """A feature that the activity score counts, in the reader's language, and the metric of its use."""

    key: str
    metric: str
    name: str
    words: str


def key_features(*, product_id=None) -> list[KeyFeature]:
    """Return the features of the activity score, in its order, that a metric of their own counts.

    That metric gives the days of use within the window of the activity score.
    """
    return features_of(versions_in_force(kind=Kind.METRIC, product_id=product_id))


def features_of(versions) -> list[KeyFeature]:
    """Return the key features among metrics; `versions` by key as they are in force."""
    score = versions[ACTIVITY_SCORE].body["source"]
    counted = {
        source["series"][0]: version
        for version in versions.values()
        for source in [version.body["source"]]
        if source.get("aggregate") == "active_days"
        and len(source["series"]) == 1
        and source["window_days"] == score["window_days"]
        and "ending_days_ago" not in source
    }
    return [
        KeyFeature(
            key, version.definition.key, localized(version, "name"), localized(version, "words")
        )
        for key in score["features"]
        for version in [counted.get(key)]
        if version
    ]


def touch_kinds() -> list[str]:
    """Return the kinds of activity that count as touches, by the metric in force that says so."""
    return _kinds(LATEST_TOUCH)


def meeting_kinds() -> list[str]:
    """Return the kinds of activity that count as meetings, by the metric in force that says so."""
    return _kinds(MEETINGS)


def _kinds(metric):
    common = DefinitionVersion.objects.filter(
        definition__kind=Kind.METRIC,
        definition__key=metric,
        definition__product=None,
        state=VersionState.IN_FORCE,
    )
    return common.values_list("body", flat=True).get()["source"]["kinds"]


def readings(*, account_id, nights) -> dict[date, Reading]:
    """Return what these nights kept of an account in force, by night; nights not kept are left out."""
    rows = AccountNight.objects.in_force().filter(account=account_id, night__in=list(nights))
    return {reading.row.night: reading for reading in _read(rows.defer("measures"))}


def readings_of(account_ids, *, night) -> dict[int, Reading]:
    """Return what one night kept of these accounts in force, by account; those not kept are left out."""
    rows = AccountNight.objects.in_force().of_night(night).filter(account__among=account_ids)
    return {reading.row.account_id: reading for reading in _read(rows.defer("measures"))}


def readings_between(*, account_id, since, until) -> list[Reading]:
    """Return what the nights from `since` to `until` kept of an account, oldest first."""
    rows = AccountNight.objects.in_force().filter(account=account_id, night__range=(since, until))
    return _read(rows.order_by("night"))


def metric_versions(registry_id) -> dict[str, DefinitionVersion]:
    """Return by key the versions that the values of a night were computed by."""
    written = MetricRegistry(pk=registry_id).versions.values_list("pk", "created_at")
    return {each.definition.key: each for each in whole_versions(written).values()}


def level_series(*, product_id) -> frozenset[str]:
    """Return the usage series that say how much there is, not how much happened: never summed."""
    sources = [
        version.body["source"]
        for version in versions_in_force(kind=Kind.METRIC, product_id=product_id).values()
    ]
    return frozenset(
        name
        for source in sources
        if source["from"] == "usage" and source["aggregate"] == "latest"
        for name in source["series"]
    )


def metric_places(registry_ids) -> dict[int, dict[str, int]]:
    """Return {registry: {metric: where its value stands in a night's packed values}}."""
    registries = MetricRegistry.objects.filter(pk__in=registry_ids).values_list("pk", "keys")
    return {pk: {key: place for place, key in enumerate(keys)} for pk, keys in registries}


def packed_metric(key: str):
    """Return an expression on `AccountNight`: one metric as the night packed it, null where it knew none.

    Its eight bytes say whether two values are the same, not which is greater. Costs one query.
    """
    held_by = defaultdict(list)
    for registry, keys in MetricRegistry.objects.values_list("pk", "keys"):
        if key in keys:
            held_by[keys.index(key)].append(registry)
    packed = BinaryField()
    found = (
        When(
            registry__in=registries,
            then=Substr("metrics", place * _VALUE_BYTES + 1, _VALUE_BYTES, output_field=packed),
        )
        for place, registries in held_by.items()
    )
    return Case(*found, default=Value(None, output_field=packed), output_field=packed)


def night_history(*, account_id, since, until):
    """Return (night, score, band, risk reasons) of the nights kept, oldest first."""
    rows = AccountNight.objects.in_force().filter(account=account_id, night__range=(since, until))
    return list(rows.order_by("night").values_list("night", "score", "band", "risk_reasons"))


def _read(rows):
    rows = list(rows)
    registries = MetricRegistry.objects.filter(pk__in={row.registry_id for row in rows})
    keys = dict(registries.values_list("pk", "keys"))
    return [_reading(row, keys[row.registry_id]) for row in rows]


def _reading(row, keys):
    values = np.frombuffer(row.metrics, "<i8").tolist()
    flags = np.unpackbits(np.frombuffer(row.stale, np.uint8), count=len(keys))
    stale = frozenset(key for key, is_stale in zip(keys, flags, strict=True) if is_stale)
    return Reading(row, dict(zip(keys, values, strict=True)), stale)
