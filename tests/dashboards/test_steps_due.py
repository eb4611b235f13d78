"""Next steps that are due on a member's start page."""

from datetime import timedelta

import pytest

from core.models import Role
from dashboards.day.steps_due import MOST_STEPS, steps_of
from tests.builders import DAY, make_account, make_next_step, make_user

pytestmark = pytest.mark.django_db


def test_the_longest_overdue_come_first_and_all_others_of_the_week_follow():
    csm = make_user(Role.CSM)
    account = make_account("Aoba", csm=csm)
    days = [DAY + timedelta(days=off) for off in range(-2, 9)]
    for day in reversed(days):
        make_next_step(account, by=csm, due_on=day, what=f"{day:%d}")
    found = steps_of(csm, today=DAY)
    expected = [f"{day:%d}" for day in days if day <= DAY + timedelta(days=7)]
    assert [step.what for step in found.lines] == expected[:MOST_STEPS]
    assert [step.what for step in found.rest] == expected[MOST_STEPS:]
    assert (len(found.rest), found.overdue) == (2, 2)
