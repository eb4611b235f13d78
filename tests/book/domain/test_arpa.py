"""The change of ARPA falls into price, upsell and mix, which add up to the yen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from book.domain.arpa import Paid, split_arpa
from tests.oracle.recompute_arpa import recomputed_split

SAME = Paid(1_000_000, 10, "pro")


def parts(then, now):
    found = split_arpa(dict(enumerate(then)), dict(enumerate(now)))
    return found.then, found.now, found.price, found.upsell, found.mix


@pytest.mark.parametrize(
    ("what", "now", "expected"),
    [
        ("nothing changed", SAME, (0, 0)),
        ("the price rose", Paid(1_100_000, 10, "pro"), (50_000, 0)),
        ("seats were added at the old price", Paid(1_500_000, 15, "pro"), (0, 250_000)),
        ("more seats, cheaper each", Paid(1_200_000, 15, "pro"), (-150_000, 250_000)),
        ("more seats for the same amount", Paid(1_000_000, 20, "pro"), (-500_000, 500_000)),
        ("seats were given back", Paid(500_000, 5, "pro"), (0, -250_000)),
        ("another plan", Paid(1_800_000, 15, "team"), (0, 400_000)),
        ("seats are not known", Paid(1_200_000, None, "pro"), (100_000, 0)),
    ],
)
def test_an_accounts_own_change_is_price_or_upsell(what, now, expected):
    then_arpa, now_arpa, price, upsell, mix = parts([SAME, SAME], [now, SAME])
    assert (price, upsell, mix) == (*expected, 0)
    assert now_arpa - then_arpa == sum(expected)


def test_who_comes_and_who_leaves_is_mix():
    small, big = Paid(400_000), Paid(1_600_000)
    found = split_arpa({1: SAME, 2: small}, {1: SAME, 3: big})
    assert (found.then, found.now) == (700_000, 1_300_000)
    assert (found.price, found.upsell, found.mix) == (0, 0, 600_000)
    assert [(each.account_id, each.then, each.now) for each in found.changes] == [
        (2, small, None),
        (3, None, big),
    ]


def test_parts_are_rounded_so_that_they_add_up():
    then = [Paid(100, 3), Paid(100, 3), Paid(100, 3)]
    now = [Paid(102, 3), Paid(134, 4), Paid(100, 3)]
    assert parts(then, now) == (100, 112, 1, 11, 0)


def test_without_accounts_on_one_of_the_days_nothing_can_be_said():
    assert split_arpa({}, {1: SAME}) is None
    assert split_arpa({1: SAME}, {}) is None


_PAID = st.builds(
    Paid,
    st.integers(0, 10**9),
    st.none() | st.integers(0, 500),
    st.sampled_from(["", "pro", "team"]),
)
_DAY = st.dictionaries(st.integers(1, 12), _PAID, min_size=1)


@settings(max_examples=60, deadline=None)
@given(_DAY, _DAY)
def test_the_parts_add_up_and_equal_an_independent_recomputation(then, now):
    found = split_arpa(then, now)
    assert found.change == found.price + found.upsell + found.mix
    assert (found.then, found.now, found.price, found.upsell, found.mix) == recomputed_split(
        *(
            {pk: (paid.arr, paid.seats, paid.plan) for pk, paid in day.items()}
            for day in (then, now)
        )
    )


@settings(max_examples=30, deadline=None)
@given(_DAY)
def test_a_day_compared_with_itself_changes_nothing(day):
    found = split_arpa(day, day)
    assert (found.change, found.price, found.upsell, found.mix, found.changes) == (0, 0, 0, 0, ())
