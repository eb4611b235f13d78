"""One segment's dashboard, read for one member: how it stands, where it moved, what to do first."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Question
from book.comparing import comparisons
from book.verdicts import BANDS, RISKS, STAGES
from dashboards.figures import Figure, Part, shares
from dashboards.segment.adoption import FeatureLine, adoption
from dashboards.segment.counts import Standing, standings, together
from dashboards.segment.csms import CsmLine, csm_lines
from dashboards.segment.deviations import Deviation, deviations
from dashboards.segment.endings import EndingMonth, endings, endings_then
from dashboards.segment.flow import Flow, flow
from dashboards.segment.goals import GoalLine, goal_lines, reading_of
from dashboards.segment.lists import Lists
from dashboards.segment.nights import counts_on
from dashboards.segment.numbers import figures
from dashboards.segment.tasks import Task, tasks
from dashboards.segment.then import night_of, standings_of
from dashboards.segment.trend import TrendLine, trend, weekly
from metrics.selectors import key_features
from segments.models import Segment


@dataclass(frozen=True)
class Compared:
    """A question (band, stage) on two nights: shares then and now, and the moves between."""

    now: list[Part]
    then: list[Part] = field(default_factory=list)
    flow: Flow | None = None


@dataclass(frozen=True)
class RiskPart:
    """One level of churn risk: its place in a bar made up of ARR, and how many accounts stand there."""

    key: str
    word: Any
    arr: int
    percent: int
    x: int
    width: int
    accounts: int
    url: str


@dataclass(frozen=True)
class Board:
    """Of the latest night the list tells, of an earlier one what it kept; tasks are today's only."""

    segment: Segment
    lists: Lists
    figures: list[Figure]
    bands: Compared
    stages: Compared
    trend: list[TrendLine]
    deviations: list[Deviation]
    sealed: list[tuple[Any, int]]
    risks: list[RiskPart] = field(default_factory=list)
    goals: list[GoalLine] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    endings: list[EndingMonth] = field(default_factory=list)
    adoption: list[FeatureLine] = field(default_factory=list)
    csms: list[CsmLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.figures


def segment_in_sight(*, for_user, key: str) -> Segment | None:
    """Return the segment where the member may see it, else None: foreign and missing look alike."""
    found = Segment.objects.visible_to(for_user).filter(key=key)
    return found.select_related("manager", "ops_partner", "marketing_partner").first()


def board(*, for_user, judgements, segment: Segment, lists: Lists, nights: list[date]) -> Board:
    """Return the dashboard for the nights of `lists`; `nights` are those kept."""
    read = _Reading(for_user, judgements, segment, lists)
    shown = {
        "segment": segment,
        "lists": lists,
        "bands": read.compared("band", BANDS),
        "stages": read.compared("stage", STAGES),
        "trend": trend(
            nights=weekly(nights, until=lists.as_of), lists=lists, judgements=judgements
        ),
        "deviations": deviations(segment.key),
        "figures": read.figures(),
        "sealed": read.sealed(),
    }
    return Board(**shown, **read.parts())


class _Reading:
    """What the parts of a board share, read once."""

    def __init__(self, for_user, judgements, segment, lists):
        self.for_user, self.judgements = for_user, judgements
        self.segment, self.lists = segment, lists
        self.features = key_features()
        self.night = None if lists.is_latest else self._night()
        self.by_csm = self._by_csm() if lists.is_latest else self._kept_by_csm()
        self.standing: Standing | None = together(self.by_csm.values())
        self.counts = counts_on(
            nights=[lists.since] if lists.since else [],
            judgements=judgements,
            segment_keys=[segment.key],
        )
        self.compared_nights = self._compared_nights() if lists.since else None
        self.moves = self.compared_nights.moves if lists.since else {}
        self.flows = {
            question: flow(question, found, lists=lists) for question, found in self.moves.items()
        }

    def _by_csm(self):
        return standings(
            for_user=self.for_user,
            judgements=self.judgements,
            as_of=self.lists.as_of,
            by="csm",
            segment=self.segment,
            features=[feature.key for feature in self.features],
        )

    def _night(self):
        return night_of(
            segment_key=self.segment.key,
            night=self.lists.as_of,
            judgements=self.judgements,
            features=self.features,
        )

    def _kept_by_csm(self):
        return standings_of(self.night, features=self.features)

    def _compared_nights(self):
        key = self.segment.key
        nights = {"as_of": self.lists.as_of, "since": self.lists.since}
        return comparisons(segment_keys=[key], judgements=self.judgements, **nights)[key]

    def figures(self):
        if not self.standing:
            return []
        then = self.counts.get((self.lists.since, self.segment.key))
        split = self.compared_nights and self.compared_nights.split
        return figures(self.standing, then, self.lists, split)

    def sealed(self):
        if not self.standing:
            return []
        return [(Question(question).label, n) for question, n in self.standing.sealed.items() if n]

    def compared(self, question, signs):
        found = self.flows.get(question)
        if found:
            then = zip(signs, found.then, strict=True)
            return Compared(
                shares((s, c.accounts, c.url) for s, c in zip(signs, found.now, strict=True)),
                shares((sign, cell.accounts, cell.url) for sign, cell in then),
                found,
            )
        by_level = getattr(self.standing.counts, f"{question}s") if self.standing else {}
        return Compared(
            shares(
                (sign, by_level.get(sign.level, 0), self.lists.standing(question, sign.key))
                for sign in signs
            )
        )

    def parts(self):
        if not self.standing:
            return {}
        return {
            "tasks": tasks(self.standing, self.flows, lists=self.lists)
            if self.lists.is_latest
            else [],
            "risks": self._risks(),
            "goals": self._goals(),
            "endings": self._endings(),
            "adoption": adoption(features=self.features, standings={self.lists: self.standing}),
            "csms": csm_lines(
                self.by_csm, self.moves.get("stage"), lists=self.lists, for_user=self.for_user
            ),
        }

    def _risks(self):
        held = [(sign, self.standing.risks[sign.level]) for sign in RISKS]
        parts = shares(
            (sign, money.arr, self.lists.standing("risk", sign.key)) for sign, money in held
        )
        return [
            RiskPart(
                part.key,
                part.word,
                money.arr,
                part.percent,
                part.x,
                part.width,
                money.accounts,
                part.url,
            )
            for part, (_, money) in zip(parts, held, strict=True)
        ]

    def _goals(self):
        as_of = self.lists.as_of
        reader = {"for_user": self.for_user, "judgements": self.judgements}
        read = reading_of(self.segment, **reader, as_of=as_of)
        (month,) = goal_lines(read, [as_of.replace(day=1)])
        return list(month.lines.values())

    def _endings(self):
        if self.night:
            return endings_then(self.night, lists=self.lists)
        return endings(
            for_user=self.for_user,
            judgements=self.judgements,
            segment=self.segment,
            as_of=self.lists.as_of,
            lists=self.lists,
        )
