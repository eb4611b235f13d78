"""Facts and judgements leave under external ids, exactly, and come back the same."""

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.merging import merge
from accounts.models import AccountAlias
from engagement.models import UsageMonth
from intake.services import load_file
from metrics.models import AccountNight
from tests.builders import DAY, make_account, make_contract, make_usage
from tests.nightly.kept import at_night

pytestmark = pytest.mark.django_db
NIGHT = DAY - timedelta(days=1)


@pytest.fixture
def account():
    found = make_account("=Aoba")
    AccountAlias.objects.create(value="00123", account=found)
    make_contract(found)
    make_usage(found, {NIGHT: {"logins": Decimal("2.5"), "reports": 0}, DAY: {"logins": 4}})
    return found


@pytest.fixture
def judged(account):
    with time_machine.travel(at_night(NIGHT), tick=True):
        call_command("nightly", as_of=NIGHT)
    return AccountNight.objects.get(account=account)


def exported(tmp_path, what, form="csv", as_of=NIGHT):
    path = tmp_path / f"{what}.{form}"
    call_command("export", what, str(path), as_of=as_of, form=form)
    return path


def test_usage_leaves_as_known_on_the_day(tmp_path, account):
    text = exported(tmp_path, "usage").read_text()
    assert text == (
        "account_id,date,metric,value\n"
        "00123,2026-11-21,logins,2.5000\n"
        "00123,2026-11-21,reports,0.0000\n"
    )


def test_exported_usage_comes_back_as_the_same_bytes(tmp_path, account):
    path = exported(tmp_path, "usage", as_of=DAY)
    before = sorted(UsageMonth.objects.values_list("month", "facts"))
    UsageMonth.objects.all().delete()
    verdict, _ = load_file(path, dataset="usage", at=timezone.now())
    after = sorted(UsageMonth.objects.values_list("month", "facts"))
    assert verdict.state == "loaded"
    assert [(m, bytes(f)) for m, f in after] == [(m, bytes(f)) for m, f in before]


def test_scores_add_up_in_the_file(tmp_path, judged):
    (row,) = pl.read_parquet(exported(tmp_path, "scores", "parquet")).to_dicts()
    adds = [value for key, value in row.items() if key.startswith("adds_") and value is not None]
    assert row["account_id"] == "00123"
    assert row["score"] == (None if judged.score is None else Decimal(judged.score) / 100)
    assert sum(adds) == (row["base_score"] or 0)


def test_metrics_leave_in_their_own_unit_and_empty_where_missing(tmp_path, judged):
    (row,) = pl.read_parquet(exported(tmp_path, "metrics", "parquet")).to_dicts()
    assert (row["account_id"], row["night"]) == ("00123", NIGHT)
    assert (row["usage_28"], row["active_days_28"], row["nps_score"]) == (
        Decimal("2.5"),
        Decimal(1),
        None,
    )


def test_stages_leave_with_the_day_they_were_entered(tmp_path, judged):
    header, line = exported(tmp_path, "stages").read_text().splitlines()
    assert header == "account_id,stage,since"
    assert line == f"00123,entry,{judged.stage_since}"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_night_that_was_not_judged_leaves_no_file(tmp_path, account, form, capsys):
    with pytest.raises(SystemExit) as ended:
        exported(tmp_path, "scores", form)
    assert ended.value.code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_merged_account_leaves_under_the_own_id_of_the_one_that_stands_for_it(tmp_path, account):
    merged = make_account("Aoba Inc.")
    AccountAlias.objects.create(value="00100", account=merged)
    make_usage(merged, {NIGHT: {"logins": 7, "mails": 1}})
    merge(master=account, merged=merged, taken=(), at=timezone.now(), by=None)
    assert exported(tmp_path, "usage").read_text() == (
        "account_id,date,metric,value\n"
        "00123,2026-11-21,logins,2.5000\n"
        "00123,2026-11-21,mails,1.0000\n"
        "00123,2026-11-21,reports,0.0000\n"
    )


def test_what_a_spreadsheet_would_run_is_harmless_and_comes_back_unchanged(tmp_path):
    account = make_account("Aoba")
    AccountAlias.objects.create(value="=A-1", account=account)
    make_usage(account, {NIGHT: {"@posts": 1, "'=mails": 2, "-logins": 3}})
    path = exported(tmp_path, "usage")
    assert path.read_text() == (
        "account_id,date,metric,value\n"
        "'=A-1,2026-11-21,''=mails,2.0000\n"
        "'=A-1,2026-11-21,'-logins,3.0000\n"
        "'=A-1,2026-11-21,'@posts,1.0000\n"
    )
    verdict, _ = load_file(path, dataset="usage", at=timezone.now())
    assert (verdict.state, verdict.counts.unchanged) == ("loaded", 3)
