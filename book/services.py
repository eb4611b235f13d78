"""Keeping the list: one row per account, written anew from what stands elsewhere."""

import struct
from collections import defaultdict
from datetime import timedelta

from django.db import transaction

from accounts.models import Account, Contract, RiskJudgement
from book.models import AccountStatus, SegmentNight
from core.bulk import upsert
from core.calendar import from_ordinal, to_ordinal
from core.exact import MISSING, SCALE
from metrics.models import AccountNight
from metrics.selectors import key_features, metric_places
from segments.selectors import current_segments

# A quarter, by weeks, is what fits a sparkline of 80 pixels.
SPARK_WEEKS = 13
UNKNOWN = -1
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
    "latest_use_on",
    "latest_touch_on",
    "nps",
    "is_nps_answered",
    "features",
    "usage_to",
)


def refresh(account_ids, *, night, usage_to=None):
    """Write the rows of these accounts as the night `night` and the edits since left them."""
    read = _Reading(account_ids, night)
    rows = [_row(account, read, night, usage_to) for account in read.accounts]
    return upsert(AccountStatus, FIELDS, rows, key=("account",))


@transaction.atomic
def keep_segment_nights(lines, *, nights):
    """Keep how segments stood on these nights, in place of what was kept of them. Returns how many."""
    SegmentNight.objects.filter(night__in=nights).delete()
    return len(SegmentNight.objects.bulk_create(lines))


class _Reading:
    """All that the rows of a shard need, read in a fixed number of queries."""

    def __init__(self, account_ids, night):
        self.accounts = _accounts(account_ids)
        self.segments = current_segments(account_ids)
        self.judged = _judged_risks(account_ids)
        self.contracts = _contracts(account_ids, night)
        self.nights = _night_rows(account_ids, night)
        self.scores = _scores(account_ids, night)
        self.places = metric_places({row.registry_id for row in self.nights.values()})
        self.features = key_features()


def _accounts(account_ids):
    rows = Account.objects.standing().filter(pk__among=account_ids).order_by("pk")
    fields = ("pk", "name", "search_key", "team_id", "csm_id", "plan", "rank")
    return rows.values_list(*fields, named=True)


def _judged_risks(account_ids):
    rows = RiskJudgement.objects.filter(account__among=account_ids).order_by("judged_on", "pk")
    return dict(rows.values_list("account_id", "level"))


def _contracts(account_ids, night):
    """Return {account: (is free, end date)}: free where all running contracts are, the latest end."""
    rows = Contract.objects.filter(account__among=account_ids).running_on(night)
    found = {}
    for account, is_free, ends_on in rows.values_list("account_id", "is_free", "ends_on"):
        is_all_free, latest = found.get(account, (True, ends_on))
        found[account] = is_all_free and is_free, max(latest, ends_on)
    return found


def _night_rows(account_ids, night):
    rows = AccountNight.objects.in_force().of_night(night).filter(account__among=account_ids)
    fields = ("account_id", "night", "registry_id", "metrics", "score", "band")
    judged = ("stage", "stage_since", "risk", "risk_reasons")
    return {row.account_id: row for row in rows.values_list(*fields, *judged, named=True)}


def _scores(account_ids, night):
    """Return {account: {weeks ago: score in hundredths, -1 unknown}}."""
    weeks = {night - timedelta(days=7 * ago): ago for ago in range(SPARK_WEEKS)}
    found = defaultdict(dict)
    rows = AccountNight.objects.in_force().filter(account__among=account_ids, night__in=list(weeks))
    for account, at, score in rows.values_list("account_id", "night", "score"):
        found[account][weeks[at]] = UNKNOWN if score is None else score
    return found


def _row(account, read, night, usage_to):
    row = read.nights.get(account.pk)
    segment = read.segments.get(account.pk)
    judged = read.judged.get(account.pk)
    is_free, ends_on = read.contracts.get(account.pk, (False, None))
    scores = read.scores.get(account.pk, {})
    return (
        account.pk,
        account.name,
        account.search_key,
        segment.pk if segment else None,
        account.team_id,
        account.csm_id,
        account.plan,
        account.rank,
        ends_on is not None,
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
        *_facts(row, read, night, usage_to or night),
        usage_to,
    )


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


def _facts(row, read, night, usage_to):
    nps = _metric(row, read, "nps_score")
    answered = _metric(row, read, "nps_answered_180")
    return (
        _day_before(usage_to, _metric(row, read, "days_since_use")),
        _day_before(night, _metric(row, read, "days_since_touch")),
        None if nps is None else nps // SCALE,
        None if answered is None else answered > 0,
        _features(row, read),
    )


def _features(row, read):
    used = [each.key for each in read.features if (_metric(row, read, each.metric) or 0) > 0]
    return f",{','.join(used)}," if used else ""


def _day_before(night, days):
    return None if days is None else from_ordinal(to_ordinal(night) - days // SCALE)
