"""From a story to what is said and done between us and them: touches, NPS, tickets, events, milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from demo.domain import words
from demo.domain.plots import DRIFTING, LOYAL, Plot
from demo.domain.stories import Story

# The latest wave of NPS was sent this many days before the end, and one each half-year before.
NPS_WAVES_AGO = (56, 236, 416, 596, 776)
ANSWER_WITHIN_DAYS = 15
# Who is silent for this long is reminded; so many of them answer then.
REMIND_AFTER_DAYS, ANSWER_REMINDED = 15, 0.3
# Nobody is asked in their first weeks.
SETTLED_DAYS = 20
# Two user groups a month.
EVENT_EVERY_DAYS, LATEST_EVENT_AGO = 15, 9
TOUCH_KINDS = {"meeting": 33, "call": 29, "email": 31, "visit": 7}
TICKETS_A_MONTH = 0.45
PRIORITIES = {"low": 30, "normal": 57, "high": 10, "urgent": 3}
# How likely a customer comes to a user group: the further they have come the likelier, and nothing
# else counts. Those whose know-how stays at home never come.
ATTENDANCE = {
    **dict.fromkeys(LOYAL, 0.14),
    **dict.fromkeys((Plot.RISING, Plot.WORKING, Plot.LEFT_WORKING), 0.10),
    **dict.fromkeys((Plot.GROWN, Plot.FADING), 0.05),
    **dict.fromkeys((Plot.HALFWAY, Plot.SLIPPING, Plot.LEFT_HALFWAY, Plot.FIRST_STEPS), 0.009),
}
SELDOM = 0.004


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
    reminded_on: date | None
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


def lived(story: Story, *, as_of: date) -> Span:
    """Return the days during which the account was a customer."""
    return Span(story.starts, min(as_of, story.leaves or as_of))


def touches(story: Story, span: Span, rng: np.random.Generator) -> list[Touch]:
    """Return what we did with them, about every `touch_days`, and what they did for others."""
    gaps = rng.gamma(4, story.touch_days / 4, size=int(span.days / story.touch_days) * 2 + 8)
    ago = np.cumsum(gaps) - gaps[0] * rng.random()
    days = [span.final - timedelta(days=int(each)) for each in ago]
    kinds = rng.choice(list(TOUCH_KINDS), size=len(days), p=_shares(TOUCH_KINDS))
    found = [
        _touch(day, str(kind), rng)
        for day, kind in zip(map(workday, days), kinds, strict=True)
        if span.holds(day)
    ]
    return sorted(found + _stories_told(story, span, rng), key=_on)


def _touch(day, kind, rng):
    subject, body = words.TOUCHES[kind][rng.integers(len(words.TOUCHES[kind]))]
    return Touch(day, kind, subject, body)


def _stories_told(story, span, rng):
    """Loyal customers gave a case or sent somebody our way, once a year."""
    if story.plot not in (*LOYAL, Plot.RISING):
        return []
    days = [int(rng.integers(20, 250)) + back for back in range(0, span.days, 365)]
    kinds = rng.choice(["case", "referral"], size=len(days))
    told = zip(days, kinds, strict=True)
    dated = [(workday(span.final - timedelta(days=ago)), str(kind)) for ago, kind in told]
    return [_touch(day, kind, rng) for day, kind in dated if span.holds(day)]


def asked(story: Story, span: Span, *, as_of: date, rng: np.random.Generator) -> list[Asked]:
    """Return the waves in which they were asked, each answered or not; as the mood, with noise."""
    found = []
    for ago in NPS_WAVES_AGO:
        answers, reminded = _answers(story, rng), rng.random() < ANSWER_REMINDED
        score = _score(story, rng)
        delay, at = int(rng.integers(1, ANSWER_WITHIN_DAYS)), int(rng.integers(9))
        on = as_of - timedelta(days=ago)
        if span.holds(on - timedelta(days=SETTLED_DAYS)) and span.holds(on):
            found.append(_asked(on, delay, answers, reminded and not _is_deaf(story), score, at))
    return found[::-1]


def _asked(on, delay, answers, answers_reminded, score, at):
    reminder = None if answers else on + timedelta(days=REMIND_AFTER_DAYS)
    if not answers and not answers_reminded:
        return Asked(on, reminder, None, None, "")
    answered = (reminder or on) + timedelta(days=delay)
    return Asked(on, reminder, answered, score, words.nps_comment(score, at))


def _is_deaf(story):
    return story.lacks == "answer"


def _answers(story, rng):
    if story.lacks == "answer" or story.plot in LOYAL:
        return story.plot in LOYAL
    return rng.random() < (0.95 if story.mark or story.lacks else 0.25 + 0.6 * story.mood)


def _score(story, rng):
    """A mood of 0.9 gives a 9; the loyal and the planted stay promoters or near."""
    least = 8 if story.plot in (*LOYAL, Plot.RISING) or story.lacks else 0
    return int(np.clip(round(10 * story.mood + rng.normal(0, 0.8)), least, 10))


def troubles(story: Story, span: Span, rng: np.random.Generator) -> list[Trouble]:
    """Return their tickets; who is drifting away waits longer, and for more urgent things."""
    is_drifting = story.plot in DRIFTING
    a_month = TICKETS_A_MONTH * np.sqrt(story.seats / 30) * (1.5 if is_drifting else 1)
    found = []
    for _ in range(rng.poisson(a_month * span.days / 30)):
        opened = workday(span.final - timedelta(days=int(rng.integers(span.days))))
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
    return found


def _attendance(story):
    return 0.0 if story.lacks == "sharing" else ATTENDANCE.get(story.plot, SELDOM)


def event_days(*, first: date, as_of: date) -> list[date]:
    """Return the days of the user groups, two a month, oldest first."""
    latest = as_of - timedelta(days=LATEST_EVENT_AGO)
    whole = (latest - first).days // EVENT_EVERY_DAYS
    return [
        workday(latest - timedelta(days=back * EVENT_EVERY_DAYS)) for back in range(whole, -1, -1)
    ]


def views(
    story: Story, span: Span, guides: Sequence[str], rng: np.random.Generator
) -> list[tuple[date, str]]:
    """Return what they read of our guides and when, oldest first."""
    count = rng.poisson((0.3 + 1.2 * story.mood) * span.days / 30)
    found = [
        (span.final - timedelta(days=int(rng.integers(span.days))), str(rng.choice(guides)))
        for _ in range(count)
    ]
    return sorted(found)


def workday(day):
    """Move a weekend to the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _shares(weights):
    values = np.array(list(weights.values()), float)
    return values / values.sum()


def _on(touch):
    return touch.on


def _opened_on(trouble):
    return trouble.opened_on
