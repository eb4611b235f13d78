"""Judging a shard: facts to metrics, segment, score, risk and stage, all in memory. Writes nothing."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from django.db.models import Min
from numpy.typing import NDArray

from accounts.models import Contract
from core.calendar import from_ordinal, to_ordinal
from core.exact import MISSING
from engagement.models import FactChange
from health.domain.risk import assess_risk
from health.domain.scoring import score_accounts
from metrics.domain.cube import MISSING_AFTER_DAYS
from metrics.domain.definition import LONGEST_WINDOW_DAYS
from metrics.domain.evaluate import evaluate
from metrics.domain.facts import NEVER
from metrics.domain.frame import MetricFrame
from metrics.domain.usage import reach_days
from metrics.shards import load_facts, running
from metrics.supply import supply_of
from segments.domain.rules import Placements, classify
from segments.selectors import segment_grid, segment_keys
from stages.domain.path import NOT_BEGUN, Deviation, replay
from stages.services import Path, state_of, states_after


@dataclass(frozen=True)
class Verdict:
    """Health and risk of n accounts on one night; hundredths, -1 where unknown."""

    score: NDArray[np.int64]
    base: NDArray[np.int64]
    band: NDArray[np.int8]
    exception: list[str]
    contributions: list[bytes]
    risk: NDArray[np.int8]
    reasons: list[list[str]]


@dataclass(frozen=True)
class JudgedNight:
    night: int
    is_judged: NDArray[np.bool_]
    place: int
    ruled: Placements
    verdict: Verdict
    stage: NDArray[np.int8]
    since: NDArray[np.int32]


@dataclass(frozen=True)
class JudgedShard:
    """All nights of one shard: `segment` (n, d) indexes `segment_keys` on each night.

    `path_version` is that of the points where its paths stand after the last night.
    """

    plan: object
    account_ids: NDArray[np.int64]
    frame: MetricFrame
    segment: NDArray[np.int16]
    segment_keys: tuple[str, ...]
    paths: list[Path]
    nights: list[JudgedNight]
    changes: list[tuple[int, int, date]]
    path_version: str
    seconds: dict[str, float] = field(default_factory=dict)


class Stopwatch:
    """Adds up seconds by part of the work, for the page of the run."""

    def __init__(self):
        self.seconds = {}

    @contextmanager
    def of(self, part):
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self.seconds[part] = round(self.seconds.get(part, 0) + spent, 3)


def judge(plan, *, account_ids, nights):
    """Judge these accounts (ids ascending) on these nights (days since 1970, ascending)."""
    watch = Stopwatch()
    nights = np.asarray(nights, np.int32)
    with watch.of("facts"):
        changes = _changes(account_ids, until=from_ordinal(nights[-1]))
        supply = supply_of(plan.product_id)
        points = _known_paths(plan, supply, account_ids, nights, changes)
        facts = _facts(plan, account_ids, nights, points)
    keys = segment_keys()
    segment = segment_grid(account_ids=account_ids, days=nights, keys=keys)
    with watch.of("metrics"):
        here = replace(facts, segments=keys, segment=segment)
        frame = evaluate(list(plan.metrics.values()), here, nights)
    is_running = running(facts.records["contracts"], accounts=len(account_ids), days=nights)
    with watch.of("stage"):
        paths = _paths(plan, here, nights, points, frame)
    judged = [
        _judge_night(
            plan, frame, place, segment[:, place], keys, is_running[:, place], paths, watch
        )
        for place in range(len(nights))
    ]
    ids = np.asarray(account_ids, np.int64)
    version = plan.path_version(supply, nights[-1])
    return JudgedShard(
        plan, ids, frame, segment, keys, paths, judged, changes, version, watch.seconds
    )


def _changes(account_ids, *, until):
    """Read, before any fact, which changes the facts already hold."""
    found = FactChange.objects.filter(account__among=account_ids, earliest_day__lte=until)
    return list(found.values_list("pk", "account_id", "earliest_day"))


def _known_paths(plan, supply, account_ids, nights, changes):
    """Return the points from which paths may go on: those of the day before, with no later change."""
    before = from_ordinal(nights[0] - 1)
    version = plan.path_version(supply, nights[0] - 1)
    points = states_after(account_ids, day=before, version=version)
    changed = {account for _, account, day in changes if day <= before}
    return {key: point for key, point in points.items() if key not in changed}


def _facts(plan, account_ids, nights, points):
    """Read what the nights need, and from the very start where a path has to be replayed."""
    reach = LONGEST_WINDOW_DAYS + MISSING_AFTER_DAYS
    from_day = int(nights[0]) - reach
    if len(points) < len(account_ids):
        reach = reach_days(plan.stage_metrics) + MISSING_AFTER_DAYS
        from_day = min(from_day, _earliest_start(account_ids) - reach)
    return load_facts(
        product_id=plan.product_id,
        account_ids=account_ids,
        from_day=from_day,
        to_day=int(nights[-1]),
    )


def _earliest_start(account_ids):
    found = Contract.objects.filter(account__among=account_ids).aggregate(day=Min("starts_on"))
    return to_ordinal(found["day"])


def _paths(plan, facts, nights, points, frame):
    known = np.array([int(each) in points for each in facts.account_ids])
    days = np.arange(nights[0], nights[-1] + 1, dtype=np.int32)
    paths = []
    if known.any():
        state = state_of(points[int(each)] for each in facts.account_ids[known])
        paths.append(_path(plan, facts, days, np.flatnonzero(known), state, frame))
    begun = ~known & (facts.started <= nights[-1]) & (facts.started != NEVER)
    if begun.any():
        first = int(facts.started[begun].min())
        whole = np.arange(first, nights[-1] + 1, dtype=np.int32)
        paths.append(_path(plan, facts, whole, np.flatnonzero(begun), None, frame))
    return paths


def _path(plan, facts, days, rows, state, frame):
    values, segment = _stage_frame(plan, facts, days, rows, frame)
    columns = {}
    for key in plan.stage_keys:
        is_stale = values.stale[None, :, values.keys.index(key)]
        columns[key] = np.where(is_stale, MISSING, values.column(key))
    is_running = running(facts.records["contracts"], accounts=len(facts.account_ids), days=days)
    replayed = replay(
        plan.stages[""],
        columns,
        days=days,
        start_day=facts.started[rows],
        running=is_running[rows],
        state=state,
        deviations=[
            Deviation(plan.stages[key], segment == place)
            for place, key in enumerate(facts.segments)
            if key in plan.stages
        ],
    )
    return Path(rows, days, replayed, is_whole=state is None)


def _stage_frame(plan, facts, days, rows, frame):
    """Return what stages ask for and the segments (n, d); from the nights' `frame` if its days are these."""
    if np.array_equal(days, frame.days):
        return frame.of_rows(rows), facts.segment[rows]
    keys, part = facts.segments, facts.of_rows(rows)
    segment = segment_grid(account_ids=part.account_ids.tolist(), days=days, keys=keys)
    here = replace(part, segments=keys, segment=segment)
    return evaluate(plan.stage_metrics, here, days), segment


