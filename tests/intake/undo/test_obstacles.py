"""What stands against undoing an upload, said in words; then nothing is changed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Contract, RiskJudgement
from accounts.services import set_rank
from book.models import AccountStatus
from core.models import AuditEvent, Role, State, User, UserRole
from engagement.models import Milestone
from intake.models import RowRevision, Upload, UploadState, UsageRevision
from intake.undo.obstacles import obstacles
from intake.undo.revisions import forget
from intake.undo.services import UndoRefusedError
from metrics.models import AccountNight
from tests.builders import DAY, judge_night, make_user
from tests.intake.rows import whole_database

pytestmark = pytest.mark.django_db

USAGE = "account_id,date,metric,value\n"
CONTRACTS = "account_id,contract_id,starts_on,ends_on\n"


@pytest.fixture
def bring(bring_in):
    """Load a file and give the upload."""

    def brought(dataset, text, **options):
        verdict = bring_in(dataset, text, **options)
        assert verdict.state in ("loaded", "partial"), verdict.as_dict()
        return Upload.objects.first()

    return brought


def said(upload):
    return [each.describe(str) for each in obstacles(upload, at=timezone.now())]


def test_it_can_be_undone_once(bring, take_back, accounts):
    upload = take_back(bring("usage", f"{USAGE}A-1,2026-11-01,logins,3\n"))
    with pytest.raises(UndoRefusedError):
        take_back(upload)
    assert said(upload) == ["This upload has been undone already."]


def test_it_is_written_down_who_undid_it_and_when(bring, take_back, accounts, ops):
    upload = take_back(bring("usage", f"{USAGE}A-1,2026-11-01,logins,3\n"))
    upload.refresh_from_db()
    assert (upload.state, upload.undone_by) == (UploadState.UNDONE, ops)
    assert upload.undone_at.date() == DAY
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.object_id) == ("undo", ops, str(upload.pk))
    assert event.detail == {"dataset": "usage", "sha256": upload.sha256}


@pytest.mark.parametrize(
    "state", ["received", "refused", "unchanged", "held", "failed", "discarded"]
)
def test_nothing_is_undone_of_what_is_not_loaded(state, bring, accounts):
    upload = bring("usage", f"{USAGE}A-1,2026-11-01,logins,3\n")
    upload.state = state
    assert said(upload) == ["Nothing of this upload is loaded, so there is nothing to undo."]


def test_good_rows_of_a_bad_file_are_undone_alike(bring, take_back, accounts):
    before = whole_database()
    text = f"{USAGE}A-1,2026-11-01,logins,3\nA-9,2026-11-01,logins,3\n"
    upload = bring("usage", text, good_rows=True)
    assert upload.state == UploadState.PARTIAL
    take_back(upload)
    assert whole_database() == before


def test_accounts_that_usage_made_go_with_it(bring, take_back):
    before = whole_database()
    upload = bring("usage", f"{USAGE}A-7,2026-11-01,logins,3\n", makes_accounts=True)
    assert Account.objects.count() == 1
    take_back(upload)
    assert whole_database() == before


def test_after_30_days_it_is_too_late(bring, accounts):
    upload = bring("usage", f"{USAGE}A-1,2026-11-01,logins,3\n")
    refused = [
        "What was there before is kept for 30 days and is gone. Correct the rows by a further upload."
    ]
    Upload.objects.update(finished_at=datetime.combine(DAY, time(3), UTC))
    upload.refresh_from_db()
    at = upload.finished_at + timedelta(days=30)
    assert [each.describe(str) for each in obstacles(upload, at=at)] == refused
    assert obstacles(upload, at=at - timedelta(seconds=1)) == []
    assert forget(on=DAY + timedelta(days=30)) == 0
    judge_night(DAY + timedelta(days=31))
    assert not RowRevision.objects.exists()
    assert not UsageRevision.objects.exists()
    assert said(upload) == refused


# --- Later uploads -----------------------------------------------------------------------


def test_a_later_upload_of_the_same_months_is_named_with_how_many_and_one_of_them(
    bring, take_back, accounts
):
    first = bring("usage", f"{USAGE}A-1,2026-11-01,logins,3\nA-2,2026-11-01,logins,3\n")
    later = bring("usage", f"{USAGE}A-1,2026-11-02,logins,4\nA-2,2026-10-02,logins,4\n")
    assert said(first) == [
        f"Upload #{later.pk}, which came later, brought the same months of usage (1, such as "
        "Aoba Logistics / 2026-11-01). Undo that one first.",
        f"Upload #{later.pk}, which came later, brought the same series (1, such as logins). "
        "Undo that one first.",
    ]
    take_back(later)
    assert said(first) == []


def test_who_says_the_same_again_rests_on_it(bring, take_back, accounts):
    before = whole_database()
    text = f"{USAGE}A-1,2026-11-01,logins,3\n"
    first, again = bring("usage", text), bring("usage", text + "A-1,2026-11-01,logins,0\n")
    assert again.verdict["counts"]["unchanged"] == 1
    assert [each.upload for each in obstacles(first, at=timezone.now())] == [again.pk, again.pk]
    take_back(again)
    take_back(first)
    assert whole_database() == before


def test_uploads_side_by_side_are_undone_in_any_order(bring, take_back, accounts):
    bring("usage", f"{USAGE}A-2,2026-09-01,logins,1\n")
    before = whole_database()
    one = bring("usage", f"{USAGE}A-1,2026-11-05,logins,3\nA-1,2026-11-06,logins,3\n")
    two = bring("usage", f"{USAGE}A-2,2026-11-05,logins,3\n")
    three = bring("usage", f"{USAGE}A-2,2026-10-05,logins,3\n")
    for upload in (one, three, two):
        take_back(upload)
    assert whole_database() == before


def test_days_that_two_uploads_brought_stay_arrived_until_both_are_undone(
    bring, take_back, accounts
):
    one = bring("usage", f"{USAGE}A-1,2026-11-05,logins,3\nA-1,2026-11-06,logins,3\n")
    bring("usage", f"{USAGE}A-2,2026-11-05,other,3\n")
    alone = whole_database()
    take_back(one)
    after = whole_database()
    assert [each["day"] for each in after["engagement.UsageDay"]] == [date(2026, 11, 5)]
    (mark,) = [each for each in after["engagement.Watermark"] if each["dataset"] == "usage"]
    (before,) = [each for each in alone["engagement.Watermark"] if each["dataset"] == "usage"]
    assert mark == {**before, "latest_day": date(2026, 11, 5)}


# --- People, and what hangs on it --------------------------------------------------------


def test_what_a_person_edited_since_is_not_lost(bring, accounts):
    upload = bring("contracts", f"{CONTRACTS}A-1,K-1,2026-01-01,2026-12-31\n")
    Contract.objects.update(outcome="churned")
    assert said(upload) == [
        "Changed since, by a person or by a merge: contracts (1, such as K-1). Undoing would lose "
        "that."
    ]


def test_an_edit_of_what_the_upload_left_alone_stays(bring, take_back, accounts):
    bring("contracts", f"{CONTRACTS}A-1,K-1,2026-01-01,2026-12-31\n")
    upload = bring("contracts", f"{CONTRACTS}A-1,K-1,2026-01-01,2027-12-31\n")
    Contract.objects.update(outcome="renewed")
    take_back(upload)
    contract = Contract.objects.get()
    assert (contract.ends_on, contract.outcome) == (date(2026, 12, 31), "renewed")


def test_a_row_that_is_gone_counts_as_changed(bring, accounts):
    upload = bring("milestones", "account_id,milestone,due_on\nA-1,live,2026-12-01\n")
    Milestone.objects.all().delete()
    assert [each.code for each in obstacles(upload, at=timezone.now())] == ["edited"]


def test_a_rank_that_a_csm_gave_since_stands_against_it(bring, accounts, ops):
    upload = bring("accounts", "account_id,name,rank\nA-5,Minato,A\n")
    account = Account.objects.get(name="Minato")
    set_rank(account=account, by=ops, on=DAY + timedelta(days=1), rank="C")
    assert {(each.code, each.example) for each in obstacles(upload, at=timezone.now())} == {
        ("edited", "Minato")
    }


@pytest.mark.parametrize(
    ("dataset", "text", "words"),
    [
        ("contracts", f"{CONTRACTS}A-5,K-1,2026-01-01,2026-12-31\n", "contracts (1, such as K-1)"),
        ("usage", f"{USAGE}A-5,2026-11-01,logins,3\n", "months of usage (1, such as Minato / 2026-11-01)"),
        (
            "activities",
            "account_id,activity_id,happened_on,kind\nA-5,T-1,2026-11-01,call\n",
            "activities (1, such as Minato / T-1)",
        ),
    ],
)  # fmt: skip
def test_what_hangs_on_an_account_it_made_stands_against_it(dataset, text, words, bring, accounts):
    upload = bring("accounts", "account_id,name\nA-5,Minato\n")
    bring(dataset, text)
    assert said(upload) == [
        f"Other things rest on what this upload made: {words}. Undo or remove those first."
    ]


def test_a_judgement_of_a_person_on_an_account_it_made_stands_against_it(bring, accounts, ops):
    upload = bring("accounts", "account_id,name\nA-5,Minato\n")
    account = Account.objects.get(name="Minato")
    RiskJudgement.objects.create(account=account, level=2, evidence="Silent", judged_on=DAY)
    (obstacle,) = obstacles(upload, at=timezone.now())
    assert (obstacle.code, obstacle.model, obstacle.example) == ("hanging", RiskJudgement, "Minato")


def test_a_member_it_made_and_others_rely_on_stands_against_it(bring, accounts):
    csm = "account_id,name,csm_email\n"
    upload = bring("accounts", f"{csm}A-1,Aoba Logistics,mei@example.com\n")
    bring("accounts", f"{csm}A-2,Kita Foods,mei@example.com\n")
    found = obstacles(upload, at=timezone.now())
    assert {(each.code, each.example) for each in found} >= {("hanging", "Kita Foods")}
    UserRole.objects.create(user=User.objects.get(email="mei@example.com"), role=Role.OPS)
    found = obstacles(upload, at=timezone.now())
    assert UserRole in {each.model for each in found}


def test_attributes_that_a_later_file_fills_too_stand_against_it(bring, accounts):
    upload = bring("accounts", "account_id,name,industry\nA-1,Aoba Logistics,steel\n")
    later = bring("accounts", "account_id,name,industry\nA-2,Kita Foods,wood\n")
    assert said(upload) == [
        f"Upload #{later.pk}, which came later, brought the same attributes (1, such as industry). "
        "Undo that one first."
    ]


def test_what_a_row_would_go_back_to_must_be_there(bring, take_back, accounts):
    first = bring("accounts", "account_id,name\nA-5,Minato\n")
    bring("contracts", f"{CONTRACTS}A-5,K-1,2026-01-01,2026-12-31\n")
    moved = bring("contracts", f"{CONTRACTS}A-1,K-1,2026-01-01,2026-12-31\n")
    take_back(first)
    assert said(moved) == [
        "What contracts would go back to is not there any more (1, such as K-1)."
    ]


def test_refused_means_that_nothing_changed(bring, take_back, accounts):
    upload = bring("contracts", f"{CONTRACTS}A-1,K-1,2026-01-01,2026-12-31\n")
    Contract.objects.update(outcome="churned")
    before = whole_database()
    with pytest.raises(UndoRefusedError, match="edited"):
        take_back(upload)
    upload.refresh_from_db()
    assert (upload.state, whole_database()) == (UploadState.LOADED, before)


# --- Nights -------------------------------------------------------------------------------


def test_the_next_night_follows_from_the_earliest_day_that_changed(
    bring, take_back, accounts, changes
):
    upload = bring("usage", f"{USAGE}A-1,2026-11-05,logins,3\nA-2,2026-10-05,logins,3\n")
    expected = changes()
    take_back(upload)
    assert changes() == expected == {"A-1": date(2026, 11, 5), "A-2": date(2026, 10, 5)}


def test_what_a_night_kept_of_an_account_goes_with_it(bring, take_back, accounts):
    text = f"account_id,name,csm_email\nA-5,Minato,{make_user(Role.CSM).email}\n"
    upload = bring("accounts", text)
    contracts = bring(
        "contracts", f"{CONTRACTS}A-5,K-1,2026-01-01,2026-12-31\nA-1,K-2,2026-01-01,2026-12-31\n"
    )
    judge_night(DAY)
    kept = AccountNight.objects.filter(account__name="Minato")
    assert (kept.count(), AccountStatus.objects.count()) == (1, 3)
    take_back(contracts)
    assert kept.count() == 1
    take_back(upload)
    assert (kept.count(), AccountStatus.objects.count()) == (0, 2)
    assert judge_night(DAY + timedelta(days=1)).state == State.DONE
    assert set(AccountStatus.objects.values_list("name", "is_running")) == {
        ("Aoba Logistics", False),
        ("Kita Foods", False),
    }


def test_a_member_leaves_the_list_with_the_file_that_named_them(bring, take_back, accounts):
    rows = "A-1,K-1,2026-01-01,2026-12-31\n"
    bring("contracts", CONTRACTS + rows)
    upload = bring("accounts", "account_id,name,csm_email\nA-1,Aoba Logistics,mei@example.com\n")
    judge_night(DAY)
    assert AccountStatus.objects.get(name="Aoba Logistics").csm.email == "mei@example.com"
    take_back(upload)
    assert AccountStatus.objects.get(name="Aoba Logistics").csm is None
    assert not User.objects.filter(email="mei@example.com").exists()


def judged_on(night):
    """Return what the night kept of every account, and the lines of the list."""
    nights = AccountNight.objects.filter(night=night).order_by("account")
    ignored = {"id", "registry_id"}
    return [
        {key: value for key, value in row.items() if key not in ignored}
        for rows in (nights, AccountStatus.objects.order_by("account"))
        for row in rows.values()
    ]


def test_the_next_night_judges_as_if_the_upload_had_not_been(bring, take_back, accounts):
    bring("contracts", f"{CONTRACTS}A-1,K-1,2026-01-01,2026-12-31\n")
    bring("usage", f"{USAGE}A-1,2026-11-05,logins,3\nA-1,2026-11-20,logins,3\n")
    judge_night(DAY - timedelta(days=1))
    with transaction.atomic():
        judge_night(DAY)
        expected = judged_on(DAY)
        transaction.set_rollback(True)
    upload = bring("usage", f"{USAGE}A-1,2026-11-06,logins,900\nA-1,2026-11-20,job_posting,40\n")
    with transaction.atomic():
        judge_night(DAY)
        assert judged_on(DAY) != expected
        transaction.set_rollback(True)
    take_back(upload)
    judge_night(DAY)
    assert judged_on(DAY) == expected
