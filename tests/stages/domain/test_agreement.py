"""Agreement by published formulas, checked against figures worked out elsewhere."""

import pytest

from stages.domain.agreement import Agreement, agreement, matrix, weighted_kappa

PAIRS = [(0, 0)] * 2 + [(1, 0)] + [(1, 1)] * 5 + [(2, 1)] * 2 + [(2, 2)] * 4 + [(3, 2)]


@pytest.mark.parametrize(
    ("agreed", "count", "low", "high"),
    # Newcombe 1998, Stat. Med. 17:857, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_published_examples(agreed, count, low, high):
    interval = Agreement(count, agreed).interval
    assert [round(abs(bound), 4) for bound in interval] == [low, high]


def test_eighty_five_percent_of_240_lie_between_80_and_89():
    found = Agreement(240, 204)
    assert found.share == 0.85
    assert [round(100 * bound, 1) for bound in found.interval] == [79.9, 89.0]


def test_nothing_is_said_of_nothing():
    assert (Agreement(0, 0).share, Agreement(0, 0).interval) == (None, None)
    assert weighted_kappa([], levels=4) is None


def test_answers_that_are_as_computed_are_counted():
    assert agreement(PAIRS) == Agreement(15, 11)


def test_the_matrix_has_a_row_a_computed_level_and_a_column_an_answer():
    assert matrix(PAIRS, levels=4) == ((2, 1, 0, 0), (0, 5, 2, 0), (0, 0, 4, 1), (0, 0, 0, 0))


def test_kappa_is_one_for_full_agreement_and_none_where_chance_agrees_fully():
    assert weighted_kappa([(0, 0), (3, 3)], levels=4) == 1
    assert weighted_kappa([(2, 2)] * 9, levels=4) is None


def test_kappa_weighs_a_step_by_its_distance():
    """By hand: 4 steps of disagreement were found in 15 pairs, and chance would give 188 / 15."""
    assert weighted_kappa(PAIRS, levels=4) == pytest.approx(1 - 4 * 15 / 188)
    assert weighted_kappa([(0, 3), (3, 0)], levels=4) == -1
