from hypothesis import given
from hypothesis import strategies as st

from core.exact import MISSING, SCALE
from health.domain.explanation import explain
from health.domain.movement import Cause, what_moved
from health.domain.scorecard import Band, Scorecard
from tests.health.domain.scorecards import accounts, bodies, cap, group, measure, scaled, scorecard

BODY = scorecard(
    group("usage", measure("days", weight=50), measure("seats", weight=50), weight=60),
    group("support", measure("tickets"), weight=40),
    exceptions=[cap("silent", 39, "idle", ">=", 30)],
    known=50,
)


def on(days, seats, tickets, idle=0, body=BODY):
    values = {"days": days, "seats": seats, "tickets": tickets, "idle": idle}
    return explain(Scorecard.from_body(body), {key: scaled(value) for key, value in values.items()})


def told(movement):
    return [(move.key, move.change, move.cause) for move in movement.moves]


def test_a_value_that_changed_moves_the_score():
    movement = what_moved(on(50, 50, 50), on(80, 40, 50))
    assert movement.change == 600
    assert told(movement) == [("days", 900, Cause.VALUE), ("seats", -300, Cause.VALUE)]
    assert (movement.moves[0].value_before, movement.moves[0].value_after) == (
        50 * SCALE,
        80 * SCALE,
    )
    assert movement.exception_change == 0


def test_nothing_moved_says_nothing():
    assert what_moved(on(50, 50, 50), on(50, 50, 50)).moves == ()


def test_a_value_that_vanished_hands_its_weight_on():
    movement = what_moved(on(50, 80, 50), on(50, None, 50))
    assert movement.change == -900
    assert told(movement) == [("seats", -2_400, Cause.VANISHED), ("days", 1_500, Cause.WEIGHT)]


def test_a_value_that_appeared_says_so():
    movement = what_moved(on(50, 50, None), on(50, 50, 0))
    assert movement.change == -2_000
    assert told(movement) == [
        ("days", -1_000, Cause.WEIGHT),
        ("seats", -1_000, Cause.WEIGHT),
        ("tickets", 0, Cause.APPEARED),
    ]


def test_an_exception_that_began_to_hold_is_a_change_of_its_own():
    movement = what_moved(on(90, 90, 90), on(80, 90, 90, idle=30))
    assert movement.change == 3_900 - 9_000
    assert told(movement) == [("days", -300, Cause.VALUE)]
    assert movement.exception_change == -4_800
    assert (movement.band_before, movement.band_after) == (Band.HEALTHY, Band.AT_RISK)


def test_a_score_that_became_unknown_has_no_change_but_names_what_vanished():
    movement = what_moved(on(50, 50, 50), on(20, None, None))
    assert (movement.change, movement.exception_change) == (None, None)
    assert told(movement) == [("seats", None, Cause.VANISHED), ("tickets", None, Cause.VANISHED)]
    assert (movement.band_before, movement.band_after) == (Band.CAUTION, Band.UNKNOWN)


def test_a_score_that_became_known_names_what_appeared():
    movement = what_moved(on(50, None, None), on(50, None, 60))
    assert movement.change is None
    assert told(movement) == [("tickets", None, Cause.APPEARED)]


def test_a_scorecard_that_changed_between_is_part_of_the_movement():
    other = scorecard(group("usage", measure("days")))
    after = explain(Scorecard.from_body(other), {"days": 50 * SCALE})
    movement = what_moved(on(50, 50, 50), after)
    assert movement.change == 0
    assert told(movement) == [
        ("days", 3_500, Cause.WEIGHT),
        ("tickets", -2_000, Cause.VANISHED),
        ("seats", -1_500, Cause.VANISHED),
    ]


@given(st.data())
def test_the_parts_add_up_to_the_change(data):
    body = {**data.draw(bodies()), "exceptions": [cap("low", 20, "m00", "<", 20)]}
    card = Scorecard.from_body(body)
    before, after = (
        explain(card, {key: MISSING if one is None else one for key, one in row.items()})
        for row in data.draw(accounts(body, least=2, most=2))
    )
    movement = what_moved(before, after)
    if before.score is None or after.score is None:
        assert movement.change is None
        return
    assert movement.change == after.score - before.score
    assert (
        sum(move.change for move in movement.moves) + movement.exception_change == movement.change
    )
