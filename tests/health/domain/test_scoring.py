import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exact import MISSING, SCALE
from health.domain.scorecard import FULL_SCORE, Band, Scorecard
from health.domain.scoring import points_of, score_accounts, share_out
from tests.health.domain.scorecards import (
    accounts,
    as_columns,
    bodies,
    cap,
    columns,
    group,
    lines,
    measure,
    metrics_of,
    reference_points,
    reference_score,
    scaled,
    scorecard,
)


def score(body, **values):
    return score_accounts(Scorecard.from_body(body), columns(**values))


# Points


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (-5, 0),
        (0, 0),
        (20, 30),
        (40, 60),
        ("40.0001", "60.0001"),
        (60, 80),
        (80, 100),
        (1_000, 100),
        (None, None),
    ],
)
def test_points_follow_the_line_and_stay_flat_outside(value, points):
    card = Scorecard.from_body(
        scorecard(group("usage", measure("seats", points=[[0, 0], [40, 60], [80, 100]])))
    )
    assert points_of(card.measures[0], columns(seats=[value])["seats"]).tolist() == [scaled(points)]


@pytest.mark.parametrize(("value", "points"), [(1, 3333), (2, 6667)])
def test_points_are_rounded_to_ten_thousandths(value, points):
    card = Scorecard.from_body(scorecard(group("usage", measure("m", points=[[0, 0], [3, 1]]))))
    assert points_of(card.measures[0], columns(m=[value])["m"]).tolist() == [points]


@pytest.mark.parametrize(("value", "points"), [(1, 0), (3, 2), (5, 2)])
def test_half_a_ten_thousandth_goes_to_the_even_neighbour(value, points):
    line = [[0, 0], ["0.0002", "0.0001"], ["0.0004", "0.0002"], ["0.0008", "0.0004"]]
    card = Scorecard.from_body(scorecard(group("usage", measure("m", points=line))))
    assert points_of(card.measures[0], np.array([value])).tolist() == [points]


def test_points_are_exact_on_a_line_too_long_for_64_bits():
    line = [["-999999999999.9999", "0.0001"], ["999999999999.9997", 100]]
    one = measure("money", points=line)
    card = Scorecard.from_body(scorecard(group("worth", one)))
    values = [-(10**15) + 1, 10**15 + 7, 10**16 - 5, -(10**16) + 9]
    assert points_of(card.measures[0], np.array(values)).tolist() == [
        reference_points(one, value) * SCALE for value in values
    ]


@given(lines(), st.integers(-60 * SCALE, 160 * SCALE))
def test_points_equal_those_of_fractions(points, value):
    one = measure("m", points=points)
    card = Scorecard.from_body(scorecard(group("g", one)))
    found = points_of(card.measures[0], np.array([value]))
    assert found.tolist() == [reference_points(one, value) * SCALE]


# The weighted mean, and what is missing

TWO_GROUPS = scorecard(
    group("usage", measure("a", weight=60), measure("b", weight=40), weight=70),
    group("support", measure("c"), weight=30),
)


@pytest.mark.parametrize(
    ("a", "b", "c", "base"),
    [
        (100, 100, 100, 10_000),
        (0, 0, 0, 0),
        (50, 50, 50, 5_000),
        (100, 0, 0, 4_200),
        (0, 100, 0, 2_800),
        (0, 0, 100, 3_000),
        # b's weight goes to a, inside the group
        (50, None, 0, 3_500),
        # usage is dropped whole: support counts alone
        (None, None, 80, 8_000),
        # support is dropped whole: usage counts alone
        (100, 0, None, 6_000),
        (None, 25, None, 2_500),
        (None, None, None, -1),
    ],
)
def test_a_missing_weight_goes_to_its_group_and_then_to_the_other_groups(a, b, c, base):
    assert score(TWO_GROUPS, a=[a], b=[b], c=[c]).base.tolist() == [base]


@pytest.mark.parametrize(
    ("a", "c", "base"),
    [("0.005", 0, 0), ("0.015", 0, 2), ("0.025", 0, 2), ("0.0251", 0, 3)],
)
def test_the_score_is_rounded_once_half_even(a, c, base):
    body = scorecard(group("g", measure("a", weight=100), measure("c", weight=0)))
    assert score(body, a=[a], c=[c]).base.tolist() == [base]


