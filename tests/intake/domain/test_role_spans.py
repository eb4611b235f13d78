"""What becomes of a contact's roles, case by case, and the laws that hold in every case."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.role_spans import ALWAYS, RoleSpan, Said, first_difference, roles_after

ON = date(2026, 11, 22)
JAN, MAR, MAY, JUL = (date(2026, month, 1) for month in (1, 3, 5, 7))


def champion(from_on, to_on=None):
    return RoleSpan("champion", from_on, to_on)


def sponsor(from_on, to_on=None):
    return RoleSpan("sponsor", from_on, to_on)


def said(role, from_on=None, left_on=None, *, ends=True):
    return Said(role, from_on, left_on, ends)


CASES = [
    # What was known, what the row says, what is known then, from when it differs.
    ("nothing known or said", [], said(None), [], None),
    ("a role from a day", [], said("champion", JAN), [champion(JAN)], JAN),
    ("a role since whenever", [], said("champion"), [champion(ALWAYS)], ALWAYS),
    ("a role that is over", [], said("champion", JAN, MAY), [champion(JAN, MAY)], JAN),
    ("over before it began", [], said("champion", MAY, JAN), [champion(MAY, MAY)], MAY),
    ("the same again", [champion(JAN)], said("champion", JAN), [champion(JAN)], None),
    ("no day, the role goes on", [champion(JAN)], said("champion"), [champion(JAN)], None),
    ("they left", [champion(JAN)], said("champion", JAN, MAY), [champion(JAN, MAY)], MAY),
    ("they left, no day", [champion(JAN)], said("champion", None, MAY), [champion(JAN, MAY)], MAY),
    ("they left, no role", [champion(JAN)], said(None, None, MAY), [champion(JAN, MAY)], MAY),
    ("left earlier than said", [champion(JAN, MAY)], said("champion", JAN, MAR),
     [champion(JAN, MAR)], MAR),
    ("they are back", [champion(JAN, MAY)], said("champion", JAN), [champion(JAN)], MAY),
    ("back from a day", [champion(JAN, MAY)], said("champion", JUL),
     [champion(JAN, MAY), champion(JUL)], JUL),
    ("no column for the end", [champion(JAN, MAY)], said("champion", JAN, ends=False),
     [champion(JAN, MAY)], None),
    ("another role", [champion(JAN)], said("sponsor", MAY), [champion(JAN, MAY), sponsor(MAY)], MAY),
    ("another role, no day", [champion(JAN)], said("sponsor"), [champion(JAN, ON), sponsor(ON)], ON),
    ("another role in between", [champion(JAN)], said("sponsor", MAR, MAY),
     [champion(JAN, MAR), sponsor(MAR, MAY)], MAR),
    ("another role before", [champion(MAY)], said("sponsor", JAN, MAR),
     [sponsor(JAN, MAR), champion(MAY)], JAN),
    ("another role over it all", [champion(MAR, MAY)], said("sponsor", JAN), [sponsor(JAN)], JAN),
    ("a role that was over, no day", [champion(JAN, MAY), sponsor(MAY)],
     said("champion", None, MAY), [champion(JAN, MAY), sponsor(MAY)], None),
    ("a role that nobody knew is over, no day", [sponsor(JAN)], said("champion", None, MAY),
     [sponsor(JAN, MAY), champion(MAY, MAY)], MAY),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "row", "after", "day"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_row_says_what_becomes_of_the_roles(before, row, after, day):
    assert roles_after(before, row, on=ON) == after
    assert first_difference(before, after) == day


days = st.integers(0, 60).map(lambda number: JAN + timedelta(days=number))
rows = st.builds(
    Said,
    st.sampled_from([None, "champion", "sponsor", "user"]),
    st.none() | days,
    st.none() | days,
    st.just(True),
)


def known(history):
    spans = []
    for row in history:
        spans = roles_after(spans, row, on=ON)
    return spans


def role_on(spans, day):
    return [s.role for s in spans if s.from_on <= day and (s.to_on is None or day < s.to_on)]


@given(st.lists(rows, max_size=5))
def test_nobody_ever_has_two_roles_at_once(history):
    spans = known(history)
    assert spans == sorted(spans, key=lambda span: span.from_on)
    for number in range(70):
        assert len(role_on(spans, JAN + timedelta(days=number))) <= 1


@given(st.lists(rows, max_size=4), rows)
def test_the_same_row_again_changes_nothing(history, row):
    once = known([*history, row])
    assert set(roles_after(once, row, on=ON)) == set(once)
    assert first_difference(once, roles_after(once, row, on=ON)) is None


@given(st.lists(rows, max_size=4), rows)
def test_before_the_first_difference_everybody_is_what_they_were(history, row):
    before = known(history)
    after = roles_after(before, row, on=ON)
    day = first_difference(before, after)
    for number in range(70):
        at = JAN + timedelta(days=number)
        if day is None or at < day:
            assert role_on(before, at) == role_on(after, at)
