"""From a story to what was agreed: contracts, what their ends brought, and the people at the customer."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from demo.domain.names import person_names
from demo.domain.stories import Story

# Yen a licence and year, by plan; the smaller the plan the dearer the licence.
YEN_A_SEAT = {"ライト": 84_000, "スタンダード": 66_000, "プロ": 54_000}
# A happy customer grows by a fifth at this many of its renewals, an unhappy one shrinks.
CHANGE_CHANCE, GROWTH = 0.25, 1.2
# Of the content, every second one signs the next contract so many days before the end.
SIGNS_AHEAD_DAYS, CONTENT = 60, 0.7
SPONSOR_TITLES = ("人事部長", "執行役員 人事本部長", "管理本部長", "代表取締役社長", "総務人事部長")
CHAMPION_TITLES = ("採用課長", "人事課 主任", "採用担当", "採用グループ リーダー", "総務課長")
USER_TITLES = (
    "人事課",
    "営業部長(面接官)",
    "開発部 マネージャー(面接官)",
    "店舗責任者",
    "採用アシスタント",
)
# Cases in which somebody has left, and how many days before the end.
LEAVERS = {"champion_left": ("champion", 18), "sponsor_left": ("sponsor", 41)}


@dataclass(frozen=True)
class Term:
    """One contract; `outcome` is empty while it runs."""

    starts_on: date
    ends_on: date
    seats: int
    annual_amount: int
    outcome: str


@dataclass(frozen=True)
class Person:
    """A contact with one role from a day on; `until` is the first day without it."""

    name: str
    letters: str
    title: str
    role: str
    since: date
    until: date | None


def terms(story: Story, *, as_of: date, rng: np.random.Generator) -> list[Term]:
    """Return the yearly contracts, oldest first: to the one that runs, ran out or is signed ahead."""
    bounds = [story.starts]
    while bounds[-1] <= min(as_of, story.leaves or as_of):
        bounds.append(_year_after(bounds[-1]))
    seats, found = story.seats, []
    for start, end in reversed(list(pairwise(bounds))):
        outcome = "" if not found else _outcome(story, rng)
        if not found and story.leaves:
            outcome = "churned"
        if outcome in ("expanded", "reduced"):
            ratio = GROWTH if outcome == "expanded" else 1 / GROWTH
            seats = max(3, round(seats / ratio))
        found.append(_term(story, start, end, seats, outcome))
    return [*found[::-1], *_signed_ahead(story, found[0], as_of)]


def _year_after(day):
    """Return the same day a year later, and the first of March after a leap day."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if is_leap_day else day.replace(year=day.year + 1)


def _signed_ahead(story, running, as_of):
    """Return the contract that follows the running one, where it is agreed already."""
    begins = running.ends_on + timedelta(days=1)
    is_near = (begins - as_of).days <= SIGNS_AHEAD_DAYS
    if story.leaves or not is_near or story.mood < CONTENT or story.lot % 2:
        return []
    return [_term(story, begins, _year_after(begins), story.seats, "")]


def _outcome(story, rng):
    if rng.random() >= CHANGE_CHANCE:
        return "renewed"
    return "expanded" if rng.random() < story.mood else "reduced"


def _term(story, start, end, seats, outcome):
    amount = 0 if story.is_free else seats * YEN_A_SEAT[story.plan]
    return Term(start, end - timedelta(days=1), seats, amount, outcome)


def people(story: Story, *, as_of: date, rng: np.random.Generator) -> list[Person]:
    """Return the contacts of an account: a sponsor, a champion, and users among whom interviewers are."""
    users = 1 + int(rng.integers(0, 3))
    names = person_names(2 + users, rng)
    titles = [rng.choice(SPONSOR_TITLES), rng.choice(CHAMPION_TITLES)]
    titles += [rng.choice(USER_TITLES) for _ in range(users)]
    roles = ["sponsor", "champion", *["user"] * users]
    return [
        Person(*name, str(title), role, story.starts, _left_on(story, role, as_of))
        for name, title, role in zip(names, titles, roles, strict=True)
    ]


def _left_on(story, role, as_of):
    leaver, days_ago = LEAVERS.get(story.mark, ("", 0))
    return as_of - timedelta(days=days_ago) if role == leaver else None
