"""One segment's dashboard, read for one member: how it stands, where it moved, what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.models import Question
from book.verdicts import BANDS, STAGES
from dashboards.figures import Figure, Part, shares
from dashboards.segment.adoption import FeatureLine, adoption
from dashboards.segment.counts import Standing, standings, together
from dashboards.segment.csms import CsmLine, csm_lines
from dashboards.segment.deviations import Deviation, deviations
from dashboards.segment.endings import EndingMonth, endings
from dashboards.segment.flow import Flow, flow, moves
from dashboards.segment.lists import Lists
from dashboards.segment.nights import counts_on
from dashboards.segment.numbers import figures, figures_of_night
from dashboards.segment.tasks import Task, tasks
from dashboards.segment.trend import TrendLine, trend, weekly
from metrics.selectors import key_features
from segments.models import Segment

COMPARED_DAYS = 28


@dataclass(frozen=True)
class Compared:
    """A question (band, stage) on two nights: shares then and now, and the moves between."""

    now: list[Part]
    then: list[Part] = field(default_factory=list)
    flow: Flow | None = None


@dataclass(frozen=True)
class Board:
    """Tasks, endings, adoption and CSMs come from the list: empty for an earlier night than the latest."""

    segment: Segment
    lists: Lists
    figures: list[Figure]
    bands: Compared
    stages: Compared
    trend: list[TrendLine]
    deviations: list[Deviation]
    sealed: list[tuple[Any, int]]
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


def compared_night(nights: Sequence[date], *, as_of: date) -> date | None:
    """Return the latest of the kept `nights` at least 28 days before `as_of`, else the earliest before it."""
    earlier = sorted(night for night in nights if night < as_of)
    due = [night for night in earlier if night <= as_of - timedelta(days=COMPARED_DAYS)]
    return due[-1] if due else earlier[0] if earlier else None


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
    return Board(**shown, **(read.of_the_list() if lists.is_latest else {}))


class _Reading:
    """What the parts of a board share, read once."""

    def __init__(self, for_user, judgements, segment, lists):
        self.for_user, self.judgements = for_user, judgements
        self.segment, self.lists = segment, lists
        self.features = key_features()
        self.by_csm = self._by_csm() if lists.is_latest else {}
        self.standing: Standing | None = together(self.by_csm.values())
        nights = [night for night in (lists.as_of, lists.since) if night]
        self.counts = counts_on(nights=nights, judgements=judgements, segment_keys=[segment.key])
        self.moves = moves(lists=lists, judgements=judgements) if lists.since else {}
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

    def on(self, night):
        return self.counts.get((night, self.segment.key))

    def figures(self):
        then = self.on(self.lists.since)
        if self.standing:
            return figures(self.standing, then, self.lists)
        counts = None if self.lists.is_latest else self.on(self.lists.as_of)
        return figures_of_night(counts, then, self.lists) if counts else []

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
        counts = self.standing.counts if self.standing else self.on(self.lists.as_of)
        by_level = getattr(counts, f"{question}s", {})
        return Compared(
            shares(
                (sign, by_level.get(sign.level, 0), self.lists.standing(question, sign.key))
                for sign in signs
            )
        )

    def of_the_list(self):
        """Return the parts that only the list of the latest night can tell."""
        if not self.standing:
            return {}
        own = {self.segment.key: self.standing}
        return {
            "tasks": tasks(self.standing, self.flows, lists=self.lists),
            "endings": endings(
                for_user=self.for_user,
                judgements=self.judgements,
                segment=self.segment,
                as_of=self.lists.as_of,
                lists=self.lists,
            ),
            "adoption": adoption(features=self.features, standings=own),
            "csms": csm_lines(
                self.by_csm, self.moves.get("stage"), lists=self.lists, for_user=self.for_user
            ),
        }
