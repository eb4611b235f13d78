"""A night leaves the same rows however often, in whichever order and by whichever way it is run."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Contract
from book.models import AccountStatus, SegmentNight
from core.models import State
from definitions.models import Kind
from definitions.services import put_in_force
from engagement.models import FactChange, UsageDay, UsageMonth
from metrics.models import AccountNight
from nightly import steps
from nightly.models import Quarantine
from segments.models import RuleSpan
from stages.models import PathPoint, StageSpan
from tests.builders import DAY, make_contract
from tests.nightly.kept import (
    at_night,
    back,
    kept,
    make_company,
    make_other,
    run_backfill,
    run_night,
    run_nights,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company()


def names(company, rows):
    by_id = {account.pk: name for name, account in company.items()}
    return sorted(by_id[pk] for pk in rows.values_list("account_id", flat=True))


def nights(ago=0):
    return AccountNight.objects.of_night(back(ago))


# Once and again


def test_a_night_twice_leaves_what_it_left_once(company):
    run_nights(1, 0)
    before = kept()
    assert len(before["metrics.AccountNight"]) == 10
    again = run_night()
    assert (again.state, again.round) == (State.DONE, 2)
    assert kept() == before


def test_shards_of_any_size_leave_the_same(company, monkeypatch):
    run_night()
    before = kept()
    monkeypatch.setattr(steps, "SHARD_ACCOUNTS", 1)
    run = run_night()
    assert run.steps.filter(name="judge").count() == 5
    assert kept() == before


def test_paths_followed_day_by_day_are_those_followed_anew(company):
    run_nights(4, 0)
    gone_on = kept()
    risen = StageSpan.objects.get(account=company["e"], to_on=None)
    assert (risen.stage, risen.from_on) == (1, back(2))
    PathPoint.objects.all().delete()
    run_night()
    assert kept() == gone_on


def test_an_earlier_night_done_again_takes_nothing_back(company):
    run_nights(1, 0)
    before = kept()
    run_night(back(1))
    assert kept() == before


def test_an_earlier_night_done_again_by_other_facts_moves_no_later_rule_or_path(company):
    make_contract(company["d"], starts_on=back(190), seats=9)
    run_nights(1, 0)
    spans = {
        model: list(model.objects.values("pk", "from_on", "to_on"))
        for model in (RuleSpan, StageSpan)
    }
    company["c"].attributes = {"full_time_recruiters": "0"}
    company["c"].save()
    UsageMonth.objects.filter(account=company["a"]).delete()
    run_night(back(1))
    assert spans == {model: list(model.objects.values("pk", "from_on", "to_on")) for model in spans}
    assert set(PathPoint.objects.values_list("day", flat=True)) == {DAY}


def test_what_the_rules_said_before_a_contract_lapsed_does_not_go_on(company):
    run_night(back(2))
    Contract.objects.filter(account=company["d"]).update(ends_on=back(2))
    run_night(back(1))
    Contract.objects.filter(account=company["d"]).update(ends_on=back(-100))
    for _ in range(2):
        run_night()
        for name, expected in [("a", [(2, None)]), ("d", [(2, 0), (0, None)])]:
            spans = RuleSpan.objects.filter(account=company[name]).order_by("from_on")
            days = [((DAY - each.from_on).days, each.to_on) for each in spans]
            assert [(ago, to_on and (DAY - to_on).days) for ago, to_on in days] == expected


# Facts that change


def test_changed_facts_have_the_path_followed_anew_and_are_then_settled(company):
    run_night(back(1))
    UsageMonth.objects.filter(account=company["a"]).delete()
    FactChange.objects.create(account=company["a"], earliest_day=back(200))
    run_night()
    after = list(StageSpan.objects.filter(account=company["a"]).values_list("stage", "to_on"))
    assert after == [(0, None)]
    assert not FactChange.objects.exists()


def test_a_change_of_the_judged_day_itself_needs_no_new_path(company):
    run_night(back(1))
    FactChange.objects.create(account=company["a"], earliest_day=DAY)
    StageSpan.objects.filter(account=company["a"]).update(known_at=at_night(back(9)))
    run_night()
    assert not FactChange.objects.exists()
    known = set(StageSpan.objects.filter(account=company["a"]).values_list("known_at", flat=True))
    assert known == {at_night(back(9))}


def test_a_change_after_the_judged_day_waits(company):
    FactChange.objects.create(account=company["a"], earliest_day=DAY + timedelta(days=1))
    run_night()
    assert FactChange.objects.count() == 1


def test_a_change_waits_for_a_night_that_may_write_the_path(company):
    run_nights(1, 0)
    FactChange.objects.create(account=company["a"], earliest_day=back(100))
    run_night(back(1))
    assert FactChange.objects.count() == 1
    run_night()
    assert not FactChange.objects.exists()


def test_usage_that_comes_late_changes_past_days_of_accounts_without_any_in_it(company):
    """Three days did not arrive: stale days count for nobody. Once they come, they count against b."""
    product = company["b"].product
    UsageDay.objects.filter(product=product, day__in=[back(ago) for ago in range(1, 40)]).delete()
    run_night(back(1))
    UsageDay.objects.bulk_create(UsageDay(product=product, day=back(ago)) for ago in range(1, 40))
    run_night()
    late = kept()["stages.StageSpan"]
    PathPoint.objects.all().delete()
    run_night()
    assert kept()["stages.StageSpan"] == late


# Filling in the past


def test_a_backfill_leaves_what_the_nights_would_have_left(company):
    run_nights(2, 0)
    by_nights = kept(without=("is_reconstructed", "segment_key", "fingerprint"))
    for model in (AccountNight, StageSpan, PathPoint):
        model.objects.all().delete()
    run = run_backfill(2, 0)
    assert run.state == State.DONE
    after = kept(without=("is_reconstructed", "segment_key", "fingerprint"))
    for table in ("metrics.AccountNight", "stages.StageSpan", "stages.PathPoint"):
        assert after[table] == by_nights[table]
    assert set(AccountNight.objects.values_list("is_reconstructed", flat=True)) == {True}


def test_a_backfill_in_weeks_follows_the_daily_path(company):
    run_backfill(28, 0, every_days=7)
    weekly = kept()["stages.StageSpan"]
    assert AccountNight.objects.values("night").distinct().count() == 5
    run_backfill(28, 0)
    assert kept()["stages.StageSpan"] == weekly


def test_a_backfill_never_overwrites_a_night_that_was_kept(company):
    run_nights(2, 1)
    before = list(AccountNight.objects.order_by("pk").values())
    UsageMonth.objects.all().delete()
    run_backfill(3, 0)
    assert (
        list(AccountNight.objects.filter(is_reconstructed=False).order_by("pk").values()) == before
    )
    assert AccountNight.objects.filter(is_reconstructed=True).count() == 2 * 5


def test_a_backfill_overwrites_what_another_filled_in(company):
    run_backfill(2, 0)
    before = set(AccountNight.objects.values_list("fingerprint", flat=True))
    UsageMonth.objects.all().delete()
    run_backfill(2, 0)
    after = set(AccountNight.objects.values_list("fingerprint", flat=True))
    assert len(after - before) > 0
    assert not AccountNight.objects.filter(account=company["a"], fingerprint__in=before).exists()


# Who is judged


def test_each_product_is_judged_by_its_own_definitions(company):
    other = make_other()
    own = {
        "stages": [
            {"key": "entry", "conditions": []},
            *(
                {
                    "key": key,
                    "conditions": [{"metric": "tenure_days", "operator": ">=", "value": 1}],
                }
                for key in ("onboard", "active", "loyal")
            ),
        ],
        "smallest_stay_days": 14,
        "grace_days": 28,
    }
    put_in_force(kind=Kind.STAGES, key="stages", texts={}, body=own, product=other.product)
    run = run_night()
    versions = {row.account_id: row.versions for row in nights()}
    assert versions[company["a"].pk] == run.options["versions"][str(company["a"].product_id)]
    assert versions[company["a"].pk]["stages"] != versions[other.pk]["stages"]
    assert nights().get(account=other).stage == 3
    assert nights().get(account=company["d"]).stage == 0


def test_only_accounts_with_a_running_contract_are_judged(company):
    Contract.objects.filter(account=company["a"]).update(ends_on=DAY)
    Contract.objects.filter(account=company["b"]).update(ends_on=back(1))
    Contract.objects.filter(account=company["c"]).update(closed_on=DAY)
    company["d"].merged_into = company["a"]
    company["d"].save()
    run_night()
    assert names(company, nights()) == ["a", "e"]


def test_a_contract_without_an_end_date_is_judged_until_it_is_closed(company):
    Contract.objects.update(ends_on=None)
    Contract.objects.filter(account=company["b"]).update(closed_on=back(1))
    Contract.objects.filter(account=company["c"]).update(closed_on=DAY)
    Contract.objects.filter(account=company["d"]).update(closed_on=DAY + timedelta(days=1))
    run_night()
    assert names(company, nights()) == ["a", "d", "e"]
    lines = AccountStatus.objects.filter(is_running=True).values_list("ends_on", flat=True)
    assert list(lines) == [None] * 3
    run_backfill(2, 0)
    assert names(company, AccountNight.objects.filter(night=back(2))) == ["a", "b", "c", "d", "e"]
    assert names(company, AccountNight.objects.filter(night=back(1))) == ["a", "c", "d", "e"]


def test_an_account_that_turns_out_to_have_no_contract_is_taken_back(company):
    run_night()
    Contract.objects.filter(account=company["d"]).update(closed_on=back(5))
    run_night()
    assert names(company, nights()) == ["a", "b", "c", "e"]
    assert AccountStatus.objects.get(account=company["d"]).night is None


def test_an_empty_vendor_has_an_empty_night(db):
    run = run_night()
    assert run.state == State.DONE
    assert not AccountNight.objects.exists()


# Poison


def poison(account):
    UsageMonth.objects.filter(account=account, month=DAY.replace(day=1)).update(facts=b"cut off")


def test_an_account_that_cannot_be_judged_is_named_and_the_others_are_judged(company):
    poison(company["a"])
    run = run_night()
    assert (run.state, run.summary["quarantined"], run.summary["judged"]) == (State.PARTIAL, 1, 4)
    (row,) = run.quarantines.all()
    assert (row.account, row.step) == (company["a"], "judge")
    assert row.error == "ValueError: a stored month is cut: 7 bytes"
    assert names(company, nights()) == ["b", "c", "d", "e"]


def test_every_poisoned_account_is_named(company):
    for name in ("a", "c"):
        poison(company[name])
    run_night()
    assert names(company, Quarantine.objects) == ["a", "c"]


def test_an_account_that_is_mended_is_judged_and_named_no_more(company):
    facts = UsageMonth.objects.get(account=company["a"], month=DAY.replace(day=1)).facts
    poison(company["a"])
    poison(company["c"])
    run_night()
    UsageMonth.objects.filter(account=company["a"], month=DAY.replace(day=1)).update(facts=facts)
    run = run_night()
    assert run.state == State.PARTIAL
    assert names(company, run.quarantines) == ["c"]
    assert names(company, nights()) == ["a", "b", "d", "e"]


def test_what_an_earlier_round_judged_of_a_poisoned_account_is_taken_back(company):
    run_night()
    poison(company["a"])
    run_night()
    assert names(company, nights()) == ["b", "c", "d", "e"]


def test_a_backfill_takes_back_no_kept_night_of_a_poisoned_account(company):
    run_nights(1, 0)
    poison(company["a"])
    run = run_backfill(2, 0)
    assert run.state == State.PARTIAL
    assert names(company, nights(0)) == ["a", "b", "c", "d", "e"]
    assert names(company, nights(2)) == ["b", "c", "d", "e"]


def test_trouble_with_the_database_is_no_fault_of_an_account(company, monkeypatch):
    def is_away(*args, **options):
        raise steps.DatabaseError("gone")

    monkeypatch.setattr(steps, "judge", is_away)
    run = run_night()
    assert not Quarantine.objects.exists()
    assert set(run.steps.filter(name="judge").values_list("state", "attempts")) == {("failed", 3)}


# The list, and thinning


def test_the_list_shows_the_latest_night_whichever_is_run(company):
    run_nights(1, 0)
    run_night(back(1))
    assert set(AccountStatus.objects.values_list("night", flat=True)) == {DAY}


def nights_left():
    left = set(AccountNight.objects.values_list("night", flat=True))
    assert set(SegmentNight.objects.values_list("night", flat=True)) == left
    return sorted((DAY - night).days for night in left)


def test_old_nights_are_thinned_to_the_latest_of_each_week_however_old(company):
    run_backfill(182, 177)
    run_backfill(120, 85)
    run_night()
    # A Sunday is 182 days back: only it is of its week.
    assert nights_left() == [0, *range(85, 91), 91, 98, 105, 112, 119, 177, 182]


def test_a_backfill_of_fridays_keeps_its_nights(company):
    run_backfill(128, 100, every_days=7)
    run_night()
    assert back(100).strftime("%A") == "Friday"
    assert nights_left() == [0, 100, 107, 114, 121, 128]


def test_where_a_sunday_was_lost_saturday_stands_for_its_week(company):
    run_backfill(105, 92)
    AccountNight.objects.of_night(back(98)).delete()
    SegmentNight.objects.filter(night=back(98)).delete()
    run_night()
    assert nights_left() == [0, 92, 99, 105]


def test_log_ins_that_are_over_are_let_go_of(company):
    for key, minutes in [("over", -1), ("going on", 60)]:
        expires = timezone.now() + timedelta(minutes=minutes)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    run_night()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["going on"]
