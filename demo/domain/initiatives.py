"""What we do for many customers to move an outcome, and what is planted in it.

User groups and NPS requests stand in `voice`; the other six are touches of a kind of their own. What
they bring is told by who was chosen: QBRs fall on anybody, interviewer training on those about to
step up from Onboard, and the set-up of agents on a handful.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

import numpy as np

from demo.domain import words
from demo.domain.plots import Plot
from demo.domain.stories import Story
from demo.domain.terms import Term
from demo.domain.voice import Span, Touch, workday

ONBOARDING, TRAINING, ADOPTION_REVIEW = "onboarding", "training", "adoption_review"
AGENT_SETUP, QBR, RENEWAL_REVIEW = "setup_support", "qbr", "renewal_review"

# The programme for new customers began this many days ago.
ONBOARDING_SINCE_AGO = 520
ONBOARDING_DAYS = (30, 60, 90)
SELDOM_ONBOARDED, ONBOARDED = 0.3, 0.7
NOT_GOING = (Plot.STUCK, Plot.DORMANT, Plot.WOKEN, Plot.LEFT_UNUSED, Plot.LEFT_HALFWAY)
# Planted: works only from Onboard to Active, where those who grow had it more often, and just before.
TRAINED_ONE_IN, TRAINED_EVERY_DAYS = 5, 180
TRAINED_TO_GROW = 0.65
# By whether the contract was then renewed: it is worth the effort.
ADOPTION_REVIEWED = {True: 0.38, False: 0.20}
RENEWAL_REVIEWED = {True: 0.42, False: 0.24}
RENEWAL_REVIEW_AHEAD_DAYS = 180
# Planted: without any effect. Every second customer has them, whoever it is.
QBR_ONE_IN, QBR_EVERY_DAYS = 2, 182
# Planted: far too few to say anything.
AGENT_SETUP_SEGMENT, AGENT_SETUP_CHANCE = "specialist_agents", 0.07


@dataclass(frozen=True)
class Chances:
    """One account and all that chance is asked about it."""

    story: Story
    span: Span
    terms: Sequence[Term]
    as_of: date
    rng: np.random.Generator

    def happens(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def days(self, first: int, final: int) -> timedelta:
        return timedelta(days=int(self.rng.integers(first, final)))

    def within(self, term: Term) -> date:
        """Return a day in the first ten months of a contract."""
        return term.starts_on + self.days(10, 300)


def initiatives(
    story: Story, span: Span, terms: Sequence[Term], *, as_of: date, rng: np.random.Generator
) -> list[Touch]:
    """Return what was done with one account, oldest first."""
    chances = Chances(story, span, terms, as_of, rng)
    found = [
        Touch(workday(day), kind, *texts)
        for kind, draw in DRAWN.items()
        for day, texts in zip(draw(chances), cycle(words.INITIATIVES[kind]), strict=False)
    ]
    return sorted((each for each in found if span.holds(each.on)), key=lambda each: each.on)


def _onboarding(chances):
    story = chances.story
    is_early = story.starts < chances.as_of - timedelta(days=ONBOARDING_SINCE_AGO)
    chance = SELDOM_ONBOARDED if story.plot in NOT_GOING else ONBOARDED
    if is_early or not chances.happens(chance):
        return []
    return [story.starts + timedelta(days=days) for days in ONBOARDING_DAYS]


def _training(chances):
    turns = enumerate(_each(chances, TRAINED_EVERY_DAYS), start=chances.story.lot)
    days = [day for turn, day in turns if turn % TRAINED_ONE_IN == 0]
    if chances.story.plot is Plot.GROWN and chances.happens(TRAINED_TO_GROW):
        before = timedelta(days=chances.story.turn_ago) + chances.days(-15, 20)
        days.append(chances.as_of - before)
    return days


def _adoption_review(chances):
    return [
        chances.within(term)
        for term in chances.terms
        if chances.happens(ADOPTION_REVIEWED[term.outcome != "churned"])
    ]


def _agent_setup(chances):
    is_asked = chances.story.segment == AGENT_SETUP_SEGMENT
    happens = chances.happens(AGENT_SETUP_CHANCE)
    return [chances.span.final - chances.days(60, 380)] if is_asked and happens else []


def _qbr(chances):
    days = _each(chances, QBR_EVERY_DAYS)
    return days if chances.story.lot % QBR_ONE_IN == 0 else []


def _each(chances, every_days):
    """Return one day of every so many, latest first."""
    start = int(chances.rng.integers(10, every_days))
    return [
        chances.span.final - timedelta(days=ago)
        for ago in range(start, chances.span.days, every_days)
    ]


def _renewal_review(chances):
    ahead = timedelta(days=RENEWAL_REVIEW_AHEAD_DAYS)
    return [
        term.ends_on - ahead + chances.days(-8, 9)
        for term in chances.terms
        if chances.happens(RENEWAL_REVIEWED[term.outcome != "churned"])
    ]


DRAWN: dict[str, Callable[[Chances], list[date]]] = {
    ONBOARDING: _onboarding,
    TRAINING: _training,
    ADOPTION_REVIEW: _adoption_review,
    AGENT_SETUP: _agent_setup,
    QBR: _qbr,
    RENEWAL_REVIEW: _renewal_review,
}
