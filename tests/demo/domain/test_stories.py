"""Stories hold their shares at any size, come out the same twice, and carry every planted case."""

from collections import Counter
from datetime import date, timedelta

import pytest

from core.search import search_key
from demo.domain.planted import CASES, plant
from demo.domain.plots import SHAPES
from demo.domain.stories import SEGMENTS, apportion, cast

DAY = date(2026, 11, 21)
SEED = 7
# A leap day, the first of a year, the day before a contract's first, and the middle of a season.
DAYS = (DAY, date(2028, 2, 29), date(2027, 1, 1), date(2027, 5, 31), date(2027, 4, 20))


def stories(accounts, *, day=DAY, seed=SEED):
    return plant(cast(accounts, as_of=day, seed=seed), as_of=day, seed=seed)


@pytest.mark.parametrize(
    ("shares", "total", "counts"),
    [
        ([1, 1], 4, [2, 2]),
        ([1, 1, 1], 4, [2, 1, 1]),
        ([80, 90, 110, 120], 400, [80, 90, 110, 120]),
        ([80, 90, 110, 120], 60, [12, 14, 16, 18]),
        ([70, 29, 1], 10, [7, 3, 0]),
        ([5, 5], 0, [0, 0]),
    ],
)
def test_shares_are_given_out_in_whole_accounts(shares, total, counts):
    assert apportion(shares, total) == counts


def test_the_plots_share_out_four_hundred():
    assert sum(shape.share for shape in SHAPES.values()) == 400


def test_a_company_of_four_hundred_has_the_shares_of_the_table():
    cast_of_400 = cast(400, as_of=DAY, seed=SEED)
    assert Counter(story.segment for story in cast_of_400) == SEGMENTS
    plots = Counter(story.plot for story in cast_of_400)
    assert plots == {plot: shape.share for plot, shape in SHAPES.items()}
    of_csms = Counter((story.segment, story.csm) for story in cast_of_400)
    assert sorted(of_csms.values()) == [26, 27, 27, 30, 30, 30, 36, 37, 37, 40, 40, 40]


def test_no_two_companies_share_a_name():
    names = [story.name for story in stories(400) if story.sibling is None]
    assert len(names) == len(set(names)) == 395


def test_a_few_companies_use_the_other_product_too():
    found = stories(400)
    for story in found:
        if story.sibling is not None:
            main = found[story.sibling]
            assert main.sibling is None
            assert (main.name, main.segment, main.csm) == (story.name, story.segment, story.csm)


def test_one_firm_came_in_twice_under_two_spellings():
    twice = [s.name for s in stories(24) if s.mark in ("came_in_twice", "came_in_again")]
    assert len(set(twice)) == 2
    assert len({search_key(name) for name in twice}) == 1


def test_the_same_seed_and_day_tell_the_same_stories():
    assert stories(60) == stories(60)
    assert stories(60) != stories(60, seed=SEED + 1)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("accounts", [12, 24, 60])
def test_every_case_is_planted_once_in_its_segment(accounts, day):
    found = {story.mark: story for story in stories(accounts, day=day) if story.mark}
    assert list(Counter(story.mark for story in found.values()).values()) == [1] * len(CASES)
    assert {mark: story.segment for mark, story in found.items()} == {
        case.mark: case.segment for case in CASES
    }


@pytest.mark.parametrize("day", DAYS)
def test_who_left_did_so_before_the_day_and_nobody_else_did(day):
    for story in stories(60, day=day):
        assert (story.leaves is not None) == story.plot.startswith("left")
        assert story.starts <= (story.leaves or day)
        assert story.leaves is None or story.leaves < day - timedelta(days=20)


@pytest.mark.parametrize("day", DAYS)
def test_the_season_of_the_silent_one_is_over(day):
    (silent,) = (story for story in stories(24, day=day) if story.mark == "off_season")
    off = {(day.month - back - 1) % 12 + 1 for back in range(3)}
    assert len(silent.season) == 4
    assert not off & set(silent.season)
