"""What members wrote follows its account when two become one, and goes back with it."""

from datetime import UTC, datetime

import pytest

from accounts.merging import merge, undo_merge
from core.models import Role
from engagement.models import Activity, NextStep, Request
from tests.builders import (
    make_account,
    make_activity,
    make_contact,
    make_next_step,
    make_request,
    make_user,
)
from tests.whole import whole_database

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def test_what_was_written_moves_with_its_people_and_moves_back():
    csm, ops = make_user(Role.CSM), make_user(Role.OPS)
    master, merged = (make_account(name, csm=csm) for name in ("Minato", "Minato Inc"))
    kept = make_contact(master, "champion", name="Mori", email="mori@minato.example")
    same = make_contact(merged, "champion", name="Mori", email="mori@minato.example")
    other = make_contact(merged, "user", name="Noda")
    make_activity(merged, by=csm, present=[other, same])
    make_activity(merged, by=csm, kind="note")
    make_request(merged, by=csm, contact=same)
    make_next_step(merged, by=csm)
    before = whole_database()

    made = merge(master=master, merged=merged, taken=(), at=AT, by=ops)
    rows = [*Activity.objects.all(), Request.objects.get(), NextStep.objects.get()]
    assert {row.account_id for row in rows} == {master.pk}
    call = Activity.objects.get(kind="call")
    assert (call.contact, list(call.also_present.all())) == (other, [kept])
    assert Request.objects.get().contact == kept

    undo_merge(made, at=AT, by=ops)
    assert whole_database() == before