def _judge_night(plan, frame, place, segment, keys, is_running, paths, watch):
    columns = {key: frame.values[:, place, at] for at, key in enumerate(frame.keys)}
    with watch.of("segment"):
        ruled = classify(plan.segments, columns)
    with watch.of("score"):
        verdict = _verdict(plan, columns, segment, keys)
    night = int(frame.days[place])
    stage = np.full(len(segment), NOT_BEGUN, np.int8)
    since = np.zeros(len(segment), np.int32)
    for path in paths:
        at = int(np.searchsorted(path.days, night))
        stage[path.rows] = path.replayed.stage[:, at]
        since[path.rows] = path.replayed.since[:, at]
    return JudgedNight(night, is_running, place, ruled, verdict, stage, since)


def _verdict(plan, columns, segment, keys):
    """Score and assess each group of accounts by the rules of its segment."""
    count = len(segment)
    whole = Verdict(
        score=np.full(count, -1, np.int64),
        base=np.full(count, -1, np.int64),
        band=np.zeros(count, np.int8),
        exception=[""] * count,
        contributions=[b""] * count,
        risk=np.zeros(count, np.int8),
        reasons=[[] for _ in range(count)],
    )
    for number in np.unique(segment):
        rows = np.flatnonzero(segment == number)
        key = keys[number] if number >= 0 else ""
        part = {name: column[rows] for name, column in columns.items()}
        _score_rows(whole, plan.scorecards.get(key, plan.scorecards[""]), part, rows)
        _assess_rows(whole, plan.risks.get(key, plan.risks[""]), part, rows)
    return whole


def _score_rows(whole, scorecard, columns, rows):
    scores = score_accounts(scorecard, columns)
    whole.score[rows], whole.base[rows], whole.band[rows] = scores.score, scores.base, scores.band
    contributions = scores.contributions().astype("<i8")
    for at, row in enumerate(rows):
        whole.contributions[row] = contributions[at].tobytes()
        if scores.exception[at] >= 0:
            whole.exception[row] = scorecard.exceptions[scores.exception[at]].key


def _assess_rows(whole, rules, columns, rows):
    risks = assess_risk(rules, columns)
    whole.risk[rows] = risks.level
    worst_first = sorted(range(len(rules.rules)), key=lambda place: -rules.rules[place].level)
    for at, row in enumerate(rows):
        whole.reasons[row] = [
            rules.rules[place].key for place in worst_first if risks.held[at, place]
        ]
