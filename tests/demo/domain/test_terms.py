"""Contracts follow each other year by year, and end as the story does."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from demo.domain.planted import plant
from demo.domain.stories import cast
from demo.domain.terms import people, terms

DAY = date(2026, 11, 21)
STORIES = plant(cast(60, as_of=DAY, seed=7), as_of=DAY, seed=7)


def terms_of(story):
    return terms(story, as_of=DAY, rng=np.random.default_rng(story.number))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.number))
def test_contracts_of_a_year_cover_the_time_as_a_customer_without_a_gap(story):
    found = terms_of(story)
    assert found[0].starts_on == story.starts
    for term, following in pairwise(found):
        assert following.starts_on == term.ends_on + timedelta(days=1)
    for term in found:
        assert (term.ends_on - term.starts_on).days in (364, 365)
    if story.leaves:
        assert found[-1].ends_on == story.leaves
    else:
        assert sum(term.starts_on <= DAY <= term.ends_on for term in found) == 1


def test_a_contract_that_begins_on_a_leap_day_runs_to_the_end_of_february():
    on = date(2028, 3, 14)
    planted = plant(cast(60, as_of=on, seed=7), as_of=on, seed=7)
    (begun,) = (story for story in planted if story.mark == "rose_overnight")
    (term,) = terms(begun, as_of=on, rng=np.random.default_rng(begun.number))
    assert (term.starts_on, term.ends_on) == (date(2028, 2, 29), date(2029, 2, 28))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.number))
def test_only_a_contract_that_ended_has_an_outcome(story):
    for term in terms_of(story):
        if term.ends_on > DAY:
            assert term.outcome == ""
        elif term.ends_on == story.leaves:
            assert term.outcome == "churned"
        else:
            assert term.outcome in ("renewed", "expanded", "reduced")


def test_some_of_the_content_sign_the_next_contract_before_the_end():
    found = {story.number: terms_of(story) for story in cast(400, as_of=DAY, seed=7)}
    ahead = [own for own in found.values() if own[-1].starts_on > DAY]
    assert len(ahead) > 3
    for own in ahead:
        assert (own[-1].starts_on - DAY).days <= 60
        assert own[-1].starts_on == own[-2].ends_on + timedelta(days=1)


def test_a_free_contract_costs_nothing():
    (free,) = (story for story in STORIES if story.is_free)
    assert {term.annual_amount for term in terms_of(free)} == {0}
    assert free.mark == "free_contract"


@pytest.mark.parametrize(
    ("mark", "role"), [("champion_left", "champion"), ("sponsor_left", "sponsor")]
)
def test_the_planted_leaver_is_gone_and_nobody_else(mark, role):
    (story,) = (each for each in STORIES if each.mark == mark)
    found = people(story, as_of=DAY, rng=np.random.default_rng(1))
    assert [person.role for person in found if person.until and person.until <= DAY] == [role]
