"""What each inspection finds in a small company, and what it leaves alone."""

from datetime import timedelta

import pytest

from accounts.models import Account, Contract
from core import ledger
from core.exact import SCALE
from core.models import Role
from engagement.models import NpsInvitation, Series, Ticket, UsageDay, UsageMonth
from intake.models import DataFinding, FindingState
from intake.quality.coverage import BY_KEY, lacking
from intake.quality.findings import find
from intake.quality.steps import request_inspection
from tests.builders import (
    DAY,
    make_account,
    make_contact,
    make_contract,
    make_product,
    make_usage,
    make_user,
    steady_use,
)

pytestmark = pytest.mark.django_db


def ago(days):
    return DAY - timedelta(days=days)


def iso(days):
    return ago(days).isoformat()


def found(kind, as_of=DAY):
    return sorted(find(as_of=as_of)[kind].values(), key=lambda each: each.fingerprint)


def details(kind):
    return [(each.account_id, each.detail, each.figures, each.count) for each in found(kind)]


def with_contract(name="Aoba", **fields):
    account = make_account(name)
    make_contract(account, **fields)
    return account


def series_of(name):
    return Series.objects.get(name=name).pk


# Usage without a contract


def test_usage_before_the_first_contract_and_after_one_ended_is_added_up_by_account():
    account = with_contract(starts_on=ago(60), days=30)
    make_contract(account, starts_on=ago(20), days=400)
    days = [ago(62), ago(61), ago(60), ago(31), ago(30), ago(21), ago(20), ago(1)]
    make_usage(account, {day: {"logins": 2, "exports": 1} for day in days})
    assert details("usage_outside") == [
        (
            account.pk,
            {"first": iso(62)},
            {"before": 4, "after": 4, "days": 4, "final": iso(21)},
            8,
        )
    ]


def test_usage_within_a_contract_zero_and_an_open_end_are_no_contradiction():
    running = with_contract("Running", starts_on=ago(60))
    make_usage(running, steady_use(days=60))
    silent = with_contract("Silent", starts_on=ago(90), days=30)
    make_usage(silent, {ago(5): {"logins": 0}})
    open_end = with_contract("Open", starts_on=ago(60))
    Contract.objects.filter(account=open_end).update(ends_on=None)
    make_usage(open_end, steady_use(days=30))
    never = make_account("No contract")
    make_usage(never, steady_use(days=30))
    assert details("usage_outside") == []


def test_a_closed_contract_runs_to_the_day_before():
    account = with_contract(starts_on=ago(60), closed_on=ago(10))
    make_usage(account, {day: {"logins": 1} for day in (ago(11), ago(10))})
    assert details("usage_outside") == [
        (account.pk, {"first": iso(10)}, {"before": 0, "after": 1, "days": 1, "final": iso(10)}, 1)
    ]


def test_a_running_contract_without_usage_is_no_contradiction():
    other = with_contract("Other")
    make_usage(other, steady_use(days=30))
    used = with_contract("Once")
    make_usage(used, {ago(200): {"logins": 1}})
    assert {kind: len(each) for kind, each in find(as_of=DAY).items() if each} == {
        "no_csm": 2,
        "no_contact": 2,
    }


def test_an_account_that_cannot_be_read_is_left_out_and_no_other(caplog):
    usage = {DAY - timedelta(days=2): {"logins": 1}}
    names = ["First", "Broken", "Third"]
    accounts = [with_contract(name, starts_on=ago(90), days=30) for name in names]
    for account in accounts:
        make_usage(account, usage)
    UsageMonth.objects.filter(account=accounts[1]).update(facts=b"cut")
    assert [each.account_id for each in found("usage_outside")] == [accounts[0].pk, accounts[2].pk]
    assert f"account {accounts[1].pk} cannot be inspected" in caplog.text


def test_findings_of_an_account_that_cannot_be_read_stay_open():
    usage = {DAY - timedelta(days=2): {"logins": 1}}
    kept, mended = [
        with_contract(name, starts_on=ago(90), days=30) for name in ("Broken", "Mended")
    ]
    make_usage(kept, usage)
    make_usage(mended, usage)
    ops = make_user(Role.OPS)
    ledger.drive(request_inspection(as_of=DAY, by=ops).pk)
    UsageMonth.objects.filter(account=kept).update(facts=b"cut")
    UsageMonth.objects.filter(account=mended).delete()
    ledger.drive(request_inspection(as_of=DAY, by=ops).pk)
    outside = DataFinding.objects.filter(kind="usage_outside").order_by("account_id")
    assert list(outside.values_list("account_id", "state")) == [
        (kept.pk, FindingState.OPEN),
        (mended.pk, FindingState.MENDED),
    ]


# Contracts


