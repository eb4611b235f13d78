from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.domain.path import Deviation, PathState, replay, stand
from tests.stages.domain.paths import columns, definition, follow

FIRST_DAY = 20_000


def path(text, *, start=0, running=None, **changes):
    """Stages of one account, one letter a day from FIRST_DAY on, as (stage, days) in a row."""
    found = replayed([text], start=[start], running=[running or "r" * len(text)], **changes)
    return [(stage, len(list(run))) for stage, run in groupby(found.stage[0].tolist())]


def replayed(texts, *, start, running, **changes):
    return replay(
        definition(**changes),
        columns(*texts),
        days=np.arange(FIRST_DAY, FIRST_DAY + len(texts[0]), dtype=np.int32),
        start_day=np.array(start, dtype=np.int32) + FIRST_DAY,
        running=np.array([[letter == "r" for letter in text] for text in running]),
    )


# The smallest stay


def test_a_path_begins_in_entry_on_the_first_day_of_the_contract():
    assert path("e" * 10, start=4) == [(-1, 4), (0, 6)]


def test_one_step_up_is_taken_after_each_smallest_stay():
    assert path("l" * 50) == [(0, 14), (1, 14), (2, 14), (3, 8)]


def test_a_stay_of_thirteen_days_is_too_short():
    assert path("l" * 14) == [(0, 14)]
    assert path("l" * 15) == [(0, 14), (1, 1)]


def test_a_good_day_counts_only_once_the_stay_is_over():
    assert path("l" * 13 + "e" * 5 + "o") == [(0, 18), (1, 1)]


def test_without_a_smallest_stay_a_step_is_taken_every_day():
    assert path("lll", smallest_stay_days=0) == [(1, 1), (2, 1), (3, 1)]


def test_the_stay_counts_from_the_contract_even_where_facts_begin_later():
    assert path("o" * 3, start=-20) == [(1, 3)]


# Grace


@pytest.mark.parametrize(("bad_days", "falls"), [(27, False), (28, True)])
def test_the_twenty_eighth_day_below_is_the_fall(bad_days, falls):
    found = path("a" * 43 + "e" * bad_days)
    assert found == [(0, 14), (1, 14), (2, 15 + bad_days - falls), *([(0, 1)] if falls else [])]


def test_one_good_day_begins_the_grace_again():
    assert path("a" * 43 + "e" * 27 + "a" + "e" * 27) == [(0, 14), (1, 14), (2, 70)]


def test_a_fall_goes_to_the_best_stage_reached_on_the_way_down():
    assert path("a" * 43 + "e" * 10 + "o" + "e" * 17)[-1] == (1, 1)
    assert path("a" * 43 + "e" * 28)[-1] == (0, 1)
    assert path("l" * 43 + "o" * 28)[-1] == (1, 1)


def test_a_good_day_before_the_run_of_bad_ones_does_not_soften_the_fall():
    assert path("a" * 43 + "e" * 5 + "a" + "e" * 28)[-1] == (0, 1)


def test_losing_the_conditions_of_a_lower_stage_is_a_fall_too():
    assert path("a" * 43 + "x" * 28)[-1] == (0, 1)


def test_a_fall_waits_for_the_smallest_stay():
    assert path("o" * 15 + "e" * 28, smallest_stay_days=14, grace_days=5) == [
        (0, 14),
        (1, 14),
        (0, 15),
    ]


def test_after_a_fall_the_grace_and_the_stay_begin_again():
    found = path("l" * 43 + "o" * 28 + "e" * 28)
    assert found == [(0, 14), (1, 14), (2, 14), (3, 28), (1, 28), (0, 1)]


def test_a_climb_after_a_fall_needs_the_stay_again():
    assert path("a" * 43 + "e" * 28 + "a" * 20)[-3:] == [(2, 42), (0, 14), (1, 7)]


# What is missing


def test_missing_values_hold_a_stage_for_ever():
    assert path("a" * 43 + "?" * 200) == [(0, 14), (1, 14), (2, 215)]


def test_missing_values_never_lift():
    assert path("?" * 60) == [(0, 60)]
    assert path("p" * 60) == [(0, 14), (1, 46)]


def test_a_missing_day_ends_a_run_of_bad_ones():
    assert path("a" * 43 + "e" * 27 + "?" + "e" * 27) == [(0, 14), (1, 14), (2, 70)]


def test_a_lower_stage_that_is_lost_counts_though_a_higher_one_is_not_known():
    assert path("a" * 43 + "q" * 27) == [(0, 14), (1, 14), (2, 42)]
    assert path("a" * 43 + "q" * 28)[-1] == (0, 1)


# Between contracts


def test_days_without_a_contract_change_nothing():
    assert path("a" * 100, running="r" * 20 + "-" * 60 + "r" * 20) == [(0, 14), (1, 66), (2, 20)]


def test_a_gap_between_contracts_ends_a_run_of_bad_days():
    text = "a" * 43 + "e" * 27 + "e" + "e" * 27
    running = "r" * 70 + "-" + "r" * 27
    assert path(text, running=running) == [(0, 14), (1, 14), (2, 70)]
    assert path(text + "e", running=running + "r")[-1] == (0, 1)


def test_a_path_that_never_runs_never_begins():
    assert path("a" * 30, running="-" * 30) == [(-1, 30)]


def test_a_path_that_begins_on_a_later_day_counts_from_the_contract():
    found = replayed(["l" * 20], start=[3], running=["-" * 5 + "r" * 15])
    assert found.stage[0].tolist() == [-1] * 5 + [0] * 12 + [1] * 3
    assert found.since[0, [5, 17]].tolist() == [FIRST_DAY + 3, FIRST_DAY + 17]


# Days


