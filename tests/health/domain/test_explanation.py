import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exact import MISSING, SCALE
from health.domain.explanation import explain
from health.domain.scorecard import FULL_SCORE, WHOLE_WEIGHT, Band, Scorecard
from metrics.domain.evidence import Evidence
from tests.health.domain.scorecards import (
    accounts,
    bodies,
    cap,
    group,
    measure,
    scaled,
    scorecard,
)

BODY = scorecard(
    group("usage", measure("days", weight=60), measure("seats", weight=40), weight=70),
    group("support", measure("tickets"), weight=30),
    exceptions=[cap("silent", 39, "idle", ">=", 30)],
    known=50,
)


def explained(body=BODY, **values):
    values = {key: scaled(value) for key, value in values.items()}
    return explain(Scorecard.from_body(body), values)


def test_every_measure_says_what_it_is_worth():
    found = explained(days=50, seats=None, tickets=80, idle=0)
    assert [
        (
            one.key,
            one.value,
            one.points,
            one.weight,
            one.effective_weight,
            one.contribution,
            one.lost,
        )
        for one in found.measures
    ] == [
        ("days", 50 * SCALE, 50 * SCALE, 4_200, 7_000, 3_500, 3_500),
        ("seats", None, None, 2_800, 0, 0, 0),
        ("tickets", 80 * SCALE, 80 * SCALE, 3_000, 3_000, 2_400, 600),
    ]
    assert (found.base, found.score, found.band) == (5_900, 5_900, Band.CAUTION)
    assert found.known == 7_200
    assert found.exception is None


def test_a_group_is_the_sum_of_its_measures():
    usage = explained(days=50, seats=25, tickets=80, idle=0).groups[0]
    assert (usage.weight, usage.effective_weight) == (7_000, 7_000)
    assert (usage.contribution, usage.lost) == (2_800, 4_200)


def test_an_exception_is_a_line_of_its_own_with_its_evidence():
    found = explained(days=100, seats=100, tickets=100, idle=45)
    assert found.exception.key == "silent"
    assert (found.exception.cap, found.exception.adjustment) == (3_900, -6_100)
    assert found.exception.evidence == (Evidence("idle", 45 * SCALE),)
    assert (found.base, found.score, found.band) == (10_000, 3_900, Band.AT_RISK)


def test_a_score_that_is_not_known_is_not_taken_apart():
    found = explained(days=None, seats=None, tickets=80, idle=0)
    assert (found.base, found.score, found.band) == (None, None, Band.UNKNOWN)
    assert found.improve_first is None
    assert [(one.contribution, one.lost) for one in found.measures] == [(0, 0)] * 3
    assert found.measures[2].points == 80 * SCALE


@pytest.mark.parametrize(
    ("days", "seats", "tickets", "worst"),
    [
        (50, 50, 50, "days"),
        # 42 % x 30 < 28 % x 50
        (70, 50, 100, "seats"),
        (100, 100, 99, "tickets"),
        # 42 % x 20 = 28 % x 30: the first
        (80, 70, 100, "days"),
        # alone in its group, seats count 70 %
        (None, 60, 40, "seats"),
        (100, 100, 100, None),
        (100, 100, None, None),
    ],
)
def test_the_measure_that_costs_most_is_to_be_improved_first(days, seats, tickets, worst):
    assert explained(days=days, seats=seats, tickets=tickets, idle=0).improve_first == worst


@given(st.data())
def test_all_figures_add_up(data):
    body = {**data.draw(bodies()), "exceptions": [cap("low", 20, "m00", "<", 20)]}
    row = data.draw(accounts(body, most=1))[0]
    values = {key: MISSING if value is None else value for key, value in row.items()}
    found = explain(Scorecard.from_body(body), values)
    assert sum(one.weight for one in found.measures) == WHOLE_WEIGHT
    if found.score is None:
        return
    adjustment = found.exception.adjustment if found.exception else 0
    assert sum(one.contribution for one in found.groups) == found.base
    assert found.base + adjustment == found.score
    assert sum(one.lost for one in found.groups) == FULL_SCORE - found.base
    assert sum(one.effective_weight for one in found.measures) == WHOLE_WEIGHT