def test_a_contract_over_before_it_starts_is_found_with_its_days():
    ended = with_contract("Ended", starts_on=ago(10), days=-4)
    closed = with_contract("Closed", starts_on=ago(10), closed_on=ago(12))
    with_contract("Same day", starts_on=ago(10), closed_on=ago(10))
    assert [(each.account_id, sorted(each.detail)) for each in found("contract_backwards")] == [
        (ended.pk, ["ends_on", "id", "starts_on"]),
        (closed.pk, ["closed_on", "ends_on", "id", "starts_on"]),
    ]


def test_an_outcome_before_end_and_closing_is_found():
    early = with_contract("Early", outcome="renewed")
    endless = with_contract("Endless", outcome="churned")
    Contract.objects.filter(account=endless).update(ends_on=None)
    with_contract("Closed", outcome="churned", closed_on=ago(1))
    with_contract("Past", outcome="renewed", starts_on=ago(400))
    with_contract("Running")
    assert [(each.account_id, each.detail["outcome"]) for each in found("settled_early")] == [
        (early.pk, "renewed"),
        (endless.pk, "churned"),
    ]


def test_paid_contracts_of_one_plan_that_share_a_day_overlap():
    account = with_contract("Twice", starts_on=ago(300), days=100)
    make_contract(account, starts_on=ago(201), days=100)
    after = with_contract("After", starts_on=ago(300), days=100)
    make_contract(after, starts_on=ago(200), days=100)
    closed = with_contract("Closed", starts_on=ago(300), closed_on=ago(201))
    make_contract(closed, starts_on=ago(201))
    addon = with_contract("Add-on", plan="Pro")
    make_contract(addon, plan="Add-on")
    trial = with_contract("Trial", is_free=True)
    make_contract(trial)
    first, second = account.contracts.order_by("pk").values_list("external_id", flat=True)
    assert details("contract_overlap") == [(account.pk, {"pairs": [[second, first]]}, {}, 1)]


# Days the wrong way round


def test_tickets_and_answers_whose_days_run_backwards_are_gathered_by_account():
    account, other = with_contract("A"), with_contract("B")
    for number, closed in enumerate([ago(6), ago(5), ago(4), None]):
        Ticket.objects.create(
            account=account, external_id=f"T{number}", opened_on=ago(5), closed_on=closed
        )
    NpsInvitation.objects.create(
        account=other, external_id="N1", invited_on=ago(3), responded_on=ago(9), score=9
    )
    assert details("ticket_backwards") == [(account.pk, {"rows": [["T0", iso(5), iso(6)]]}, {}, 1)]
    assert details("answer_backwards") == [(other.pk, {"rows": [["N1", iso(3), iso(9)]]}, {}, 1)]


# Series. DAY is a Sunday, so that its week, from Monday, is whole.


def test_a_week_beyond_five_usual_ones_is_a_jump_with_its_highest_day():
    account, quiet = with_contract("Jump"), with_contract("Quiet")
    usual = steady_use(days=90, series=("logins",), value=4)
    make_usage(quiet, usual)
    make_usage(account, {**usual, ago(3): {"logins": 200}})
    assert details("usage_jump") == [
        (
            account.pk,
            {
                "series": series_of("logins"),
                "week": iso(6),
                "value": 224 * SCALE,
                "median": 28 * SCALE,
                "sums": [28 * SCALE] * 8,
                "peak": iso(3),
                "peak_value": 200 * SCALE,
            },
            {},
            1,
        )
    ]


@pytest.mark.parametrize(
    ("peak", "is_jump"), [(115, False), (116, False), (117, True)], ids=["below", "at", "beyond"]
)
def test_five_times_the_median_is_the_bound(peak, is_jump):
    account = with_contract()
    usual = steady_use(days=90, series=("logins",), value=4)
    make_usage(account, {**usual, ago(3): {"logins": peak}})
    assert bool(found("usage_jump")) == is_jump


def test_a_small_series_that_multiplies_and_one_that_begins_are_no_jumps():
    small, begins = with_contract("Small"), with_contract("Begins")
    make_usage(small, {**steady_use(days=90, value=1), ago(3): {"job_posting": 60}})
    make_usage(begins, steady_use(days=20, value=500))
    assert found("usage_jump") == []


def test_the_same_value_on_28_days_is_a_flat_line_where_others_move():
    flat = with_contract("Flat")
    make_usage(flat, steady_use(days=40, series=("logins",), value=7))
    for number in range(9):
        moving = with_contract(f"Moving {number}")
        make_usage(moving, {ago(back): {"logins": 1 + back % 3} for back in range(40)})
    assert details("flat_line") == [
        (flat.pk, {"series": series_of("logins"), "value": 7 * SCALE}, {"to": DAY.isoformat()}, 1)
    ]


