"""A night after a merge judges the master on the facts of both; after undoing, each on its own."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import transaction

from accounts.merging import merge, undo_merge
from book.models import AccountStatus
from core.exact import SCALE
from core.models import Role
from engagement.models import FactChange
from metrics.models import AccountNight
from metrics.selectors import metric_places
from stages.models import PathPoint, StageSpan
from tests.accounts.merged import make_twice
from tests.builders import DAY, make_user
from tests.nightly.kept import run_night

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def twice():
    """Both accounts, judged apart on the day before."""
    pair = make_twice()
    run_night(DAY)
    return pair


def merged_together(twice):
    master, merged = twice
    return merge(master=master, merged=merged, taken=(), at=AT, by=make_user(Role.OPS))


def metrics_of(account, night, *keys):
    row = AccountNight.objects.get(account=account, night=night)
    places = metric_places({row.registry_id})[row.registry_id]
    values = np.frombuffer(bytes(row.metrics), "<i8")
    return [values[places[key]] / SCALE for key in keys]


def judged():
    """Return all that nights keep of accounts, without when and under which id it was written."""
    return {
        model.__name__: [
            {
                name: bytes(value) if isinstance(value, memoryview) else value
                for name, value in row.items()
                if name not in ("id", "known_at")
            }
            for row in model.objects.order_by(*keys).values()
        ]
        for model, keys in (
            (AccountNight, ("account", "night")),
            (AccountStatus, ("account",)),
            (StageSpan, ("account", "from_on")),
            (PathPoint, ("account",)),
        )
    }


KEYS = ("usage_28", "active_days_28", "annual_amount", "open_tickets", "tenure_days", "champions")


def test_the_master_is_judged_on_the_facts_of_both(twice):
    master, merged = twice
    assert metrics_of(master, DAY, *KEYS) == [12, 2, 4_800_000, 2, 300, 1]
    assert metrics_of(merged, DAY, *KEYS) == [12, 2, 4_800_000, 2, 100, 0]
    merged_together(twice)
    run_night(NEXT)
    # 5 + 7 + 1 + 2: of the day that both have, the master's 7 counts and the other's 9 does not.
    assert metrics_of(master, NEXT, *KEYS) == [15, 3, 9_600_000, 4, 301, 1]
    assert not AccountNight.objects.filter(account=merged, night=NEXT).exists()
    assert not FactChange.objects.filter(account=master).exists()


def test_the_merged_account_leaves_the_list_at_once(twice):
    master, merged = twice
    assert set(AccountStatus.objects.values_list("pk", flat=True)) == {master.pk, merged.pk}
    merged_together(twice)
    assert set(AccountStatus.objects.values_list("pk", flat=True)) == {master.pk}


def test_after_undoing_the_next_night_judges_both_as_if_nothing_had_been(twice):
    with transaction.atomic():
        run_night(NEXT)
        expected = judged()
        transaction.set_rollback(True)
    done = merged_together(twice)
    run_night(NEXT)
    assert judged() != expected
    undo_merge(done, at=AT, by=None)
    run_night(NEXT)
    assert judged() == expected
