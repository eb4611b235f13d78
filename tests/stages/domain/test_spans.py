import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.domain.spans import spans


def days_from(first, count):
    return np.arange(first, first + count, dtype=np.int32)


def rows(found):
    columns = (found.account, found.stage, found.from_day, found.to_day)
    return [tuple(int(value) for value in row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ([[0, 0, 1, 1]], [(0, 0, 100, 102), (0, 1, 102, -1)]),
        ([[-1, 0, 0, 0]], [(0, 0, 101, -1)]),
        ([[-1, -1, -1, -1]], []),
        ([[2, 2, 2, 2]], [(0, 2, 100, -1)]),
        ([[0, 1, 2, 0]], [(0, 0, 100, 101), (0, 1, 101, 102), (0, 2, 102, 103), (0, 0, 103, -1)]),
        ([[1, 1, -1, 1]], [(0, 1, 100, 102), (0, 1, 103, -1)]),
        ([[3, 3, 3, -1]], [(0, 3, 100, 103)]),
        ([[0, 0, 0, 0], [0, 0, 0, 1]], [(0, 0, 100, -1), (1, 0, 100, 103), (1, 1, 103, -1)]),
        ([], []),
    ],
)
def test_a_path_is_cut_where_the_stage_changes(stage, expected):
    path = np.array(stage, dtype=np.int8).reshape(len(stage), 4)
    assert rows(spans(path, days_from(100, 4))) == expected


def test_a_span_that_began_before_these_days_keeps_its_own_first_day():
    stage = np.array([[1, 1, 2]], dtype=np.int8)
    since = np.array([[88, 88, 102]], dtype=np.int32)
    assert rows(spans(stage, days_from(100, 3), since)) == [(0, 1, 88, 102), (0, 2, 102, -1)]


@given(
    st.integers(1, 4).flatmap(
        lambda length: st.lists(
            st.lists(st.integers(-1, 3), min_size=length, max_size=length), min_size=1, max_size=4
        )
    )
)
def test_spans_tell_the_whole_path(paths):
    length = len(paths[0])
    found = rows(spans(np.array(paths, dtype=np.int8), days_from(0, length)))
    told = [[-1] * length for _ in paths]
    for account, stage, start, end in found:
        for day in range(start, length if end == -1 else end):
            told[account][day] = stage
    assert told == paths