def test_the_day_of_entering_goes_with_the_stage():
    found = replayed(["l" * 30], start=[0], running=["r" * 30])
    entered = [0] * 14 + [14] * 14 + [28] * 2
    assert (found.since[0] - FIRST_DAY).tolist() == entered


def test_days_with_a_gap_are_refused():
    with pytest.raises(ValueError, match="without a gap"):
        replay(
            definition(),
            columns("aaa"),
            days=np.array([1, 2, 4], dtype=np.int32),
            start_day=np.array([1], dtype=np.int32),
            running=np.ones((1, 3), dtype=bool),
        )


def test_a_day_says_how_far_it_qualifies_and_how_far_it_holds():
    standing = stand(definition(), columns("eoalx?pq"))
    assert standing.qualified.tolist() == [[0, 1, 2, 3, 0, 0, 1, 0]]
    assert standing.holding.tolist() == [[0, 1, 2, 3, 0, 3, 2, 0]]


# Laws


@st.composite
def many_paths(draw):
    """Texts in long runs of one letter, so that stays and graces are reached."""
    count, length = draw(st.integers(1, 3)), draw(st.integers(5, 40))
    runs = st.lists(
        st.tuples(st.sampled_from("eoalxpq?"), st.integers(1, 9)), min_size=8, max_size=8
    )
    contracts = st.lists(
        st.tuples(st.sampled_from("rrr-"), st.integers(1, 15)), min_size=4, max_size=4
    )
    return {
        "texts": [_spread(draw(runs), length, "e") for _ in range(count)],
        "running": [_spread(draw(contracts), length, "r") for _ in range(count)],
        "start": draw(st.lists(st.integers(-5, 10), min_size=count, max_size=count)),
        "smallest_stay_days": draw(st.integers(0, 6)),
        "grace_days": draw(st.integers(1, 7)),
    }


def _spread(runs, length, filling):
    return "".join(letter * times for letter, times in runs).ljust(length, filling)[:length]


@given(many_paths())
@settings(max_examples=300)
def test_a_path_is_what_its_rule_says_in_words(case):
    found = replayed(**case)
    for row, text in enumerate(case["texts"]):
        assert found.stage[row].tolist() == follow(
            text,
            start=case["start"][row],
            running=[letter == "r" for letter in case["running"][row]],
            stay=case["smallest_stay_days"],
            grace=case["grace_days"],
        )


@given(many_paths(), st.data())
def test_going_on_from_a_state_equals_replaying_all(case, data):
    whole = replayed(**case)
    length = len(case["texts"][0])
    cuts = sorted(data.draw(st.sets(st.integers(1, length - 1))))
    state, stages, since = None, [], []
    for begin, end in zip([0, *cuts], [*cuts, length], strict=True):
        part = replay(
            definition(
                smallest_stay_days=case["smallest_stay_days"], grace_days=case["grace_days"]
            ),
            columns(*(text[begin:end] for text in case["texts"])),
            days=np.arange(FIRST_DAY + begin, FIRST_DAY + end, dtype=np.int32),
            start_day=np.array(case["start"], dtype=np.int32) + FIRST_DAY,
            running=np.array(
                [[letter == "r" for letter in text[begin:end]] for text in case["running"]]
            ),
            state=state,
        )
        state = part.state
        stages.append(part.stage)
        since.append(part.since)
    assert np.hstack(stages).tolist() == whole.stage.tolist()
    assert np.hstack(since).tolist() == whole.since.tolist()
    for name in PathState.__slots__:
        assert getattr(state, name).tolist() == getattr(whole.state, name).tolist()


@given(many_paths())
def test_a_stage_rises_by_one_and_its_steps_keep_their_distance(case):
    found = replayed(**case)
    begun = found.stage >= 0
    steps = np.diff(found.stage.astype(int), axis=1)[begun[:, :-1]]
    assert (steps <= 1).all()
    days = np.arange(FIRST_DAY, FIRST_DAY + found.stage.shape[1])
    moved = (np.diff(found.since, axis=1) != 0) & begun[:, :-1]
    stayed = (days[1:] - found.since[:, :-1])[moved]
    assert (stayed >= case["smallest_stay_days"]).all()


# A segment's own stages


def ruled_otherwise(texts, own, *, where):
    """Replay with the common stages, and with `own` on the days that `where` marks by a letter."""
    return replay(
        definition(),
        columns(*texts),
        days=np.arange(FIRST_DAY, FIRST_DAY + len(texts[0]), dtype=np.int32),
        start_day=np.full(len(texts), FIRST_DAY, dtype=np.int32),
        running=np.ones((len(texts), len(texts[0])), dtype=bool),
        deviations=[Deviation(own, np.array([[x == "s" for x in each] for each in where]))],
    )


def test_a_segment_with_a_longer_grace_falls_later_than_the_others():
    text = "o" * 20 + "e" * 60
    found = ruled_otherwise(
        [text, text], definition(grace_days=50), where=["-" * 80, "s" * 80]
    ).stage
    assert [int(np.flatnonzero(row[15:] == 0)[0]) + 15 for row in found] == [47, 69]


def test_each_day_is_judged_by_the_stages_of_its_day():
    """30 days have failed in a segment that allows 50; the day it leaves, the common 28 are over."""
    found = ruled_otherwise(
        ["o" * 20 + "e" * 60], definition(grace_days=50), where=["s" * 50 + "-" * 30]
    )
    assert found.stage[0, 49:51].tolist() == [1, 0]


def test_a_segment_may_ask_for_less():
    own = definition(smallest_stay_days=2, loyal=[("onboard", ">=", 1)])
    found = ruled_otherwise(["a" * 8], own, where=["s" * 8])
    assert found.stage[0].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
