"""What the first five minutes must meet: cases set among the stories on purpose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from demo.domain.names import LONG_NAME
from demo.domain.plots import Plot
from demo.domain.stories import Place, Story, told

# Longer than the 30 days without use that put any other customer at risk.
SILENT_DAYS = 63
YEAR = 365
# What the stages ask for before the first step up.
LEAST_DAYS_IN_A_STAGE = 14
# A healthy customer who left did so this long ago: the nights of its end are still kept daily.
LEFT_AGO = 30
# One firm that came in twice, written in two ways.
TWICE = ("株式会社みなと設備", "㈱みなと設備")
# A customer has worked for so many days as those of another segment do.
WORKED_OTHERWISE_DAYS = 75
# Of 400 accounts, so many use the vendor's other product beside the main one.
SIBLINGS = 5
SIBLING_PLOTS = (Plot.WORKING, Plot.HALFWAY, Plot.FIRST_STEPS)


@dataclass(frozen=True)
class Case:
    """One planted case: where it goes and, as of a day, what it changes in the story it falls on."""

    mark: str
    segment: str
    plot: Plot
    changes: Callable[[date], dict[str, Any]] = lambda as_of: {}


def _off_season(as_of):
    """Graduates were hired in four months of which the latest was the third before this one.

    It is the first CSM's: whoever enters the demo as a CSM finds it among their own.
    """
    season = tuple(sorted((as_of.month - back - 1) % 12 + 1 for back in range(3, 7)))
    return {
        "csm": 0,
        "season": season,
        "silent_days": SILENT_DAYS,
        "starts": date(as_of.year - 2, as_of.month, 1),
        "lacks": "sharing",
        "mood": 0.85,
        "touch_days": 18.0,
        "depth": 0.95,
        "was": 0.95,
    }


def _rose_overnight(as_of):
    """Two weeks under contract, and at it from the first day: the latest night moves it up."""
    return {
        "csm": 0,
        "starts": as_of - timedelta(days=LEAST_DAYS_IN_A_STAGE),
        "depth": 0.7,
        "was": 0.7,
        "pace": 3.2,
        "mood": 0.8,
        "reached_before": 6,
        "reached": 6,
    }


def _left_while_healthy(as_of):
    after = (as_of - timedelta(days=LEFT_AGO)).replace(day=1)
    return {
        "starts": after.replace(year=after.year - 2),
        "leaves": after - timedelta(days=1),
        "depth": 0.82,
        "was": 0.82,
        "pace": 1.0,
        "mood": 0.78,
        "touch_days": 14.0,
        "attainment": 0.75,
    }


def _in_good_order(as_of):
    """The contract began half a year and some years ago: its end is not near."""
    half = (as_of - timedelta(days=150)).replace(day=1)
    return {
        "starts": half.replace(year=half.year - 2),
        "mood": 0.85,
        "touch_days": 14.0,
        "lacks": "sharing",
    }


def _kept_elsewhere(as_of):
    return {**_in_good_order(as_of), "stands_in": "side_duty"}


CASES: Sequence[Case] = (
    Case("champion_left", "multi_site", Plot.WORKING, _in_good_order),
    Case("sponsor_left", "specialist_agents", Plot.HALFWAY),
    Case("off_season", "graduate_season", Plot.WORKING, _off_season),
    Case("rose_overnight", "graduate_season", Plot.STARTING, _rose_overnight),
    Case("free_contract", "side_duty", Plot.FIRST_STEPS, lambda as_of: {"is_free": True}),
    Case("judged_otherwise", "specialist_agents", Plot.WORKING, _in_good_order),
    Case("works_otherwise", "specialist_agents", Plot.WORKING, _kept_elsewhere),
    Case("left_while_healthy", "side_duty", Plot.LEFT_WORKING, _left_while_healthy),
    Case("long_name", "side_duty", Plot.HALFWAY, lambda as_of: {"name": LONG_NAME}),
    Case("came_in_twice", "multi_site", Plot.HALFWAY, lambda as_of: {"name": TWICE[0]}),
    Case("came_in_again", "multi_site", Plot.STARTING, lambda as_of: {"name": TWICE[1]}),
)


def plant(stories: list[Story], *, as_of: date, seed: int) -> list[Story]:
    """Set every case on a story of its segment, one of its plot where there is any."""
    planted = list(stories)
    for case in CASES:
        place = _place(planted, case)
        found = planted[place]
        if found.plot != case.plot:
            own = Place(found.number, found.lot, found.segment, found.csm, found.name)
            found = told(own, case.plot, as_of=as_of, seed=seed)
        planted[place] = replace(found, mark=case.mark, **case.changes(as_of))
    return _with_siblings(planted)


def _place(stories, case):
    free = [place for place, each in enumerate(stories) if not each.mark]
    own = [place for place in free if stories[place].segment == case.segment]
    return next((place for place in own if stories[place].plot == case.plot), own[0])


def _with_siblings(stories):
    """Let a few accounts be a company's use of the other product, beside one of the same segment."""
    planted = list(stories)
    free = [
        each
        for each in stories
        if not each.mark and each.plot in SIBLING_PLOTS and each.segment == "side_duty"
    ]
    count = min(max(1, round(SIBLINGS * len(stories) / 400)), len(free) // 2)
    for main, other in zip(free[:count], reversed(free), strict=False):
        planted[other.number] = replace(other, sibling=main.number, name=main.name, csm=main.csm)
    return planted