def test_a_weight_of_nothing_counts_for_nothing_even_when_it_is_alone():
    body = scorecard(group("g", measure("a", weight=100), measure("b", weight=0)))
    found = score(body, a=[None, 10], b=[90, 90])
    assert found.base.tolist() == [-1, 1_000]
    assert found.contributions().tolist() == [[0, 0], [1_000, 0]]


@given(st.data())
@settings(max_examples=200)
def test_scores_equal_those_of_fractions(data):
    body = data.draw(bodies())
    rows = data.draw(accounts(body))
    found = score_accounts(Scorecard.from_body(body), as_columns(rows))
    expected = [reference_score(body, row) for row in rows]
    assert found.base.tolist() == [-1 if one is None else round(one) for one in expected]


def test_weights_without_common_factors_stay_exact_beyond_64_bits():
    sizes = [(96, 1), (88, 1), (82, 1), (78, 1), (72, 1), (70, 1)]
    groups = [
        group(
            f"g{place}",
            measure(f"a{place}", weight=first),
            measure(f"b{place}", weight=second),
            measure(f"c{place}", weight=100 - first - second),
            weight=weight,
        )
        for place, ((first, second), weight) in enumerate(
            zip(sizes, (13, 13, 13, 13, 12, 36), strict=True)
        )
    ]
    body = scorecard(*groups)
    row = {metric: 7 * SCALE + 31 * place for place, metric in enumerate(metrics_of(body))}
    gapped = {metric: None if metric.startswith("c") else value for metric, value in row.items()}
    found = score_accounts(Scorecard.from_body(body), as_columns([row, gapped]))
    assert found.weights.shares.dtype == object
    assert found.base.tolist() == [
        round(reference_score(body, row)),
        round(reference_score(body, gapped)),
    ]
    assert found.contributions().sum(axis=1).tolist() == found.base.tolist()


# Laws


@given(st.data())
def test_a_score_lies_between_0_and_100_or_is_unknown(data):
    body = data.draw(bodies())
    found = score_accounts(Scorecard.from_body(body), as_columns(data.draw(accounts(body))))
    assert ((found.base >= -1) & (found.base <= FULL_SCORE)).all()
    assert ((found.base == -1) == (found.known == 0)).all()


@given(st.data())
def test_a_better_signal_never_lowers_the_score(data):
    body = data.draw(bodies(is_rising=True))
    row = data.draw(accounts(body, most=1))[0]
    metric = data.draw(st.sampled_from(metrics_of(body)))
    before = row[metric] if row[metric] is not None else 0
    better = {**row, metric: before + data.draw(st.integers(0, 100 * SCALE))}
    rows = [{**row, metric: before}, better]
    found = score_accounts(Scorecard.from_body(body), as_columns(rows))
    assert found.base[0] <= found.base[1]


@given(st.data())
def test_the_order_of_accounts_changes_nothing(data):
    body = data.draw(bodies())
    rows = data.draw(accounts(body, least=2))
    card = Scorecard.from_body(body)
    order = data.draw(st.permutations(range(len(rows))))
    together = score_accounts(card, as_columns(rows))
    shuffled = score_accounts(card, as_columns([rows[place] for place in order]))
    assert shuffled.score.tolist() == together.score[order].tolist()
    assert shuffled.contributions().tolist() == together.contributions()[order].tolist()
    alone = [score_accounts(card, as_columns([row])).score[0] for row in rows]
    assert together.score.tolist() == alone


@given(st.data())
def test_contributions_and_losses_add_up_exactly(data):
    body = data.draw(bodies())
    found = score_accounts(Scorecard.from_body(body), as_columns(data.draw(accounts(body))))
    earned, lost = found.contributions(), found.lost()
    is_known = found.base >= 0
    assert (earned >= 0).all()
    assert (lost >= 0).all()
    assert (earned[found.points == MISSING] == 0).all()
    assert earned.sum(axis=1)[is_known].tolist() == found.base[is_known].tolist()
    assert lost.sum(axis=1)[is_known].tolist() == (FULL_SCORE - found.base[is_known]).tolist()
    assert not earned[~is_known].any()
    assert not lost[~is_known].any()


# Sharing out


