"""The hidden story of each account: what kind of customer it is and what becomes of it.

Everything the demo writes follows from the story, with noise; no rule of the platform ever reads
one. The company grows by its number alone: shares hold for any size.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from demo.domain.names import company_names
from demo.domain.plots import OLDEST, SHAPES, Plot

# Accounts of each segment out of 400.
SEGMENTS = {"graduate_season": 80, "multi_site": 90, "specialist_agents": 110, "side_duty": 120}
# Licences: smallest and largest, spread evenly by ratio.
SEATS = {
    "graduate_season": (30, 160),
    "multi_site": (40, 220),
    "specialist_agents": (8, 40),
    "side_duty": (6, 30),
}
# Months in which graduates are hired: the main season, summer interns, and autumn.
SEASONS = ((3, 4, 5, 6), (3, 4, 5, 6), (3, 4, 5, 6), (6, 7, 8, 9), (9, 10, 11, 12))
# A customer of the middle has a plan of this name up to so many licences.
PLANS = ((15, "ライト"), (80, "スタンダード"), (10_000, "プロ"))
# Years under contract of who has left.
LEFT_AFTER_YEARS = (1, 1, 2)
YEAR = 365
CSMS_OF_A_SEGMENT = 3
# What keeps a customer who works well from being loyal: no NPS answer, no know-how shared, or few
# hires, which are then at most this share of the plan.
LACKS = ("answer", "sharing", "hires")
FEW_HIRES = 0.62
LACKING = (Plot.WORKING, Plot.GROWN, Plot.LEFT_WORKING)


@dataclass(frozen=True)
class Story:
    """One account. Days of `starts` and `leaves` are the first and the final day under contract.

    `lot` counts the accounts of its plot, so that what falls on every second does so in each plot.
    `csm` is the place of its CSM in the segment's team. `reached` counts the milestones reached in
    the end, `reached_before` those before the turn. `lacks` is one of `LACKS` or ""; `season` the
    months of hiring, empty where all are; `mark` names a planted case, "" for none; `silent_days`
    is how long nothing at all has been used by plan. `sibling` is the number of the account of the
    same company that uses the main product, where this one uses the other product. `segment` is
    how they work; `stands_in` another one in which they are still kept, "" for none.
    """

    number: int
    segment: str
    plot: Plot
    name: str
    lot: int
    csm: int
    seats: int
    starts: date
    leaves: date | None
    depth: float
    was: float
    turn_ago: float
    turn_days: float
    pace: float
    mood: float
    touch_days: float
    attainment: float
    reached_before: int
    reached: int
    lacks: str
    season: tuple[int, ...]
    mark: str = ""
    silent_days: int = 0
    is_free: bool = False
    sibling: int | None = None
    stands_in: str = ""

    @property
    def home(self) -> str:
        """The segment in which we have the account."""
        return self.stands_in or self.segment

    @property
    def plan(self) -> str:
        return next(name for most, name in PLANS if self.seats <= most)


@dataclass(frozen=True)
class Place:
    """What an account is before its story is told; the fields are those of `Story`."""

    number: int
    lot: int
    segment: str
    csm: int
    name: str


def cast(accounts: int, *, as_of: date, seed: int) -> list[Story]:
    """Return the stories of so many accounts, the same for the same seed and day."""
    rng = np.random.default_rng([seed, accounts])
    segments = _dealt(SEGMENTS, accounts, rng)
    plots = _dealt({plot: shape.share for plot, shape in SHAPES.items()}, accounts, rng)
    names = company_names(segments, rng)
    given, stories = Counter(), []
    for number, (segment, plot, name) in enumerate(zip(segments, plots, names, strict=True)):
        place = Place(number, given[plot], segment, given[segment] % CSMS_OF_A_SEGMENT, name)
        given.update([plot, segment])
        stories.append(told(place, Plot(plot), as_of=as_of, seed=seed))
    return stories


def told(place: Place, plot: Plot, *, as_of: date, seed: int) -> Story:
    """Draw the figures of one story from its plot's shape."""
    number, segment = place.number, place.segment
    rng, shape = np.random.default_rng([seed, number, 1]), SHAPES[plot]
    starts, leaves = _term(shape, as_of, rng)
    depth = _drawn(shape.depth, rng)
    story = Story(
        number=number,
        segment=segment,
        plot=plot,
        name=place.name,
        lot=place.lot,
        csm=place.csm,
        seats=_seats(SEATS[segment], rng),
        starts=starts,
        leaves=leaves,
        depth=depth,
        was=_drawn(shape.was, rng) if shape.was else depth,
        turn_ago=_drawn(shape.turn_ago, rng),
        turn_days=_drawn(shape.turn_days, rng),
        pace=_drawn(shape.pace, rng),
        mood=_drawn(shape.mood, rng),
        touch_days=_drawn(shape.touch_days, rng),
        attainment=_drawn(shape.attainment, rng),
        reached_before=_counted(shape.reached_before or shape.reached, rng),
        reached=_counted(shape.reached, rng),
        lacks=str(rng.choice(LACKS)) if plot in LACKING else "",
        season=SEASONS[rng.integers(len(SEASONS))] if segment == "graduate_season" else (),
    )
    if story.lacks == "hires":
        return replace(story, attainment=min(story.attainment, FEW_HIRES))
    if leaves:
        return replace(story, turn_ago=(as_of - leaves).days + story.turn_ago)
    return story


def apportion(shares: Sequence[float], total: int) -> list[int]:
    """Share `total` out in whole numbers by largest remainder; ties go to the earlier one."""
    exact = np.asarray(shares) * total / sum(shares)
    counts = np.floor(exact).astype(int)
    by_remainder = np.argsort(counts - exact, kind="stable")
    counts[by_remainder[: total - counts.sum()]] += 1
    return counts.tolist()


def _dealt(shares, total, rng):
    counts = apportion(list(shares.values()), total)
    cards = np.repeat([str(key) for key in shares], counts)
    return rng.permutation(cards).tolist()


def _drawn(span, rng):
    return float(rng.uniform(*span))


def _counted(span, rng):
    return int(rng.integers(span[0], span[1] + 1))


def _seats(span, rng):
    exact = np.exp(rng.uniform(*np.log(span)))
    return int(round(exact / 5) * 5) if exact >= 20 else round(exact)


def _term(shape, as_of, rng):
    """Contracts begin on the first or the sixteenth of a month, and run in whole years."""
    if shape.ended_ago is None:
        return _contract_day(as_of - timedelta(days=int(_drawn(shape.age_days, rng)))), None
    ended_ago = int(_drawn(shape.ended_ago, rng))
    after = _contract_day(as_of - timedelta(days=ended_ago))
    years = min(int(rng.choice(LEFT_AFTER_YEARS)), (OLDEST - ended_ago) // YEAR)
    return after.replace(year=after.year - years), after - timedelta(days=1)


def _contract_day(day):
    return day.replace(day=16 if day.day >= 16 else 1)
