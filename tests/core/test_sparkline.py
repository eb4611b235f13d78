"""Where the line of a sparkline runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sparkline import HEIGHT, WIDTH, draw_sparkline


def test_a_line_rises_from_left_to_right():
    line = draw_sparkline([0, 5_000, 10_000], least_span=3_000)
    assert line.path == "M2.5 17.5L40 10L77.5 2.5"
    assert (line.x, line.y, line.earliest, line.latest) == (77.5, 2.5, 0, 10_000)


def test_a_missing_value_leaves_a_gap_and_a_lonely_one_a_dot():
    line = draw_sparkline([5_000, None, 5_000, 5_000, None], least_span=3_000)
    assert line.path == "M2.5 10h.1M40 10L58.8 10"
    assert line.x == 58.8


@pytest.mark.parametrize("values", [[], [None], [5_000], [None, 4_000, None]])
def test_fewer_than_two_values_are_no_line(values):
    assert draw_sparkline(values, least_span=3_000) is None


def test_a_small_move_stays_small():
    line = draw_sparkline([5_000, 5_100], least_span=3_000)
    assert line.path == "M2.5 10.2L77.5 9.8"


@given(st.lists(st.none() | st.integers(0, 10_000), max_size=40))
def test_every_point_lies_inside_the_picture(values):
    line = draw_sparkline(values, least_span=3_000)
    if line:
        pairs = [
            point.split() for point in line.path[1:].replace("h.1", "").replace("M", "L").split("L")
        ]
        assert all(0 < float(x) < WIDTH and 0 < float(y) < HEIGHT for x, y in pairs)