@pytest.mark.parametrize(
    ("parts", "denominator", "shared"),
    [
        ([1, 1, 1], 3, [1, 0, 0]),
        ([2, 2, 2], 3, [1, 1, 0]),
        ([5, 4, 0], 9, [1, 0, 0]),
        ([4, 5, 0], 9, [0, 1, 0]),
        ([10, 10, 10], 20, [1, 1, 0]),
        ([3, 3, 4], 20, [0, 0, 0]),
        ([0, 0, 0], 7, [0, 0, 0]),
    ],
)
def test_the_largest_remainder_gets_what_is_left(parts, denominator, shared):
    found = share_out(np.array(parts)[:, None], np.array([denominator]))
    assert found[:, 0].tolist() == shared


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=8),
    st.integers(1, 10**6),
)
def test_shares_add_up_to_the_rounded_sum_and_stay_next_to_their_own(parts, denominator):
    shared = share_out(np.array(parts)[:, None], np.array([denominator]))[:, 0].tolist()
    assert sum(shared) == sum_half_even(parts, denominator)
    for part, share in zip(parts, shared, strict=True):
        assert part // denominator <= share <= -(-part // denominator)


def sum_half_even(parts, denominator):
    whole, rest = divmod(sum(parts), denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2))


# Known enough, bands, exceptions


@pytest.mark.parametrize(
    ("a", "b", "c", "known", "band"),
    [
        (90, 90, 90, 10_000, Band.HEALTHY),
        (90, None, None, 4_200, Band.UNKNOWN),
        (None, 90, 90, 5_800, Band.HEALTHY),
        (None, None, 90, 3_000, Band.UNKNOWN),
        (90, 90, None, 7_000, Band.HEALTHY),
    ],
)
def test_too_little_known_gives_no_score(a, b, c, known, band):
    found = score({**TWO_GROUPS, "minimum_known_percent": 50}, a=[a], b=[b], c=[c])
    assert found.known.tolist() == [known]
    assert found.band.tolist() == [band]
    assert (found.score[0] == -1) == (band == Band.UNKNOWN)


def test_exactly_the_least_known_is_enough():
    found = score({**TWO_GROUPS, "minimum_known_percent": 42}, a=[90], b=[None], c=[None])
    assert found.score.tolist() == [9_000]


@pytest.mark.parametrize(
    ("value", "hundredths", "band"),
    [
        ("39.9949", 3_999, Band.AT_RISK),
        ("39.995", 4_000, Band.CAUTION),
        (40, 4_000, Band.CAUTION),
        ("69.99", 6_999, Band.CAUTION),
        (70, 7_000, Band.HEALTHY),
        (0, 0, Band.AT_RISK),
        (100, 10_000, Band.HEALTHY),
    ],
)
def test_the_band_comes_from_the_rounded_score_and_a_bound_is_in_the_better_one(
    value, hundredths, band
):
    body = scorecard(group("g", measure("m")))
    found = score(body, m=[value])
    assert found.score.tolist() == [hundredths]
    assert found.band.tolist() == [band]
    assert Scorecard.from_body(body).band(hundredths) == band


EXCEPTIONS = scorecard(
    group("g", measure("m")),
    exceptions=[
        cap("sponsor_left", 49, "left"),
        cap("silent", 39, "idle", ">=", 30),
        cap("frozen", 39, "frozen"),
    ],
    known=1,
)


@pytest.mark.parametrize(
    ("m", "left", "idle", "frozen", "expected", "place"),
    [
        (90, 0, 0, 0, 9_000, -1),
        (90, 1, 0, 0, 4_900, 0),
        (90, 1, 30, 0, 3_900, 1),
        (90, 0, 29, 1, 3_900, 2),
        # equal caps: the earlier one is named
        (90, 1, 45, 1, 3_900, 1),
        # below its cap already: named, and nothing taken away
        (20, 1, 0, 0, 2_000, 0),
        # whether it holds is not known: it does not
        (90, None, None, 0, 9_000, -1),
        (None, 1, 0, 0, -1, 0),
    ],
)
def test_the_lowest_cap_that_holds_wins(m, left, idle, frozen, expected, place):
    found = score(EXCEPTIONS, m=[m], left=[left], idle=[idle], frozen=[frozen])
    assert found.score.tolist() == [expected]
    assert found.exception.tolist() == [place]
    assert found.adjustment.tolist() == [expected - found.base[0]]


def test_the_band_is_that_of_the_capped_score():
    found = score(EXCEPTIONS, m=[90, 90], left=[1, 0], idle=[0, 30], frozen=[0, 0])
    assert found.band.tolist() == [Band.CAUTION, Band.AT_RISK]
    assert found.contributions().tolist() == [[9_000], [9_000]]


def test_no_accounts_give_no_scores():
    found = score(TWO_GROUPS, a=[], b=[], c=[])
    assert found.score.tolist() == []
    assert found.contributions().shape == (0, 3)
