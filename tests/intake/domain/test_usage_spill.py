"""Facts go through the temporary file and come back sorted, added up, and never too many at once."""

import numpy as np
import pytest

from intake.domain import usage_spill
from intake.domain.usage_spill import ROW_SHIFT, FactSpill


def put(spill, *facts):
    keys, values = np.array(facts, dtype=np.int64).reshape(-1, 2).T
    spill.put(np.ascontiguousarray(keys), np.ascontiguousarray(values))


def taken(spill, most=1000):
    return [
        list(zip(*map(np.ndarray.tolist, each), strict=True))
        for each in spill.take(lambda k: k, most)
    ]


@pytest.fixture
def spill(request):
    spill = FactSpill(getattr(request, "param", 3))
    yield spill
    spill.close()


def key(row, place=0):
    return row << ROW_SHIFT | place


def test_facts_of_all_blocks_come_out_sorted_and_added_up(spill):
    put(spill, (key(2), 5), (key(0, 9), 1), (key(0, 3), 2))
    put(spill, (key(0, 9), -4), (key(1), 7))
    assert taken(spill) == [[(key(0, 3), 2), (key(0, 9), -3), (key(1), 7), (key(2), 5)]]


def test_batches_are_cut_between_accounts(spill):
    put(spill, *((key(row, place), 1) for row in range(3) for place in range(4)))
    assert [len(batch) for batch in taken(spill, most=1)] == [4, 4, 4]
    assert [len(batch) for batch in taken(spill, most=8)] == [8, 4]


def test_nothing_comes_out_of_nothing(spill):
    assert taken(spill) == []
    put(spill)
    assert taken(spill) == []


@pytest.mark.parametrize("spill", [100_000], indirect=True)
def test_many_accounts_share_parts(spill):
    rows = [0, 1, 50_000, 99_998, 99_999]
    put(spill, *((key(row), row) for row in reversed(rows)))
    assert taken(spill) == [[(key(row), row) for row in rows]]


def test_what_adds_up_is_never_held_whole(spill, monkeypatch):
    sizes = []
    add_up = usage_spill.add_up

    def noting(keys, values):
        sizes.append(len(keys))
        return add_up(keys, values)

    monkeypatch.setattr(usage_spill, "add_up", noting)
    for _ in range(40):
        put(spill, *((key(1, place % 10), 1) for place in range(100)))
    assert taken(spill, most=100) == [[(key(1, place), 400) for place in range(10)]]
    assert max(sizes) <= 310


def test_a_cut_file_is_an_error(spill):
    put(spill, (key(0), 1), (key(1), 2))
    spill._file.truncate(20)
    with pytest.raises(EOFError, match="cut"):
        taken(spill)
