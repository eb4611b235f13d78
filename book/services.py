"""Keeping the list: one row per account, written anew from what stands elsewhere."""

import struct
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from book.domain.attention import Standing, attention_of
from book.figures import figure_rows
from book.models import (
    AccountFigures,
    AccountStatus,
    ColumnChoice,
    SegmentComparison,
    SegmentNight,
)
from book.putting_away import forget_what_passed
from book.reading import IDLE, SPARK_WEEKS, UNKNOWN, Reading
from core import audit
from core.bulk import upsert
from core.calendar import from_ordinal, to_ordinal
from core.exact import MISSING, SCALE
from definitions.models import Kind

_SPARK = struct.Struct(f"<{SPARK_WEEKS}h")
_VALUE = struct.Struct("<q")
FIELDS = (
    "account",
    "name",
    "search_key",
    "segment",
    "team",
    "csm",
    "plan",
    "rank",
    "is_running",
    "night",
    "score",
    "score_change_7",
    "score_change_28",
    "sparkline",
    "band",
    "stage",
    "stage_since",
    "risk",
    "risk_reasons",
    "judged_risk",
    "is_risk_disputed",
    "arr",
    "is_free",
    "ends_on",
    "renewed_from",
    "latest_use_on",
    "latest_touch_on",
    "nps",
    "is_nps_answered",
    "features",
    "usage_to",
    "score_before",
    "band_before",
    "stage_before",
    "new_reasons",
    "attention",
    "steps_to_next",
    "next_progress",
    "overdue_milestone",
    "overdue_since",
)


@transaction.atomic(savepoint=False)
def refresh(account_ids, *, night, usage_to=None):
    """Write the rows of these accounts as the night `night` and the edits since left them."""
    read = Reading(account_ids, night)
    rows = [_row(account, read, night, usage_to) for account in read.accounts]
    written = upsert(AccountStatus, FIELDS, rows, key=("account",))
    upsert(AccountFigures, ("status", "packed"), figure_rows(read), key=("status",))
    _leave_merged(account_ids)
    forget_what_passed(account_ids, night=night)
    return written


def _leave_merged(account_ids):
    """Take away again the lines of accounts that were merged away after they had been read."""
    lines = AccountStatus.objects.filter(pk__among=account_ids)
    lines.filter(account__merged_into__isnull=False).delete()


@transaction.atomic
def keep_segment_nights(lines, *, nights, comparisons=()):
    """Keep how segments stood on these nights, in place of what was kept of them. Returns how many.

    Comparisons with these nights hold no longer; those given replace all there are.
    """
    SegmentNight.objects.filter(night__in=nights).delete()
    either = Q(night__in=nights) | Q(since__in=nights)
    SegmentComparison.objects.filter(Q() if comparisons else either).delete()
    SegmentComparison.objects.bulk_create(comparisons)
    return len(SegmentNight.objects.bulk_create(lines))


@transaction.atomic
def choose_columns(*, by, columns):
    """Remember which columns a member looks at, by their keys; none: those that are shipped."""
    if columns:
        ColumnChoice.objects.update_or_create(user=by, defaults={"columns": list(columns)})
    else:
        ColumnChoice.objects.filter(user=by).delete()
    audit.record(
        actor=by,
        verb="choose_columns",
        object_kind="list",
        object_id="book",
        detail={"columns": list(columns)},
    )


@transaction.atomic
def note_export(*, of, by, form, query, columns, accounts, as_of):
    """Keep in the audit trail who took which list out as a file, and of how many accounts."""
    audit.record(
        actor=by,
        verb="export",
        object_kind="list",
        object_id=of,
        detail={
            **{"form": form, "query": query, "columns": columns},
            **{"accounts": accounts, "as_of": as_of},
        },
    )


