"""From a story to what is said and done between us and them: touches, NPS, tickets, events, milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from demo.domain import words
from demo.domain.plots import Plot
from demo.domain.stories import Story

# The latest wave of NPS was sent this many days before the end, and one each half-year before.
NPS_WAVES_AGO = (56, 236, 416)
ANSWER_WITHIN_DAYS = 15
# Nobody is asked in their first weeks.
SETTLED_DAYS = 20
# Two user groups a month.
EVENT_EVERY_DAYS, LATEST_EVENT_AGO = 15, 9
TOUCH_KINDS = {"meeting": 30, "call": 28, "email": 30, "training": 6, "visit": 6}
QBR_EVERY_DAYS = 180
TICKETS_A_MONTH = 0.45
PRIORITIES = {"low": 30, "normal": 57, "high": 10, "urgent": 3}
# Days after the first contract began by which each milestone is due, and how many have a date.
MILESTONES = {
    **{"expectations_agreed": 14, "kickoff": 21, "setup": 35, "first_job": 45},
    **{"intake_linked": 60, "first_selection": 75, "first_evaluation": 95},
    **{"scheduling_in_product": 120, "first_hire": 150, "monthly_review": 200},
    **{"plan_80": 300, "know_how_shared": 350},
}
DATED_MILESTONES = 10
# How many milestones a plot has reached, at least and at most.
REACHED = {
    **{Plot.STARTING: (1, 3), Plot.STUCK: (2, 4), Plot.FIRST_STEPS: (6, 7)},
    **{Plot.HALFWAY: (6, 8), Plot.SLIPPING: (6, 7), Plot.GROWN: (9, 10), Plot.WORKING: (9, 11)},
    **{Plot.FADING: (8, 10), Plot.SHARING: (12, 12), Plot.LEFT: (4, 8)},
}


@dataclass(frozen=True)
class Touch:
    on: date
    kind: str
    subject: str
    body: str = ""


@dataclass(frozen=True)
class Asked:
    """An NPS invitation; without `answered_on` they stayed silent."""

    on: date
    answered_on: date | None
    score: int | None
    comment: str


@dataclass(frozen=True)
class Trouble:
    opened_on: date
    closed_on: date | None
    priority: str
    subject: str


@dataclass(frozen=True)
class Span:
    """The days on which something can happen to an account, both inclusive."""

    first: date
    final: date

    @property
    def days(self) -> int:
        return (self.final - self.first).days + 1

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.final


def lived(story: Story, *, first: date, as_of: date) -> Span:
    """Return the part of the window during which the account was a customer."""
    return Span(max(first, story.starts), min(as_of, story.leaves or as_of))


def touches(story: Story, span: Span, rng: np.random.Generator) -> list[Touch]:
    """Return what we did with them, about every `touch_days`, and what they did for others."""
    gaps = rng.gamma(4, story.touch_days / 4, size=int(span.days / story.touch_days) * 2 + 8)
    ago = np.cumsum(gaps) - gaps[0] * rng.random()
    days = [span.final - timedelta(days=int(each)) for each in ago]
    kinds = rng.choice(list(TOUCH_KINDS), size=len(days), p=_shares(TOUCH_KINDS))
    found = [
        _touch(day, str(kind), rng)
        for day, kind in zip(map(_workday, days), kinds, strict=True)
        if span.holds(day)
    ]
    return sorted(found + _reviews(story, span, rng) + _stories_told(story, span, rng), key=_on)


def _touch(day, kind, rng):
    subject, body = words.TOUCHES[kind][rng.integers(len(words.TOUCHES[kind]))]
    return Touch(day, kind, subject, body)


def _reviews(story, span, rng):
    if story.mood < 0.55:
        return []
    start = int(rng.integers(10, QBR_EVERY_DAYS))
    return [
        Touch(_workday(span.final - timedelta(days=ago)), "qbr", *words.REVIEW)
        for ago in range(start, span.days, QBR_EVERY_DAYS)
    ]


def _stories_told(story, span, rng):
    """Loyal customers gave a case or sent somebody our way within the year."""
    if story.plot is not Plot.SHARING:
        return []
    day = _workday(span.final - timedelta(days=int(rng.integers(20, 250))))
    kind = str(rng.choice(["case", "referral"]))
    return [_touch(day, kind, rng)] if span.holds(day) else []


def asked(story: Story, span: Span, *, as_of: date, rng: np.random.Generator) -> list[Asked]:
    """Return the waves in which they were asked, each answered or not; as the mood, with noise."""
    found = []
    for ago in NPS_WAVES_AGO:
        answers, score = _answers(story, rng), _score(story, rng)
        delay, at = int(rng.integers(1, ANSWER_WITHIN_DAYS)), int(rng.integers(9))
        on = as_of - timedelta(days=ago)
        if span.holds(on - timedelta(days=SETTLED_DAYS)) and span.holds(on):
            answered = on + timedelta(days=delay) if answers else None
            comment = words.nps_comment(score, at) if answers else ""
            found.append(Asked(on, answered, score if answers else None, comment))
    return found[::-1]


def _answers(story, rng):
    if story.lacks == "answer" or story.plot is Plot.SHARING:
        return story.plot is Plot.SHARING
    return rng.random() < (0.95 if story.mark or story.lacks else 0.25 + 0.6 * story.mood)


def _score(story, rng):
    """A mood of 0.9 gives a 9; the loyal and the planted stay promoters or near."""
    least = 8 if story.plot is Plot.SHARING or story.lacks else 0
    return int(np.clip(round(10 * story.mood + rng.normal(0, 0.8)), least, 10))


def troubles(story: Story, span: Span, rng: np.random.Generator) -> list[Trouble]:
    """Return their tickets; who is drifting away waits longer, and for more urgent things."""
    is_drifting = story.plot in (Plot.FADING, Plot.SLIPPING)
    a_month = TICKETS_A_MONTH * np.sqrt(story.seats / 30) * (1.5 if is_drifting else 1)
    found = []
    for _ in range(rng.poisson(a_month * span.days / 30)):
        opened = _workday(span.final - timedelta(days=int(rng.integers(span.days))))
        priority = str(rng.choice(list(PRIORITIES), p=_shares(PRIORITIES)))
        closed = opened + timedelta(days=1 + int(rng.gamma(2, 2)))
        subject = str(rng.choice(words.TICKETS))
        found.append(Trouble(opened, closed if closed <= span.final else None, priority, subject))
    if is_drifting and not story.leaves:
        opened = span.final - timedelta(days=int(rng.integers(9, 25)))
        found.append(Trouble(opened, None, str(rng.choice(["high", "urgent"])), words.UNSOLVED))
    return sorted((each for each in found if span.holds(each.opened_on)), key=_opened_on)


def attends(story: Story, span: Span, event_days: Sequence[date], rng: np.random.Generator):
    """Return {place in `event_days`: status} of the user groups they were invited to and answered."""
    chance = _attendance(story)
    drawn = rng.random((len(event_days), 2))
    found = {}
    for place, day in enumerate(event_days):
        if span.holds(day) and drawn[place, 0] < chance:
            found[place] = "attended" if drawn[place, 1] < 0.85 else "absent"
        elif span.holds(day) and drawn[place, 0] < chance + 0.03:
            found[place] = "declined"
    if story.plot is Plot.SHARING and span.holds(event_days[-2]):
        found[len(event_days) - 2] = "attended"
    return found


def _attendance(story):
    if story.plot is Plot.SHARING:
        return 0.20
    if story.lacks == "sharing":
        return 0.0
    return 0.14 if story.lacks else 0.10 * max(0.0, story.mood - 0.35)


def event_days(*, first: date, as_of: date) -> list[date]:
    """Return the days of the user groups, two a month, oldest first."""
    latest = as_of - timedelta(days=LATEST_EVENT_AGO)
    whole = (latest - first).days // EVENT_EVERY_DAYS
    return [
        _workday(latest - timedelta(days=back * EVENT_EVERY_DAYS)) for back in range(whole, -1, -1)
    ]


def milestones(story: Story, *, as_of: date, rng: np.random.Generator):
    """Return {key: (due day or None, day reached or None)} of the success journey."""
    reached = int(rng.integers(REACHED[story.plot][0], REACHED[story.plot][1] + 1))
    slowness = float(rng.uniform(0.7, 1.25))
    is_replanned = rng.random() < story.mood
    final = min(as_of, story.leaves or as_of)
    found = {}
    for place, (key, days) in enumerate(MILESTONES.items()):
        due = story.starts + timedelta(days=days) if place < DATED_MILESTONES else None
        on = None
        if place < reached:
            on = min(story.starts + timedelta(days=int(days * slowness)), final)
        elif due and due <= as_of and is_replanned:
            due = as_of + timedelta(days=14 * (place - reached + 1))
        found[key] = (due, on)
    return found


def views(story: Story, span: Span, rng: np.random.Generator) -> list[tuple[date, str]]:
    """Return what they read of our guides and when, oldest first."""
    count = rng.poisson((0.3 + 1.2 * story.mood) * span.days / 30)
    found = [
        (span.final - timedelta(days=int(rng.integers(span.days))), str(rng.choice(words.GUIDES)))
        for _ in range(count)
    ]
    return sorted(found)


def _workday(day):
    """Move a weekend to the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _shares(weights):
    values = np.array(list(weights.values()), float)
    return values / values.sum()


def _on(touch):
    return touch.on


def _opened_on(trouble):
    return trouble.opened_on
