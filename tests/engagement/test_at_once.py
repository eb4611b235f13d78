"""What is sent, changed and undone at the same time ends as if one had come after the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from core.audit import first_broken_event
from core.models import AuditEvent, Role
from engagement import services
from engagement.models import Activity, NextStep
from engagement.undoing import ChangedSinceError, undo
from tests.builders import DAY, make_account, make_activity, make_user

pytestmark = pytest.mark.django_db(transaction=True)

SENDERS = 4


@pytest.fixture
def account():
    return make_account(csm=make_user(Role.CSM))


def at_once(act):
    """Do the same in several threads at the same instant; returns what each brought."""
    together = Barrier(SENDERS)

    def one(_):
        together.wait()
        try:
            return act()
        except ChangedSinceError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as senders:
        return list(senders.map(one, range(SENDERS)))


def test_a_form_sent_four_times_at_once_is_written_once(account):
    said = {"happened_on": DAY, "kind": "call", "subject": "Spoke"}
    step = {"what": "Send the slides", "owner": account.csm, "due_on": DAY}
    who = {"token": UUID(int=1), "by": account.csm, "at": datetime(2026, 11, 22, tzinfo=UTC)}
    written = at_once(lambda: services.log_activity(account=account, next_step=step, **said, **who))
    row, step = Activity.objects.get(), NextStep.objects.get()
    assert [each.row for each in written] == [row] * SENDERS
    assert sorted(each.is_new for each in written) == [False] * (SENDERS - 1) + [True]
    assert (step.activity, AuditEvent.objects.count()) == (row, 2)
    assert first_broken_event() is None


def test_what_is_undone_four_times_at_once_is_undone_once(account):
    written = make_activity(account, by=account.csm)
    removed = services.remove(written.row, by=account.csm)
    found = at_once(lambda: undo(removed.event, by=account.csm))
    assert sum(each is not None for each in found) == 1
    assert (Activity.objects.count(), AuditEvent.objects.count()) == (1, 3)
