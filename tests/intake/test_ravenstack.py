"""A software vendor's export, brought in by mapping alone: what is loaded, noted and found.

Every number is counted anew from the files, and is the one that the guide gives.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from accounts.models import Account, AccountAlias, Contract
from book.models import AccountStatus
from core.models import State
from engagement.models import Series, Ticket
from intake.quality.findings import find
from tests.intake.real_files import counts, folder, load, noted
from tests.intake.recount import RavenStack, added_up, day_first, outside_their_subscription
from tests.intake.rows import stored_usage
from tests.oracle.nights import run_night

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("test_ravenstack")]

NAMES = ("accounts", "subscriptions", "support_tickets", "feature_usage")
DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def files(django_db_setup):
    return folder("ravenstack")


@pytest.fixture(scope="module")
def verdicts(files, django_db_blocker, tmp_path_factory):
    """Load all files in their order, once for this module."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("data"))
        yield {name: load(files / f"ravenstack_{name}.csv") for name in NAMES}
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def truth(files):
    return RavenStack(files)


@pytest.fixture(autouse=True)
def _in_its_own_folder():
    """Not the folder of other tests: what the module loaded stands in its own."""


@pytest.fixture(scope="module")
def board(verdicts):
    return find(as_of=DAY)


def found(board, kind):
    """Return {id of the account: how many} of an inspection."""
    names = dict(AccountAlias.objects.values_list("account", "value"))
    return Counter({names[each.account_id]: each.count for each in board[kind].values()})


def test_every_row_of_every_file_is_loaded(verdicts):
    assert {name: (verdict["state"], counts(verdict)) for name, verdict in verdicts.items()} == {
        "accounts": ("loaded", (500, 0, 0, 0)),
        "subscriptions": ("loaded", (5_000, 0, 0, 0)),
        "support_tickets": ("loaded", (2_000, 0, 0, 0)),
        "feature_usage": ("loaded", (24_981, 0, 0, 0)),
    }


def test_what_the_files_say_beyond_our_columns_becomes_attributes(verdicts, truth):
    names = ("industry", "country", "signup_date", "referral_source", "is_trial", "churn_flag")
    kept = {each.name: each.attributes for each in Account.objects.all()}
    assert kept == {
        row["account_name"]: {name: row[name] for name in names} for row in truth.accounts
    }


def test_subscriptions_are_contracts_of_which_most_have_no_end(verdicts, truth):
    fields = ("external_id", "starts_on", "ends_on", "annual_amount", "is_free", "plan", "seats")
    stored = Contract.objects.values_list(*fields, "account__aliases__value")
    assert set(stored) == {
        (
            *(row["subscription_id"], row["from"], row["to"], Decimal(row["arr_amount"])),
            *(row["is_trial"] == "TRUE", row["plan_tier"], int(row["seats"]), row["account_id"]),
        )
        for row in truth.subscriptions.values()
    }
    assert Contract.objects.filter(ends_on=None).count() == 4_514
    assert Contract.objects.filter(is_free=True).count() == 778


def test_tickets_keep_the_day_of_their_times(verdicts, truth):
    levels = {"medium": "normal"}
    stored = Ticket.objects.values_list("external_id", "opened_on", "closed_on", "priority")
    assert set(stored) == {
        (
            *(row["ticket_id"], day_first(row["submitted_at"]), day_first(row["closed_at"])),
            levels.get(row["priority"], row["priority"]),
        )
        for row in truth.tickets
    }
    assert noted(verdicts["support_tickets"])["time_left_out"] == 2_000


def test_usage_of_subscriptions_is_that_of_their_accounts(verdicts, truth):
    facts = truth.facts()
    assert stored_usage() == {key: Decimal(value) for key, value in facts.items()}
    assert (len(facts), sum(facts.values()), Series.objects.count()) == (24_981, 250_525, 40)
    assert noted(verdicts["feature_usage"])["added_up"] == 25_000 - 24_981


def test_rows_with_an_id_that_came_before_are_refused_and_the_others_bring_three_measures(
    verdicts, files, truth
):
    verdict = load(files / "ravenstack_feature_usage.csv", way=1)
    assert [each["line"] for each in verdict["refusals"]] == truth.repeated()
    assert {each["code"] for each in verdict["refusals"]} == {"duplicate_key"}
    assert (verdict["state"], verdict["counts"]["refused"]) == ("partial", 21)
    rows = truth.with_ids_of_their_own()
    series = {"usage_count": "", "usage_duration_secs": " usage_duration_secs"}
    series["error_count"] = " error_count"
    expected = {
        (account, feature + more, day): Decimal(value)
        for measure, more in series.items()
        for (account, feature, day), value in added_up(rows, measure).items()
    }
    # What a row brought that is refused now stays: a later file replaces values, and takes none away.
    gone = {key for key in truth.facts() if key not in expected}
    stored = stored_usage()
    assert {key: value for key, value in stored.items() if key not in gone} == expected
    assert (len(expected), Series.objects.count(), len(rows)) == (74_880, 120, 24_979)
    found = noted(verdict)
    assert (found["before_contract"], found["after_contract"]) == outside_their_subscription(rows)
    assert (found["before_contract"], found["after_contract"]) == (19_128, 289)


def test_19432_rows_lie_outside_their_subscription(verdicts, truth, board):
    before, after = outside_their_subscription(truth.usage)
    assert (before, after, before + after) == (19_142, 290, 19_432)
    findings = noted(verdicts["feature_usage"])
    assert (findings["before_contract"], findings["after_contract"]) == (before, after)
    (one,) = board["usage_outside_contract"].values()
    assert (one.count, one.figures["before"], one.figures["after"]) == (19_432, before, after)


def test_of_these_14210_facts_lie_outside_every_subscription_of_their_account(truth, board):
    outside = found(board, "usage_outside")
    assert outside == truth.facts_without_any_subscription()
    assert (len(outside), outside.total()) == (500, 14_210)


def test_paid_subscriptions_to_one_plan_overlap(truth, board):
    overlaps = found(board, "contract_overlap")
    assert overlaps == truth.overlapping_pairs()
    assert (len(overlaps), overlaps.total()) == (491, 5_705)


def test_what_was_never_brought_in_is_said_once(board):
    gaps = {
        kind: [(each.figures["lacking"], each.figures["asked"]) for each in board[kind].values()]
        for kind in ("no_csm", "no_contact", "no_contract", "no_usage", "no_end", "no_amount")
    }
    assert gaps == {
        **{"no_csm": [(500, 500)], "no_contact": [(500, 500)], "no_end": [(500, 500)]},
        **{"no_contract": [], "no_usage": [], "no_amount": []},
    }


def test_a_night_over_contracts_without_an_end_leaves_the_end_unknown(verdicts, truth):
    assert run_night(DAY).state == State.DONE
    names = dict(AccountAlias.objects.values_list("account", "value"))
    lines = {names[each.pk]: each for each in AccountStatus.objects.all()}
    running = truth.running(DAY)
    assert {key for key, line in lines.items() if line.is_running} == running.keys()
    assert {key: lines[key].ends_on for key in running} == {
        key: None if any(each["to"] is None for each in own) else max(each["to"] for each in own)
        for key, own in running.items()
    }
    assert {key: lines[key].arr for key in running} == {
        key: sum(paid) if (paid := _paid(own)) else None for key, own in running.items()
    }


def _paid(own):
    return [int(row["arr_amount"]) for row in own if row["is_trial"] == "FALSE"]
