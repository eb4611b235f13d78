"""What is planted in the stories: initiatives, the one-sided CSM, ranks and the blind round."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from demo.domain.blind import classify
from demo.domain.initiatives import AGENT_SETUP, QBR, TRAINING, initiatives
from demo.domain.journey import ONE_SIDED, milestones
from demo.domain.plots import SHAPES, Plot
from demo.domain.ranks import LEFT, RANKS, STAYED, feelings
from demo.domain.stories import cast
from demo.domain.terms import terms
from demo.domain.voice import lived

DAY = date(2026, 11, 21)
STORIES = cast(400, as_of=DAY, seed=7)
STEPS = [(f"step_{number}", 20 * number) for number in range(1, 13)]


def dice(story, stream):
    return np.random.default_rng([7, story.number, stream])


@pytest.fixture(scope="module")
def done():
    """Return {story's number: kinds of what was done with it}."""
    return {
        story.number: Counter(
            touch.kind
            for touch in initiatives(
                story,
                lived(story, as_of=DAY),
                terms(story, as_of=DAY, rng=dice(story, 3)),
                as_of=DAY,
                rng=dice(story, 11),
            )
        )
        for story in STORIES
    }


def test_qbrs_fall_on_every_second_customer_of_each_kind(done):
    for plot, shape in SHAPES.items():
        if plot not in (Plot.STARTING, Plot.FIRST_STEPS):
            had = [done[s.number][QBR] > 0 for s in STORIES if s.plot is plot]
            assert sum(had) == pytest.approx(shape.share / 2, abs=2)


def test_those_who_grow_had_more_interviewer_training_than_their_like(done):
    def share(plot):
        found = [done[story.number][TRAINING] for story in STORIES if story.plot is plot]
        return np.mean(found)

    assert share(Plot.GROWN) > share(Plot.HALFWAY)
    assert share(Plot.WORKING) == pytest.approx(share(Plot.SHARING), abs=0.25)


def test_agents_were_set_up_for_a_handful_of_specialists(done):
    had = [story for story in STORIES if done[story.number][AGENT_SETUP]]
    assert 2 <= len(had) < 15
    assert {story.segment for story in had} == {"specialist_agents"}


def reached(story):
    found = milestones(story, STEPS, as_of=DAY, rng=dice(story, 15))
    return sum(on is not None for _, on in found.values())


def conversion(stories, step):
    before = [count for count in map(reached, stories) if count >= step]
    return sum(count > step for count in before) / len(before)


def test_one_csm_brings_all_past_step_four_and_few_past_step_six():
    theirs = [story for story in STORIES if (story.segment, story.csm) == ONE_SIDED]
    others = [story for story in STORIES if story not in theirs]
    assert conversion(theirs, 4) == 1 > conversion(others, 4)
    assert conversion(theirs, 6) < 0.7 < conversion(others, 6)


def test_milestones_are_reached_in_order_and_never_after_the_end():
    for story in STORIES:
        found = milestones(story, STEPS, as_of=DAY, rng=dice(story, 15))
        days = [on for _, on in found.values() if on]
        assert days == sorted(days)
        assert all(story.starts <= on <= (story.leaves or DAY) for on in days)


@pytest.mark.parametrize(("has_left", "shares"), [(True, LEFT), (False, STAYED)])
def test_ranks_are_felt_in_their_shares(has_left, shares):
    felt = feelings(STORIES, as_of=DAY, rng=np.random.default_rng(1))
    group = [
        felt[story.number].rank
        for story in STORIES
        if bool(story.leaves) is has_left and (has_left or (DAY - story.starts).days >= 365)
    ]
    for rank, share in zip(RANKS, shares, strict=True):
        assert 100 * group.count(rank) / len(group) == pytest.approx(share, abs=1)


def test_the_round_asks_as_many_of_each_member_and_204_of_240_agree():
    stood = [(number, number % 12, number // 12 % 4) for number in range(330)]
    answers = classify(stood, accounts=400, rng=np.random.default_rng(1))
    assert Counter(each.member for each in answers) == dict.fromkeys(range(12), 20)
    assert sum(each.answer == each.computed for each in answers) == 204
    assert {each.computed - each.answer for each in answers} <= {-1, 0, 1}
