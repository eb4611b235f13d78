"""A night over real usage equals its independent recomputation."""

from datetime import date

import pytest
from django.core.management import call_command

from accounts.models import Account
from core.models import State
from stages.models import StageSpan
from tests.oracle import oulad
from tests.oracle.nights import kept_nights, run_night
from tests.oracle.recompute_facts import day_of
from tests.oracle.recompute_nights import Expected
from tests.oracle.tables import dump

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("test_oulad")]

DAY = date(2014, 3, 15)
# A path takes many days to follow: of how many accounts one is followed.
ONE_PATH_IN = 20


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("AAA,GGG", 2_168, 2_036), id="two modules"),
        pytest.param(("", 21_333, 13_123), id="all", marks=pytest.mark.long),
    ],
)
def night(request, tmp_path_factory, django_db_setup, django_db_blocker):
    """Load and judge outside a transaction, as in use: undoing millions of rows takes SQLite for ever."""
    modules, accounts, judged = request.param
    with django_db_blocker.unblock():
        try:
            oulad.load(tmp_path_factory.mktemp("oulad"), modules=modules)
            run = run_night(DAY)
            yield {
                "run": run,
                "counts": (accounts, judged),
                "kept": {account: kept for (account, _), kept in kept_nights([DAY]).items()},
                "expected": Expected(dump()),
            }
        finally:
            call_command("flush", verbosity=0, interactive=False)


def test_the_accounts_with_a_running_contract_are_judged_and_no_others(night):
    assert night["run"].state == State.DONE
    assert (Account.objects.count(), len(night["kept"])) == night["counts"]
    assert sorted(night["kept"]) == [each.id for each in night["expected"].judged_on(DAY)]


def test_every_kept_field_is_equal(night):
    expected, wrong = night["expected"], []
    for account_id, kept in night["kept"].items():
        whole = expected.night(expected.accounts[account_id], DAY)
        wrong += [(account_id, name) for name in whole if kept[name] != whole[name]]
    assert wrong == []


def test_every_path_is_equal(night):
    expected, wrong = night["expected"], []
    spans = {}
    for span in StageSpan.objects.order_by("account", "from_on"):
        row = (span.stage, day_of(span.from_on), day_of(span.to_on))
        spans.setdefault(span.account_id, []).append(row)
    assert spans.keys() == night["kept"].keys()
    for account_id in sorted(night["kept"])[::ONE_PATH_IN]:
        path = expected.path(expected.accounts[account_id], DAY)
        if night["kept"][account_id]["stage"] != path[-1][1:]:
            wrong.append(account_id)
        if spans[account_id] != expected.spans(expected.accounts[account_id], DAY):
            wrong.append(account_id)
    assert wrong == []
