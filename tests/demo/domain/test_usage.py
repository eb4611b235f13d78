"""What the product would have reported follows from the story, to the day and reproducibly."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from demo.domain.curves import draw_curves, ordinal
from demo.domain.planted import SILENT_DAYS, plant
from demo.domain.plots import Plot
from demo.domain.stories import cast
from demo.domain.usage import FEATURES, LEVELS, SERIES, packed_months, usage_columns
from engagement.domain.facts import FACT, decode

DAY = date(2026, 11, 21)
FIRST = DAY - timedelta(days=547)
STORIES = plant(cast(60, as_of=DAY, seed=7), as_of=DAY, seed=7)


def story_of(plot=None, *, mark=""):
    return next(each for each in STORIES if each.mark == mark and plot in (None, each.plot))


def columns_of(story):
    rng = np.random.default_rng([7, story.number])
    return usage_columns(story, draw_curves(story, first=FIRST, as_of=DAY, rng=rng), rng)


def use_days(story):
    """Return the days, from 1970, on which any feature was used."""
    columns = columns_of(story)
    return np.unique(np.concatenate([columns[name][0] for name in FEATURES[story.segment]]))


def test_every_series_is_supplied():
    assert set(columns_of(story_of(Plot.SHARING))) == set(SERIES)
    assert len(SERIES) == 22


def test_the_same_story_gives_the_same_bytes():
    numbers = {name: number for number, name in enumerate(SERIES, start=1)}
    story = story_of(Plot.WORKING)
    once, twice = (packed_months(columns_of(story), numbers) for _ in range(2))
    assert once == twice
    months = [(each.year - 1970) * 12 + each.month - 1 for each in (story.starts, DAY)]
    assert sorted(once) == list(range(months[0], months[1] + 1))
    assert all(len(blob) % FACT.itemsize == 0 for blob in once.values())
    assert all(np.all(decode(blob)["value"] >= 0) for blob in once.values())


def test_counts_of_use_are_given_for_days_with_use_only():
    columns = columns_of(story_of(Plot.HALFWAY))
    for name in FEATURES["side_duty"]:
        assert np.all(columns[name][1] >= 10_000)


def test_levels_are_reported_every_monday():
    days, _ = columns_of(story_of(Plot.SHARING))["active_users"]
    mondays = days[1:]
    assert np.all((mondays + 3) % 7 == 0)
    assert np.all(np.diff(mondays) == 7)
    assert ordinal(DAY) - days[-1] == (DAY.weekday() - 0) % 7


def test_nothing_is_reported_before_the_first_contract_nor_after_the_end():
    for story in (
        story_of(Plot.STARTING),
        story_of(Plot.LEFT_HALFWAY),
        story_of(mark="left_while_healthy"),
    ):
        days = np.concatenate([days for days, _ in columns_of(story).values()])
        assert days.min() >= ordinal(max(story.starts, FIRST))
        assert days.max() <= ordinal(story.leaves or DAY)


def test_the_graduate_hirer_off_season_has_been_silent_for_weeks():
    days = use_days(story_of(mark="off_season"))
    assert 30 <= ordinal(DAY) - days.max() <= SILENT_DAYS + 10


def test_who_uses_the_product_deeper_uses_it_on_more_days_and_with_more_features():
    story = story_of(Plot.WORKING)
    depths = [0.1, 0.3, 0.5, 0.7, 0.9]
    tellings = [replace(story, depth=depth, was=depth) for depth in depths]
    days = [len(use_days(telling)) for telling in tellings]
    features = [
        sum(len(columns_of(telling)[name][0]) > 0 for name in FEATURES[story.segment])
        for telling in tellings
    ]
    assert days == sorted(days)
    assert features == [1, 2, 4, 6, 7]


def test_levels_and_flows_are_never_taken_for_use():
    assert not set(LEVELS) & set(FEATURES["side_duty"])