def test_a_level_that_stands_still_for_many_and_a_shorter_run_are_no_flat_lines():
    for number in range(8):
        account = with_contract(f"Level {number}")
        days = {ago(back): {"licences": 10, "logins": 1 + back % 2} for back in range(40)}
        days |= {ago(back): {"licences": 10, "logins": 5} for back in range(27)} if number else {}
        make_usage(account, days)
    assert found("flat_line") == []


def test_a_series_that_nobody_has_on_a_day_with_usual_usage_is_missing_in_the_file():
    accounts = [with_contract(f"Account {number}") for number in range(12)]
    for account in accounts:
        days = {ago(back): {"logins": 2, "exports": 1 + back % 2} for back in range(90)}
        for back in (9, 8):
            days[ago(back)] = {"logins": 2}
        make_usage(account, days)
    assert details("missed_series") == [
        (
            None,
            {"series": series_of("exports"), "product": make_product().pk, "first": iso(9)},
            {"final": iso(8), "usual": 12},
            12,
        )
    ]


def test_a_series_that_few_have_or_that_is_off_on_that_weekday_is_not_missed():
    for number in range(12):
        days = {
            ago(back): {"logins": 2, **({"exports": 1} if ago(back).weekday() < 5 else {})}
            for back in range(90)
        }
        days |= {ago(9): {"logins": 2}} if number > 8 else {}
        make_usage(with_contract(f"Account {number}"), days)
    assert found("missed_series") == []


def test_a_day_that_never_came_between_others_is_found():
    account = with_contract()
    make_usage(account, steady_use(days=60))
    UsageDay.objects.filter(day=ago(5)).delete()
    assert details("missed_day") == [(None, {"day": iso(5), "product": account.product_id}, {}, 1)]


def test_weekends_without_files_are_not_missed():
    account = with_contract()
    make_usage(account, {day: use for day, use in steady_use(days=60).items() if day.weekday() < 5})
    assert found("missed_day") == []


# Values


def test_negative_usage_shares_above_the_whole_and_users_beyond_the_seats_are_impossible():
    account = with_contract(seats=100)
    days = {ago(2): {"logins": -3, "adoption_rate": 120.5, "active_users": 151}}
    make_usage(account, days | {ago(40): {"adoption_rate": 130}})
    fine = with_contract("Fine", seats=100)
    make_usage(fine, {ago(2): {"logins": 3, "adoption_rate": 100, "active_users": 150}})
    figures = {"day": iso(2)}
    assert details("negative_usage") == [
        (account.pk, {"series": series_of("logins")}, {**figures, "value": -3 * SCALE}, 1)
    ]
    assert details("share_over_whole") == [
        (account.pk, {"series": series_of("adoption_rate")}, {**figures, "value": 1_205_000}, 1)
    ]
    assert details("users_beyond_seats") == [
        (
            account.pk,
            {"series": series_of("active_users"), "seats": 100},
            {**figures, "value": 151 * SCALE},
            1,
        )
    ]


# What accounts lack


def test_each_gap_is_found_by_account():
    csm, gone = make_user("csm"), make_user("csm", is_active=False)
    whole = make_account("Whole", csm=csm)
    make_contract(whole)
    make_contact(whole, "champion")
    make_usage(whole, steady_use(days=30))
    bare = make_account("Bare", csm=gone)
    make_contract(bare, annual_amount=None)
    Contract.objects.filter(account=bare).update(ends_on=None)
    free = make_account("Free", csm=csm)
    make_contract(free, is_free=True, annual_amount=0, starts_on=ago(90))
    make_contact(free, "user")
    new = make_account("New", csm=csm)
    make_contract(new, starts_on=ago(13))
    make_contact(new, "user")
    make_account("None", csm=csm)
    ended = make_account("Ended")
    make_contract(ended, starts_on=ago(400), days=100)
    names = dict(Account.objects.values_list("pk", "name"))
    gaps = {
        key: sorted(names[each.account_id] for each in found(key)) for key in BY_KEY if found(key)
    }
    assert gaps == {
        "no_csm": ["Bare"],
        "no_contact": ["Bare"],
        "no_contract": ["None"],
        "no_usage": ["Bare", "Free"],
        "no_end": ["Bare"],
        "no_amount": ["Bare"],
        "free_for_long": ["Free"],
    }


def test_a_merged_account_lacks_nothing():
    whole = with_contract("Whole")
    merged = make_account("Merged", merged_into=whole)
    found_ids = set(lacking(BY_KEY["no_contract"], Account.objects.all(), as_of=DAY))
    assert merged not in found_ids


def test_what_most_accounts_lack_is_one_finding_with_its_count():
    accounts = [with_contract(f"Account {number}") for number in range(24)]
    for account in accounts[:3]:
        make_contact(account, "champion")
    product = make_product().pk
    assert details("no_contact") == [(None, {"product": product}, {"lacking": 21, "asked": 24}, 21)]
