"""All that the lines of a list rest on, read for many accounts in a fixed number of queries."""

from collections import defaultdict
from datetime import timedelta

import numpy as np
from django.db.models import Max, Q

from accounts.models import LONGEST_GAP, Account, Contract, RiskJudgement
from core.calendar import night_read_before
from definitions.models import DefinitionVersion, Kind
from engagement.models import Activity, FactChange, Milestone
from health.domain.risk import for_segment as risk_rules_for
from metrics.models import AccountNight
from metrics.selectors import key_features, metric_places, touch_kinds
from segments.selectors import current_segments
from stages.domain.definition import STAGE_KEYS, for_segment
from stages.domain.gaps import nearness

# A quarter, by weeks, is what fits a sparkline of 80 pixels.
SPARK_WEEKS = 13
UNKNOWN = -1
# What has waited for longer is no news any more: the journey's own page lists it.
OVERDUE_FOR = timedelta(days=60)
# The metric by which accounts fall silent.
IDLE = "idle_days"


class Reading:
    """All that the rows of a shard need, read in a fixed number of queries."""

    def __init__(self, account_ids, night):
        self.accounts = _accounts(account_ids)
        self.segments = current_segments(account_ids)
        self.judged = _judged_risks(account_ids)
        self.contracts = _contracts(account_ids, night)
        self.renewed = _renewed(account_ids, night, self.contracts)
        self.nights = _night_rows(account_ids, night)
        self.before = _nights_before(account_ids, night)
        self.scores = _scores(account_ids, night)
        both = (*self.nights.values(), *self.before.values())
        self.places = metric_places({row.registry_id for row in both})
        self.minds_silence = _minding_silence(self.nights.values())
        self.overdue = _overdue(account_ids, night)
        self.nearness = _nearness(self.nights, self.places)
        self.features = key_features()
        self.touched = _touched_since(account_ids, night)


def _accounts(account_ids):
    rows = Account.objects.standing().filter(pk__among=account_ids).order_by("pk")
    fields = ("pk", "name", "search_key", "team_id", "csm_id", "plan", "rank", "attributes")
    return list(rows.values_list(*fields, named=True))


def _judged_risks(account_ids):
    rows = RiskJudgement.objects.filter(account__among=account_ids).order_by("judged_on", "pk")
    return dict(rows.values_list("account_id", "level"))


def _contracts(account_ids, night):
    """Return {account: (is free, end date)}: free where all running contracts are, the latest end.

    The end is None where one of them runs on until it is closed.
    """
    rows = Contract.objects.filter(account__among=account_ids).running_on(night)
    found = {}
    for account, is_free, ends_on in rows.values_list("account_id", "is_free", "ends_on"):
        is_all_free, latest = found.get(account, (True, ends_on))
        found[account] = is_all_free and is_free, latest and ends_on and max(latest, ends_on)
    return found


def _renewed(account_ids, night, running):
    """Return {account: first day of the contract signed for the time after the running ones}.

    One that does not outlast them renews none of them.
    """
    rows = Contract.objects.filter(account__among=account_ids, starts_on__gt=night, closed_on=None)
    found = {}
    for account, starts_on, ends_on in rows.values_list("account_id", "starts_on", "ends_on"):
        _, ends = running.get(account, (False, None))
        outlasts = ends and (ends_on is None or ends_on > ends)
        if outlasts and starts_on <= ends + LONGEST_GAP:
            found[account] = min(starts_on, found.get(account, starts_on))
    return found


def _night_rows(account_ids, night):
    rows = AccountNight.objects.in_force().of_night(night).filter(account__among=account_ids)
    fields = ("account_id", "night", "registry_id", "metrics", "score", "band")
    judged = ("stage", "stage_since", "risk", "risk_reasons", "versions", "segment_key")
    return {row.account_id: row for row in rows.values_list(*fields, *judged, named=True)}


def _nights_before(account_ids, night):
    rows = AccountNight.objects.in_force().of_night(night_read_before(night))
    fields = ("account_id", "registry_id", "metrics", "score", "band", "stage", "risk")
    fields = (*fields, "risk_reasons")
    found = rows.filter(account__among=account_ids).values_list(*fields, named=True)
    return {row.account_id: row for row in found}


def _touched_since(account_ids, night):
    """Return {account: day of the latest touch} where facts changed after a night took them in.

    Up to the night, and beyond it what members wrote here since. None where there is none (any more).
    """
    changes = FactChange.objects.filter(account__among=account_ids)
    found = dict.fromkeys(changes.values_list("account_id", flat=True))
    if not found:
        return found
    known = Q(happened_on__lte=night) | Q(made_by__isnull=False)
    rows = Activity.objects.filter(known, account__among=list(found), kind__in=touch_kinds())
    latest = rows.values_list("account_id").annotate(latest=Max("happened_on"))
    return found | dict(latest.order_by())


def _minding_silence(nights):
    """Return the (version of the risk rules, segment) under which silence is a reason to worry."""
    asked = {(row.versions.get(Kind.RISK), row.segment_key) for row in nights}
    bodies = DefinitionVersion.objects.in_bulk({version for version, _ in asked})
    return {
        (version, segment_key)
        for version, segment_key in asked
        if version in bodies and IDLE in risk_rules_for(bodies[version].body, segment_key).metrics
    }


def _overdue(account_ids, night):
    """Return {account: (key, day) of the milestone not reached that was due first of those lately due}."""
    lately = night - OVERDUE_FOR, night - timedelta(days=1)
    rows = Milestone.objects.filter(account__among=account_ids, due_on__range=lately)
    open_ones = rows.filter(Q(reached_on=None) | Q(reached_on__gt=night)).order_by("-due_on", "-pk")
    return {
        account: (key, due_on)
        for account, key, due_on in open_ones.values_list("account_id", "key", "due_on")
    }


def _scores(account_ids, night):
    """Return {account: {weeks ago: score in hundredths, -1 unknown}}."""
    weeks = {night - timedelta(days=7 * ago): ago for ago in range(SPARK_WEEKS)}
    found = defaultdict(dict)
    rows = AccountNight.objects.in_force().filter(account__among=account_ids, night__in=list(weeks))
    for account, at, score in rows.values_list("account_id", "night", "score"):
        found[account][weeks[at]] = UNKNOWN if score is None else score
    return found


def _nearness(nights, places):
    """Return {account: (conditions not met up to the next stage, progress in ten-thousandths)}.

    By the stages of the segment that the night saw. Accounts in the highest stage have none, and
    are left out.
    """
    groups = defaultdict(list)
    for row in nights.values():
        if row.stage + 1 < len(STAGE_KEYS):
            groups[row.registry_id, row.versions.get(Kind.STAGES), row.segment_key].append(row)
    bodies = DefinitionVersion.objects.in_bulk({version for _, version, _ in groups})
    found = {}
    for (registry, version, segment_key), rows in groups.items():
        if version in bodies:
            definition = for_segment(bodies[version].body, segment_key)
            found |= _near(definition, rows, places[registry])
    return found


def _near(definition, rows, places):
    values = np.frombuffer(b"".join(row.metrics for row in rows), "<i8").reshape(len(rows), -1)
    columns = {key: values[:, places[key]] for key in definition.metrics}
    near = nearness(definition, columns, np.array([row.stage for row in rows], np.int8))
    figures = zip(near.unmet.tolist(), near.progress.tolist(), strict=True)
    return dict(zip((row.account_id for row in rows), figures, strict=True))
