import numpy as np
import pytest

from core.exact import MISSING, SCALE
from stages.domain.gaps import missing_to_next, nearness, progress_to
from tests.stages.domain.paths import definition

DEFINITION = definition(
    onboard=[("score", ">=", 25), ("jobs", ">=", 1)],
    active=[("score", ">=", 60), ("features", ">=", 5), ("idle", "<=", 10)],
    loyal=[("score", ">=", 80)],
)
GOOD = {"score": 70, "jobs": 3, "features": 6, "idle": 2}


def scaled(**values):
    return {
        key: MISSING if value is None else value * SCALE
        for key, value in {**GOOD, **values}.items()
    }


def told(stage, **values):
    gaps = missing_to_next(DEFINITION, stage, scaled(**values))
    return [(gap.stage, gap.metric, gap.progress) for gap in gaps]


def test_what_is_missing_comes_nearest_first():
    assert told(1, score=30, features=4, idle=40) == [
        ("active", "features", 8_000),
        ("active", "score", 5_000),
        ("active", "idle", 2_500),
    ]


def test_a_gap_shows_what_is_and_what_is_needed():
    gap = missing_to_next(DEFINITION, 1, scaled(features=4))[0]
    assert (gap.operator, gap.now, gap.needed) == (">=", 4 * SCALE, 5 * SCALE)


def test_a_value_that_is_not_known_comes_at_the_end():
    assert told(1, score=None, features=0, idle=20) == [
        ("active", "idle", 5_000),
        ("active", "features", 0),
        ("onboard", "score", 0),
        ("active", "score", 0),
    ]
    assert missing_to_next(DEFINITION, 1, scaled(features=None))[0].now is None


def test_conditions_lost_further_down_are_in_the_way_too():
    assert told(1, jobs=0) == [("onboard", "jobs", 0)]


def test_entry_asks_only_for_onboard():
    assert told(0, score=20, features=0) == [("onboard", "score", 8_000)]


def test_nothing_is_missing_where_only_time_is():
    assert told(1) == []


def test_nothing_is_above_the_highest_stage():
    assert told(3, score=0) == []


@pytest.mark.parametrize(
    ("operator", "needed", "now", "progress"),
    [
        (">=", 40, 20, 5_000),
        (">=", 40, 40, 10_000),
        (">", 40, 40, 9_999),
        (">=", 3, 1, 3_333),
        (">=", 40, 0, 0),
        (">=", 40, -10, 0),
        (">=", 40, None, 0),
        ("<=", 10, 20, 5_000),
        ("<=", 10, 10, 10_000),
        ("<", 10, 10, 9_999),
        ("<=", 0, 5, 0),
        (">=", -20, -40, 5_000),
        (">=", 0, -40, 0),
        ("=", 8, 6, 7_500),
        ("=", 6, 8, 7_500),
        (">=", 10**12, 10**12 - 1, 9_999),
        (">=", 10**12, 5 * 10**11, 5_000),
    ],
)
def test_progress_is_the_smaller_over_the_larger(operator, needed, now, progress):
    condition = definition(loyal=[("m", operator, needed)]).stages[3].conditions[0]
    values = np.array([MISSING if now is None else now * SCALE])
    assert progress_to(condition, {"m": values}).tolist() == [progress]


def test_nearness_ranks_accounts_within_a_stage():
    accounts = [scaled(), scaled(score=30), scaled(score=None, idle=20), scaled(score=79)]
    columns = {key: np.array([one[key] for one in accounts]) for key in accounts[0]}
    found = nearness(DEFINITION, columns, np.array([1, 1, 0, 2], dtype=np.int8))
    assert found.unmet.tolist() == [0, 1, 1, 1]
    assert found.progress.tolist() == [
        10_000,
        (4 * 10_000 + 5_000) // 5,
        (0 + 10_000) // 2,
        (5 * 10_000 + 9_875) // 6,
    ]


def test_the_highest_stage_lacks_nothing():
    columns = {key: np.array([0]) for key in GOOD}
    found = nearness(DEFINITION, columns, np.array([3], dtype=np.int8))
    assert (found.unmet.tolist(), found.progress.tolist()) == ([0], [10_000])
