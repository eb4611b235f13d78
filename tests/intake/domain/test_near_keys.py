"""Keys a slip or two apart: all are found, whatever stands beside them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from intake.domain import near_keys
from intake.domain.near_keys import MOST_ALIKE, near_pairs

KEYS = st.lists(st.text("ab青𠮷", max_size=7), unique=True, max_size=MOST_ALIKE)


def pairs(keys, slips=1, kinds=None):
    found = near_pairs(keys, kinds or [0] * len(keys), slips).tolist()
    return {(keys[one], keys[other]) for one, other in found}


@pytest.mark.parametrize("slips", [1, 2])
@given(keys=KEYS)
def test_every_pair_within_the_slips_is_found(slips, keys):
    near = {pair for pair in combinations(keys, 2) if OSA.distance(*pair) <= slips}
    found = pairs(keys, slips)
    assert near <= found
    assert all(OSA.distance(*pair) <= 2 * slips for pair in found)


@given(keys=KEYS)
def test_parts_looked_through_apart_give_the_same(keys):
    with pytest.MonkeyPatch.context() as patch:
        whole = pairs(keys, 2)
        patch.setattr(near_keys, "MOST_AT_ONCE", 10)
        patch.setattr(near_keys, "_BLOCK", 10)
        assert pairs(keys, 2) == whole


@pytest.mark.parametrize(
    "other", ["minatosytems", "minatoosystems", "mniatosystems", "minatosystemz"]
)
def test_one_slip_of_each_kind_is_found(other):
    assert pairs(["minatosystems", "aoba", other]) == {("minatosystems", other)}


def test_keys_of_two_kinds_are_no_pair():
    assert pairs(["account12", "account13", "acount12"], kinds=[12, 13, 12]) == {
        ("account12", "acount12")
    }


@pytest.mark.parametrize(("count", "found"), [(MOST_ALIKE, 1_225), (MOST_ALIKE + 1, 0)])
def test_keys_that_are_numbered_are_no_slips_of_one_another(count, found):
    assert len(pairs([f"aoba{chr(0x4E00 + at)}" for at in range(count)])) == found


@pytest.mark.parametrize("keys", [[], ["aoba"]])
def test_fewer_than_two_keys_have_no_pairs(keys):
    assert near_pairs(keys, [0] * len(keys), 1).shape == (0, 2)
