"""Writing what a shard was judged: night rows, spans, points and changes. One transaction, by the caller."""

import hashlib
import json

import numpy as np
from django.db.models import Max

from core.bulk import upsert
from core.calendar import from_ordinal
from engagement.models import FactChange
from metrics.models import AccountNight
from metrics.querysets import LANE_IN_FORCE
from segments.services import decide_moves, note_rule_results
from stages.services import are_ahead, keep_path

FIELDS = (
    "account",
    "night",
    "lane",
    "registry",
    "metrics",
    "stale",
    "segment_key",
    "rule_segment_key",
    "score",
    "base_score",
    "band",
    "exception_key",
    "measures",
    "risk",
    "risk_reasons",
    "stage",
    "stage_since",
    "versions",
    "fingerprint",
    "is_reconstructed",
)


def write_shard(shard, *, is_reconstructed, is_backfill):
    """Write all nights of a judged shard; the same again leaves the same rows. Returns counts.

    A backfill leaves alone every night that was kept as it was known at its time.
    """
    rows = sorted(_night_rows(shard, is_reconstructed), key=lambda row: row[:2])
    upsert(
        AccountNight,
        FIELDS,
        rows,
        key=("account", "night", "lane"),
        keep_where="NOT {table}.is_reconstructed" if is_backfill else "",
    )
    ids = [int(each) for each in shard.account_ids]
    ahead = are_ahead(ids, day=from_ordinal(shard.nights[-1].night))
    _keep_paths(shard, ahead)
    placed, proposed = (0, 0) if is_backfill else _move(shard, ahead)
    return {
        "accounts": len(shard.account_ids),
        "judged": len(rows),
        "placed": placed,
        "proposed": proposed,
    }


def _night_rows(shard, is_reconstructed):
    versions = _Versions(shard.plan.versions)
    metrics = np.ascontiguousarray(shard.frame.values.transpose(1, 0, 2)).astype("<i8", copy=False)
    for judged in shard.nights:
        stale = np.packbits(shard.frame.stale[judged.place]).tobytes()
        for row in np.flatnonzero(judged.is_judged):
            values = metrics[judged.place, row].tobytes()
            yield _night_row(shard, judged, int(row), values, stale, versions, is_reconstructed)


class _Versions:
    """The versions of a night, as JSON and as text for its fingerprints: the same for all its rows."""

    def __init__(self, versions):
        self.json = json.dumps(versions)
        self.text = repr(sorted(versions.items()))


def _night_row(shard, judged, row, metrics, stale, versions, is_reconstructed):
    verdict = judged.verdict
    segment = shard.segment[row, judged.place]
    segment_key = shard.segment_keys[segment] if segment >= 0 else ""
    stage, since = int(judged.stage[row]), int(judged.since[row])
    return (
        int(shard.account_ids[row]),
        from_ordinal(judged.night),
        LANE_IN_FORCE,
        shard.plan.versions["registry"],
        metrics,
        stale,
        segment_key,
        _ruled_key(shard, judged, row),
        _known(verdict.score[row]),
        _known(verdict.base[row]),
        int(verdict.band[row]),
        verdict.exception[row],
        verdict.contributions[row],
        int(verdict.risk[row]),
        verdict.reasons[row],
        stage,
        from_ordinal(since),
        versions.json,
        _fingerprint(versions, metrics, stale, segment_key, stage, since),
        is_reconstructed,
    )


def _known(hundredths):
    return int(hundredths) if hundredths >= 0 else None


def _ruled_key(shard, judged, row):
    place = judged.ruled.place[row]
    return shard.plan.segments.segments[place].key if place >= 0 else ""


def _fingerprint(versions, metrics, stale, *rest):
    digest = hashlib.blake2b(metrics, digest_size=16)
    digest.update(stale)
    digest.update(f"({versions.text}, {rest!r})".encode())
    return digest.hexdigest()


def _keep_paths(shard, ahead):
    """Write paths, except of accounts that a later night has already taken further."""
    for path in shard.paths:
        rows = np.array([int(shard.account_ids[row]) not in ahead for row in path.rows], bool)
        keep_path(shard.account_ids[path.rows[rows]], path.of(rows), shard.path_version)
    settled = [pk for pk, account_id, _ in shard.changes if account_id not in ahead]
    FactChange.objects.filter(pk__among=settled).delete()


def _move(shard, ahead):
    """Tell what the rules said, except of accounts of which a later night has already spoken."""
    latest = shard.nights[-1]
    results = {
        int(shard.account_ids[row]): _ruled_key(shard, latest, row)
        for row in np.flatnonzero(latest.is_judged)
        if int(shard.account_ids[row]) not in ahead
    }
    night = from_ordinal(latest.night)
    note_rule_results(results, night=night, lapsed=_lapsed(results, night))
    return decide_moves(list(results), night=night)


def _lapsed(account_ids, night):
    """Return those of the accounts that were not judged on the latest night kept before this one."""
    nights = AccountNight.objects.in_force()
    before = nights.filter(night__lt=night).aggregate(it=Max("night"))["it"]
    if before is None:
        return frozenset()
    judged = nights.of_night(before).filter(account__among=account_ids)
    return frozenset(account_ids) - set(judged.values_list("account_id", flat=True))