def _row(account, read, night, usage_to):
    row = read.nights.get(account.pk)
    segment = read.segments.get(account.pk)
    judged = read.judged.get(account.pk)
    is_free, ends_on = read.contracts.get(account.pk, (False, None))
    renewed_from = read.renewed.get(account.pk)
    scores = read.scores.get(account.pk, {})
    facts = _facts(account.pk, row, read, night, usage_to or night)
    return (
        account.pk,
        account.name,
        account.search_key,
        segment.pk if segment else None,
        account.team_id,
        account.csm_id,
        account.plan,
        account.rank,
        account.pk in read.contracts,
        row.night if row else None,
        row.score if row else None,
        _change(scores, weeks=1),
        _change(scores, weeks=4),
        _sparkline(scores),
        row.band if row else None,
        row.stage if row else None,
        row.stage_since if row else None,
        row.risk if row else None,
        row.risk_reasons if row else [],
        judged,
        bool(row and judged is not None and judged != row.risk),
        *_from_metrics(row, read, night, is_free),
        ends_on,
        renewed_from,
        *facts,
        usage_to,
        *_attention(row, read, judged, None if renewed_from else ends_on, facts.touch),
        *read.nearness.get(account.pk, (None, None)),
        *read.overdue.get(account.pk, ("", None)),
    )


def _attention(row, read, judged, ends_on, latest_touch_on):
    """Return what stood before, which reasons are new, and what the account asks for."""
    if row is None:
        return (None, None, None, [], 0)
    before = read.before.get(row.account_id)
    new = [] if before is None else [k for k in row.risk_reasons if k not in before.risk_reasons]
    standing = Standing(
        band=row.band,
        stage=row.stage,
        risk=row.risk,
        band_before=before and before.band,
        stage_before=before and before.stage,
        risk_before=before and before.risk,
        new_reasons=tuple(new),
        judged_risk=judged,
        days_to_end=ends_on and (ends_on - row.night).days,
        days_since_touch=latest_touch_on and (row.night - latest_touch_on).days,
        idle_days=_idle_days(row, read, row),
        idle_days_before=_idle_days(before, read, row),
        has_overdue_milestone=row.account_id in read.overdue,
    )
    was = (before.score, before.band, before.stage) if before else (None, None, None)
    return (*was, new, attention_of(standing))


def _idle_days(at, read, row):
    """Return the days without use on the night `at`; None where the rules of `row` mind no silence."""
    if (row.versions.get(Kind.RISK), row.segment_key) not in read.minds_silence:
        return None
    idle = _metric(at, read, IDLE)
    return None if idle is None else idle // SCALE


def _change(scores, *, weeks):
    now, then = scores.get(0, UNKNOWN), scores.get(weeks, UNKNOWN)
    return None if UNKNOWN in (now, then) else now - then


def _sparkline(scores):
    if not scores:
        return b""
    return _SPARK.pack(*(scores.get(ago, UNKNOWN) for ago in reversed(range(SPARK_WEEKS))))


def _metric(row, read, key):
    """Return the metric that the night kept, in ten-thousandths, or None."""
    place = read.places[row.registry_id].get(key) if row else None
    if place is None:
        return None
    (value,) = _VALUE.unpack_from(row.metrics, place * _VALUE.size)
    return None if value == MISSING else value


def _from_metrics(row, read, night, is_free):
    amount = _metric(row, read, "annual_amount")
    return (None if amount is None else amount // SCALE, is_free)


def _facts(account_id, row, read, night, usage_to):
    nps = _metric(row, read, "nps_score")
    answered = _metric(row, read, "nps_answered_180")
    touch = _day_before(night, _metric(row, read, "days_since_touch"))
    return _Facts(
        use=_day_before(usage_to, _metric(row, read, "days_since_use")),
        touch=read.touched.get(account_id, touch),
        nps=None if nps is None else nps // SCALE,
        is_answered=None if answered is None else answered > 0,
        features=_features(row, read),
    )


def _features(row, read):
    # Sorted, because PostgreSQL keeps the keys of JSON in an order of its own.
    used = sorted(each.key for each in read.features if _metric(row, read, each.metric))
    return f",{','.join(used)}," if used else ""


class _Facts(NamedTuple):
    """In the order of the fields: days of the latest use and touch, NPS, and key features used."""

    use: date | None
    touch: date | None
    nps: int | None
    is_answered: bool | None
    features: str


def _day_before(night, days):
    return None if days is None else from_ordinal(to_ordinal(night) - days // SCALE)
