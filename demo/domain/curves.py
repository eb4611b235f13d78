"""From a story to days: how deep, how often and how much an account works with the product."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from demo.domain.stories import Story

EPOCH = date(1970, 1, 1)
# Who starts needs this long until the product is used as far as it will be.
RAMP_DAYS = 75
# Off season a graduate hirer works on this many of the usual days, and gets these applications.
OFF_SEASON_PRESENCE, OFF_SEASON_VOLUME, OFF_SEASON_HIRING = 0.75, 0.35, 0.06
# After a silence of a year ago the work had come back this many days later.
BACK_AFTER_DAYS = 40
SAME_WEEKDAY_LAST_YEAR = 364

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """One account's days, all arrays of one length; `days` count from 1970-01-01.

    `depth` (0-1) is how far the product is used, `presence` the chance factor of an active day,
    `volume` the factor on what is done on one, `hiring` the factor on applications.
    """

    days: NDArray[np.int32]
    is_customer: NDArray[np.bool_]
    depth: Floats
    presence: Floats
    volume: Floats
    hiring: Floats

    @property
    def weekday(self) -> NDArray[np.int32]:
        """Monday is 0."""
        return (self.days + 3) % 7


def ordinal(day: date) -> int:
    return (day - EPOCH).days


def draw_curves(story: Story, *, first: date, as_of: date, rng: np.random.Generator) -> Curves:
    """Follow a story from `first` to `as_of`."""
    days = np.arange(ordinal(first), ordinal(as_of) + 1, dtype=np.int32)
    after_turn = _after_turn(story, days)
    final = ordinal(story.leaves) if story.leaves else days[-1]
    in_season = _in_season(story, days)
    wave = _wave(len(days), rng)
    return Curves(
        days=days,
        is_customer=(days >= ordinal(story.starts)) & (days <= final),
        depth=_ramp(story, days) * (story.was + (story.depth - story.was) * after_turn),
        presence=_pace(story, after_turn)
        * _between(OFF_SEASON_PRESENCE, in_season)
        * ~_is_silent(story, days),
        volume=wave * _between(OFF_SEASON_VOLUME, in_season),
        hiring=wave * _between(OFF_SEASON_HIRING, in_season),
    )


def _ramp(story, days):
    """Grow from less than half to the whole; who started long ago is there."""
    age = np.clip((days - ordinal(story.starts)) / RAMP_DAYS, 0, 1)
    return 0.45 + 0.55 * age


def _after_turn(story, days):
    """Return 0 before the turn, 1 after it, and the way between."""
    begun = days[-1] - story.turn_ago
    return np.clip((days - begun) / story.turn_days, 0, 1)


def _pace(story, after_turn):
    if story.was == story.depth:
        return np.full(len(after_turn), story.pace)
    return 1 + (story.pace - 1) * after_turn


def _in_season(story, days):
    if not story.season:
        return np.ones(len(days))
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1
    # A season comes and goes within weeks, not overnight.
    return _smooth(np.isin(month, story.season).astype(float), 21)


def _between(low, share):
    return low + (1 - low) * share


def _is_silent(story, days):
    """Nothing is used at the end, nor in the same weeks a year before and some after."""
    if not story.silent_days:
        return np.zeros(len(days), bool)
    ago = days[-1] - days
    last_year = ago - SAME_WEEKDAY_LAST_YEAR
    is_last_year = (last_year < story.silent_days) & (last_year > -BACK_AFTER_DAYS)
    return (ago < story.silent_days) | is_last_year


def _wave(length, rng):
    """Return a slow noise about 1: good weeks and bad weeks."""
    return 1 + 0.35 * _smooth(rng.normal(size=length + 40), 28)[20 : length + 20]


def _smooth(values, width):
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, np.ones(width) / width, mode="same")[
        width // 2 : width // 2 + len(values)
    ]
