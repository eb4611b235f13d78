"""The demo's truth in numbers, from its tables alone: shares, renewals, agreement, initiatives.

Imports nothing of the platform and nothing of the demo: what is planted must be found in the rows.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import sqrt

TABLES = (
    "accounts_account",
    "accounts_contract",
    "accounts_rankspan",
    "core_run",
    "core_user",
    "definitions_definition",
    "definitions_definitionversion",
    "engagement_activity",
    "engagement_attendance",
    "engagement_event",
    "engagement_milestone",
    "engagement_npsinvitation",
    "metrics_accountnight",
    "segments_segment",
    "segments_segmentspan",
    "stages_classificationanswer",
    "stages_classificationround",
    "stages_stagespan",
)
STAGES = ("Entry", "Onboard", "Active", "Loyal")
RANKS = ("S", "A", "B", "C")
LOOK_BACK = timedelta(days=548)
YEAR = timedelta(days=365)
# Stage-up is looked at from half a year ago; what was done around then counts as having come before.
STAGE_UP_FROM, EXPOSED_FROM, EXPOSED_UNTIL = 180, 210, 60
Z = 1.959963984540054


@dataclass(frozen=True)
class Rate:
    """`hits` of `count`; prints as a share with its 95 % interval by Wilson."""

    hits: int = 0
    count: int = 0

    @property
    def share(self):
        return self.hits / self.count if self.count else None

    @property
    def interval(self):
        if not self.count:
            return None
        p, n = self.hits / self.count, self.count
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return middle - half, middle + half

    def __str__(self):
        if not self.count:
            return "–"
        low, high = self.interval
        return (
            f"{100 * self.share:.1f} % ({self.hits} of {self.count}; "
            f"{100 * low:.0f}–{100 * high:.0f})"
        )


def rate(flags):
    flags = list(flags)
    return Rate(sum(flags), len(flags))


@dataclass(frozen=True)
class End:
    """A contract that came to its end: where its account stood then, and whether it was renewed."""

    account: int
    on: date
    stage: int
    rank: str
    is_renewed: bool


@dataclass(frozen=True)
class Contrast:
    """Outcomes of those who had something and of those who had not, as a whole and by stage."""

    exposed: Rate
    others: Rate
    by_stage: dict

    @property
    def difference(self):
        return points(self.exposed, self.others)

    @property
    def within(self):
        """The difference within stages, each weighted as Mantel and Haenszel do, in points."""
        parts = [(a, b) for a, b in self.by_stage.values() if a.count and b.count]
        weights = [a.count * b.count / (a.count + b.count) for a, b in parts]
        if not parts:
            return None
        differences = [points(a, b) for a, b in parts]
        weighted = sum(w * d for w, d in zip(weights, differences, strict=True))
        return weighted / sum(weights)


def points(exposed, others):
    if not exposed.count or not others.count:
        return None
    return 100 * (exposed.share - others.share)


def day(value):
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


class Truth:
    """Reads plain tables, lists of dicts, as a bare connection gives them."""

    def __init__(self, tables):
        self.tables = tables
        nights = [
            day(row["business_date"]) for row in tables["core_run"] if row["kind"] == "nightly"
        ]
        self.as_of = max(nights)
        self._stages = spans(tables["stages_stagespan"], "stage", lane=0)
        self._ranks = spans(tables["accounts_rankspan"], "rank")
        keys = {row["id"]: row["key"] for row in tables["segments_segment"]}
        self._segments = spans(tables["segments_segmentspan"], "segment_id")
        self._segment_keys = keys

    # Shares

    def stage_shares(self):
        """Return {stage: Rate} of the accounts that the latest night judged."""
        stood = [row["stage"] for row in self._latest()]
        counts = Counter(stood)
        return {name: Rate(counts[level], len(stood)) for level, name in enumerate(STAGES)}

    def segment_counts(self):
        """Return {segment: accounts}, all accounts that ever were in it to this day."""
        found = Counter(
            self._segment_keys[held_on(own, self.as_of)] for own in self._segments.values()
        )
        return dict(found)

    def _latest(self):
        rows = [row for row in self.tables["metrics_accountnight"] if row["lane"] == 0]
        return [row for row in rows if day(row["night"]) == self.as_of]

    # Renewals

    def ends(self):
        """Return the paid contracts whose end of the latest year and a half has an outcome."""
        found = []
        for row in self.tables["accounts_contract"]:
            on = day(row["ends_on"] or row["closed_on"])
            if not on or not row["outcome"] or row["is_free"]:
                continue
            if self.as_of - LOOK_BACK < on <= self.as_of:
                account = row["account_id"]
                stage = held_on(self._stages.get(account, ()), on)
                rank = held_on(self._ranks.get(account, ()), on)
                found.append(End(account, on, stage, rank, row["outcome"] != "churned"))
        return found

    def renewal_by_stage(self):
        ends = self.ends()
        return {
            name: rate(end.is_renewed for end in ends if end.stage == level)
            for level, name in enumerate(STAGES)
        }

    def renewal_by_rank(self):
        ends = self.ends()
        return {rank: rate(end.is_renewed for end in ends if end.rank == rank) for rank in RANKS}

    # Blind classification

    def agreement(self):
        return rate(answer == computed for answer, computed in self._answers())

    def confusion(self):
        """Return {(computed, answer): how many}, by names, of those that differ."""
        counts = Counter(
            (STAGES[computed], STAGES[answer])
            for answer, computed in self._answers()
            if answer != computed
        )
        return dict(counts.most_common())

    def causes(self):
        rows = self.tables["stages_classificationanswer"]
        return dict(Counter(row["cause"] for row in rows if row["cause"]))

    def _answers(self):
        rows = self.tables["stages_classificationanswer"]
        return [(row["answer"], row["computed"]) for row in rows]

    def computed_as_kept(self):
        """Say whether every computed answer is what the night of the round kept."""
        (held,) = self.tables["stages_classificationround"]
        kept = {
            row["account_id"]: row["stage"]
            for row in self.tables["metrics_accountnight"]
            if row["lane"] == 0 and day(row["night"]) == day(held["night"])
        }
        rows = self.tables["stages_classificationanswer"]
        return all(kept[row["account_id"]] == row["computed"] for row in rows)

    # Initiatives

    def exposures(self):
        """Return {initiative: {account: days on which it happened}}."""
        found = defaultdict(lambda: defaultdict(list))
        for row in self.tables["engagement_activity"]:
            found[row["kind"]][row["account_id"]].append(day(row["happened_on"]))
        events = {row["id"]: row for row in self.tables["engagement_event"]}
        for row in self.tables["engagement_attendance"]:
            event = events[row["event_id"]]
            if row["status"] == "attended":
                found[event["kind"]][row["account_id"]].append(day(event["held_on"]))
        for row in self.tables["engagement_npsinvitation"]:
            if row["responded_on"]:
                found["nps_answered"][row["account_id"]].append(day(row["responded_on"]))
        return found

    def renewal_contrast(self, initiative):
        """Compare the renewals of who had it in the year before the end with the others'."""
        days = self.exposures()[initiative]
        return contrast(
            (
                end.stage,
                any(end.on - YEAR < each <= end.on for each in days[end.account]),
                end.is_renewed,
            )
            for end in self.ends()
        )

    def stage_up_contrast(self, initiative):
        """Compare, half a year on, whether those who had it stand higher; by the stage then."""
        days = self.exposures()[initiative]
        then = self.as_of - timedelta(days=STAGE_UP_FROM)
        first = self.as_of - timedelta(days=EXPOSED_FROM)
        final = self.as_of - timedelta(days=EXPOSED_UNTIL)
        rows = []
        for row in self._latest():
            account = row["account_id"]
            before = held_on(self._stages.get(account, ()), then)
            if before is not None and before < len(STAGES) - 1:
                had = any(first < each <= final for each in days[account])
                rows.append((before, had, row["stage"] > before))
        return contrast(rows)

    def accounts_with(self, initiative):
        return len(self.exposures()[initiative])

    # Success journey

    def conversion(self, step):
        """Return {CSM: Rate} of the accounts that went on from a step (1-11), by their segment's order."""
        names = {row["id"]: row["name"] for row in self.tables["core_user"]}
        csm_of = {row["id"]: row["csm_id"] for row in self.tables["accounts_account"]}
        reached = defaultdict(set)
        for row in self.tables["engagement_milestone"]:
            if row["reached_on"]:
                reached[row["account_id"]].add(row["key"])
        groups = defaultdict(list)
        for account, keys in sorted(reached.items()):
            before, after = self._order(account)[step - 1 : step + 1]
            if before in keys:
                groups[names[csm_of[account]]].append(after in keys)
        return {csm: rate(flags) for csm, flags in sorted(groups.items())}

    def _order(self, account):
        own = self._journey.get("overrides", {}).get(self._segment_of(account), {})
        return own.get("order") or [each["key"] for each in self._journey["milestones"]]

    def _segment_of(self, account):
        return self._segment_keys.get(held_on(self._segments[account], self.as_of))

    @cached_property
    def _journey(self):
        journeys = {
            row["id"] for row in self.tables["definitions_definition"] if row["kind"] == "journey"
        }
        (body,) = (
            row["body"]
            for row in self.tables["definitions_definitionversion"]
            if row["definition_id"] in journeys and row["state"] == "in_force"
        )
        return json.loads(body) if isinstance(body, str) else body


def contrast(rows):
    """Gather (stage, was it had, did it come out well) into a `Contrast`."""
    cells = defaultdict(list)
    for stage, had, well in rows:
        cells[stage, had].append(well)
    stages = sorted({stage for stage, _ in cells if stage is not None})
    return Contrast(
        exposed=rate(x for (_, had), flags in cells.items() if had for x in flags),
        others=rate(x for (_, had), flags in cells.items() if not had for x in flags),
        by_stage={
            STAGES[stage]: (rate(cells[stage, True]), rate(cells[stage, False])) for stage in stages
        },
    )


def spans(rows, value, **only):
    """Return {account: [(from, to or None, value)]}."""
    found = defaultdict(list)
    for row in rows:
        if all(row[key] == wanted for key, wanted in only.items()):
            found[row["account_id"]].append((day(row["from_on"]), day(row["to_on"]), row[value]))
    return found


def held_on(own, on):
    """Return what held on a day, of spans that overlap the one begun later; None for nothing."""
    held = [(begun, value) for begun, end, value in own if begun <= on and (not end or on < end)]
    return max(held)[1] if held else None
