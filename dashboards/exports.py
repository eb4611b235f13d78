"""Facts and judgements on their way out, under external ids: one frame a shard, so that memory is bounded.

Numbers leave exactly: decimals from ten-thousandths (scores from hundredths), empty where missing.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
from django.db.models import F, Q

from accounts.models import Account, AccountAlias
from core.calendar import to_ordinal
from core.csv_out import defused
from core.exact import MISSING
from definitions.models import DefinitionVersion, Kind
from engagement.domain.facts import unpack
from engagement.models import Series, UsageMonth
from engagement.months import fetch_months
from health.domain.risk import RiskLevel
from health.domain.scorecard import Band, read_scorecards
from metrics.models import AccountNight, MetricRegistry
from stages.domain.definition import STAGE_KEYS
from stages.models import StageSpan

SHARD_ACCOUNTS = 1_000
_TEN_THOUSANDTH, _HUNDREDTH = Decimal("0.0001"), Decimal("0.01")


class NothingToExportError(Exception):
    """No fact, or no judged night, is there for the day asked for."""


def export(what, *, as_of: date, source: str, path: Path, form: str) -> int:
    """Write `what` as known on `as_of` to `path`, as "csv" or "parquet"; returns the number of rows.

    Accounts without an id of `source` are left out. Raises NothingToExportError, and then leaves
    no file behind.
    """
    with closing(_frames(what, as_of, source)) as frames:
        return _WRITERS[form](frames, path)


def _frames(what, as_of, source) -> Iterator[pl.DataFrame]:
    found = False
    for account_ids, names in _shards(source):
        frame = EXPORTS[what](account_ids, as_of)
        if frame is not None and len(frame):
            found = True
            ids = pl.Series("account_id", [names[each] for each in frame["account"]], pl.String)
            yield frame.drop("account").insert_column(0, ids)
    if not found:
        raise NothingToExportError(what, as_of)


def _shards(source):
    """Yield (account ids, {id: external id}), accounts of one product in order."""
    # Of several ids the account's own, the first of them, before any that came by a merge.
    own_last = F("merged_from").desc(nulls_last=True)
    aliases = AccountAlias.objects.filter(source=source).order_by("account_id", own_last, "-value")
    names = dict(aliases.values_list("account_id", "value"))
    products = Account.objects.standing().order_by("product_id", "pk")
    ids = [pk for pk in products.values_list("pk", flat=True) if pk in names]
    for start in range(0, len(ids), SHARD_ACCOUNTS):
        shard = ids[start : start + SHARD_ACCOUNTS]
        yield shard, names


def _usage(account_ids, as_of):
    first = UsageMonth.objects.filter(account__among=account_ids).order_by("month").first()
    if first is None:
        return None
    blobs, owners, months = fetch_months(account_ids, first=first.month, final=as_of)
    facts = unpack(blobs, np.arange(len(owners)), months)
    products = dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "product_id"))
    names = {
        (product, number): name
        for product, number, name in Series.objects.values_list("product_id", "number", "name")
    }
    frame = pl.DataFrame(
        {
            "account": owners[facts.account_index],
            "date": facts.day,
            "number": facts.series,
            "value": facts.value,
        }
    ).filter(pl.col("date") <= to_ordinal(as_of))
    keys = frame.select("account", "number").unique()
    known = [names[products[account], number] for account, number in keys.iter_rows()]
    return (
        frame.join(
            keys.with_columns(pl.Series("metric", known, pl.String)), on=["account", "number"]
        )
        .sort("account", "date", "metric")
        .select(
            "account",
            pl.col("date").cast(pl.Date),
            "metric",
            _exactly("value", _TEN_THOUSANDTH),
        )
    )


def _metrics(account_ids, as_of):
    rows = list(_nights(account_ids, as_of).values_list("account_id", "registry_id", "metrics"))
    if not rows:
        return None
    registries = dict(MetricRegistry.objects.values_list("pk", "keys"))
    every = _metric_keys(registries, as_of)
    columns = {key: np.full(len(rows), MISSING, np.int64) for key in every}
    for place, (_, registry, packed) in enumerate(rows):
        for key, value in zip(registries[registry], np.frombuffer(packed, "<i8"), strict=True):
            columns[key][place] = value
    frame = pl.DataFrame({"account": [account for account, _, _ in rows], **columns})
    return frame.select(
        "account",
        pl.lit(as_of).alias("night"),
        *(_exactly(key, _TEN_THOUSANDTH) for key in every),
    )


def _metric_keys(registries, as_of):
    """Return all metric keys of the night, so that every shard has the same columns."""
    used = AccountNight.objects.in_force().of_night(as_of).values_list("registry_id", flat=True)
    return sorted({key for registry in used.distinct() for key in registries[registry]})


def _scores(account_ids, as_of):
    rows = list(_nights(account_ids, as_of).defer("metrics", "stale"))
    if not rows:
        return None
    measures = _measure_keys()
    every = sorted({key for keys in measures.values() for key in keys})
    frame = pl.DataFrame([_score_line(row, measures) for row in rows], _score_schema(every))
    hundredths = ["score", "base_score", *(f"adds_{key}" for key in every)]
    return frame.with_columns(_exactly(name, _HUNDREDTH) for name in hundredths)


def _measure_keys():
    """Return {(scorecard version, segment): measure keys in their order}, of all versions there are."""
    found = {}
    for version in DefinitionVersion.objects.filter(definition__kind=Kind.SCORECARD):
        for segment, scorecard in read_scorecards(version.body).items():
            found[version.pk, segment] = [measure.key for measure in scorecard.measures]
    return found


def _score_line(row, measures):
    version = row.versions[Kind.SCORECARD]
    keys = measures.get((version, row.segment_key)) or measures[version, ""]
    adds = zip(keys, np.frombuffer(row.measures, "<i8").tolist(), strict=True)
    return {
        "account": row.account_id,
        "night": row.night,
        "score": row.score,
        "band": Band(row.band).name.lower(),
        "base_score": row.base_score,
        "exception": row.exception_key,
        "risk": RiskLevel(row.risk).name.lower(),
        "risk_reasons": " ".join(row.risk_reasons),
        "stage": STAGE_KEYS[row.stage],
        "segment": row.segment_key,
        **{f"adds_{key}": value for key, value in adds},
    }


def _score_schema(measures):
    texts = ("exception", "risk", "risk_reasons", "stage", "segment")
    return {
        "account": pl.Int64,
        "night": pl.Date,
        "score": pl.Int64,
        "band": pl.String,
        "base_score": pl.Int64,
        **dict.fromkeys(texts, pl.String),
        **{f"adds_{key}": pl.Int64 for key in measures},
    }


def _stages(account_ids, as_of):
    spans = StageSpan.objects.filter(
        Q(to_on=None) | Q(to_on__gt=as_of), account__among=account_ids, lane=0, from_on__lte=as_of
    ).order_by("account_id")
    rows = spans.values_list("account_id", "stage", "from_on")
    schema = {"account": pl.Int64, "stage": pl.String, "since": pl.Date}
    return pl.DataFrame(
        [(account, STAGE_KEYS[stage], since) for account, stage, since in rows],
        schema,
        orient="row",
    )


def _nights(account_ids, as_of):
    nights = AccountNight.objects.in_force().of_night(as_of)
    return nights.filter(account__among=account_ids).order_by("account_id")


def _exactly(name, unit):
    """Turn whole units into a decimal; MISSING and nothing become empty."""
    value = pl.when(pl.col(name) != MISSING).then(pl.col(name))
    return (value.cast(pl.Decimal(38, 0)) * pl.lit(unit)).alias(name)


def _write_csv(frames, path):
    rows = 0
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        part = Path(file.name)
        try:
            for frame in frames:
                safe = frame.with_columns(
                    pl.col(pl.String).map_elements(defused, return_dtype=pl.String)
                )
                safe.write_csv(file, include_header=rows == 0)
                rows += len(frame)
        except BaseException:
            part.unlink()
            raise
    part.replace(path)
    return rows


def _write_parquet(frames, path):
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        rows = 0
        for place, frame in enumerate(frames):
            frame.write_parquet(Path(folder) / f"{place:06}.parquet")
            rows += len(frame)
        whole = Path(folder) / "whole.parquet"
        parts = pl.scan_parquet(f"{folder}/[0-9]*.parquet", missing_columns="insert")
        parts.sink_parquet(whole)
        whole.replace(path)
        return rows


EXPORTS = {"usage": _usage, "metrics": _metrics, "scores": _scores, "stages": _stages}
_WRITERS = {"csv": _write_csv, "parquet": _write_parquet}
