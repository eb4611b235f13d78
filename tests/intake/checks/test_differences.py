"""A preview shows of changed rows what was there and what comes, cell by cell, and in how many rows."""

import pytest
from django.utils import timezone

from accounts.models import CompanyAlias, RankSpan
from intake.checks.checking import check_upload
from intake.checks.sample_tables import SampleCell
from intake.services import receive
from intake.upload_page import page_of
from tests.builders import make_segment
from tests.intake.rows import all_rows, different

pytestmark = pytest.mark.django_db


@pytest.fixture
def changes(ops):
    """Have text checked as a file of a dataset; returns the changes of its changed rows, and of columns."""

    def checked(dataset, text, **options):
        at = timezone.now()
        upload = receive(
            dataset=dataset, file_name="f.csv", blocks=[text.encode()], at=at, by=ops, **options
        )
        check_upload(upload, at=at, tell=lambda share: None, finish=lambda counts: None)
        upload.refresh_from_db()
        sample = page_of(upload, show="changed").sample
        of_rows = [
            {
                name: cell.change
                for name, cell in zip(sample.header, cells, strict=True)
                if cell.change
            }
            for _, cells in sample.rows
        ]
        return of_rows, sample.columns

    return checked


def test_each_changed_field_of_an_account_says_what_was_there(bring_in, changes):
    make_segment("side_duty", name_en="Side-duty HR")
    make_segment("multi_site", name_en="Many sites")
    head = "account_id,name,plan,rank,seats,csm_email,segment,company_name,業種\n"
    bring_in(
        "accounts",
        f"{head}A-1,Aoba,Basic,B,100,mei@example.com,side_duty,Aoba Group,物流\n"
        "A-2,Kita,Basic,,,,,,\nA-3,Sora,Pro,A,5,,,,\n",
    )
    before = all_rows()
    rows, columns = changes(
        "accounts",
        f"{head}A-1,Aoba Logistics,Pro,A,120,ren@example.com,Many sites,Aoba HD,運輸\n"
        "A-2,Kita,Pro,,,,side_duty,,\nA-3,Sora,Pro,A,5,,,,\nA-4,New,Pro,A,5,,side_duty,,\n",
    )
    assert different(before, all_rows()) == []
    assert rows == [
        {
            "name": ("Aoba", "Aoba Logistics"),
            "plan": ("Basic", "Pro"),
            "rank": ("B", "A"),
            "seats": ("100", "120"),
            "csm_email": ("mei@example.com", "ren@example.com"),
            "segment": ("Side-duty HR", "Many sites"),
            "company_name": ("Aoba Group", "Aoba HD"),
            "業種": ("物流", "運輸"),
        },
        {"plan": ("Basic", "Pro"), "segment": ("", "Side-duty HR")},
    ]
    assert columns == [
        *[("name", 1), ("plan", 2), ("rank", 1), ("seats", 1), ("csm_email", 1)],
        *[("segment", 2), ("company_name", 1), ("業種", 1)],
    ]


def test_what_a_file_empties_is_shown_as_going(bring_in, changes):
    head = "account_id,name,plan,seats,業種\n"
    bring_in("accounts", f"{head}A-1,Aoba,Basic,100,物流\n")
    rows, _ = changes("accounts", f"{head}A-1,Aoba,,,\nA-2,New,,,運輸\n")
    assert rows == [{"plan": ("Basic", ""), "seats": ("100", ""), "業種": ("物流", "")}]


@pytest.mark.usefixtures("accounts")
def test_dates_and_amounts_of_contracts_are_written_one_way_on_both_sides(bring_in, changes):
    head = "contract_id,account_id,starts_on,ends_on,annual_amount,outcome,is_free\n"
    bring_in("contracts", f"{head}C-1,A-1,2026-01-01,2026-12-31,1200000,,no\n")
    rows, _ = changes(
        "contracts", f'{head}C-1,A-2,2026/1/1,2026/11/30,"1,300,000.50",renewed,yes\n'
    )
    assert rows == [
        {
            "account_id": ("A-1", "A-2"),
            "ends_on": ("2026-12-31", "2026-11-30"),
            "annual_amount": ("1200000", "1300000.5"),
            "outcome": ("", "renewed"),
            "is_free": ("false", "true"),
        }
    ]


@pytest.mark.usefixtures("accounts")
def test_a_role_is_shown_with_its_days(bring_in, changes):
    head = "account_id,contact_id,name,role,role_from,left_on\n"
    bring_in("contacts", f"{head}A-1,P-1,Hana,user,2026-01-01,\nA-1,P-2,Ren,sponsor,,\n")
    rows, columns = changes(
        "contacts",
        f"{head}A-1,P-1,Hana Mori,champion,2026-06-01,\nA-1,P-2,Ren,sponsor,,2026-05-31\n"
        "A-1,P-3,New,user,,\n",
    )
    assert rows == [
        {
            "name": ("Hana", "Hana Mori"),
            "role": ("user 2026-01-01–", "user 2026-01-01–2026-06-01, champion 2026-06-01–"),
        },
        {"role": ("sponsor", "sponsor –2026-05-31")},
    ]
    assert columns == [("name", 1), ("role", 2)]


@pytest.mark.usefixtures("accounts")
def test_whom_an_activity_names_is_shown_as_files_name_them(bring_in, changes):
    bring_in("contacts", "account_id,contact_id,name\nA-1,P-1,Hana\nA-1,P-2,Ren\n")
    head = "account_id,activity_id,happened_on,kind,contact_id,csm_email\n"
    bring_in("activities", f"{head}A-1,T-1,2026-11-01,call,P-1,mei@example.com\n")
    rows, _ = changes("activities", f"{head}A-1,T-1,2026-11-02,call,P-2,ren@example.com\n")
    assert rows == [
        {
            "happened_on": ("2026-11-01", "2026-11-02"),
            "contact_id": ("P-1", "P-2"),
            "csm_email": ("mei@example.com", "ren@example.com"),
        }
    ]


@pytest.mark.usefixtures("accounts")
def test_an_event_described_anew_changes_all_its_rows(bring_in, changes):
    head = "event_id,event_name,held_on,account_id,status\n"
    bring_in(
        "events", f"{head}E-1,Autumn,2026-10-01,A-1,attended\nE-1,Autumn,2026-10-01,A-2,attended\n"
    )
    rows, columns = changes(
        "events",
        f"{head}E-1,Autumn,2026-10-02,A-1,attended\nE-1,Autumn,2026-10-02,A-2,no_show\n",
    )
    day = ("2026-10-01", "2026-10-02")
    assert rows == [{"held_on": day}, {"held_on": day, "status": ("attended", "absent")}]
    assert columns == [("held_on", 2), ("status", 1)]


def test_a_firm_of_another_name_says_so(bring_in, changes):
    bring_in("companies", "company_id,name\nF-1,Aoba\n")
    rows, _ = changes("companies", "company_id,name\nF-1,Aoba HD\n")
    assert rows == [{"name": ("Aoba", "Aoba HD")}]
    assert CompanyAlias.objects.get().company.name == "Aoba"


@pytest.mark.usefixtures("accounts")
def test_a_value_of_usage_says_what_it_replaces(bring_in, changes):
    head = "account_id,date,metric,value\n"
    bring_in("usage", f"{head}A-1,2026-11-01,posts,5\n")
    rows, columns = changes("usage", f"{head}A-1,2026-11-01,posts,6.5\n")
    assert rows == [{"Value": ("5", "6.5")}]
    assert columns == []


def test_many_changed_rows_are_all_counted_and_the_first_shown(bring_in, changes):
    rows = [f"A-{number},Name {number}," for number in range(2_100)]
    bring_in("accounts", "account_id,name,rank\n" + "".join(f"{row}B\n" for row in rows))
    shown, columns = changes(
        "accounts", "account_id,name,rank\n" + "".join(f"{row}A\n" for row in rows)
    )
    assert shown == [{"rank": ("B", "A")}] * 20
    assert columns == [("rank", 2_100)]
    assert set(RankSpan.objects.values_list("rank", flat=True)) == {"B"}


def test_a_preview_of_before_is_shown_without_its_changes(ops):
    upload = receive(
        dataset="accounts", file_name="f.csv", blocks=[b"x"], at=timezone.now(), by=ops
    )
    upload.state = "previewed"
    upload.preview = {
        "verdict": {"counts": {"changed": 1}},
        "samples": {"changed": {"header": ["account_id"], "rows": [[2, "A-1"]]}},
    }
    sample = page_of(upload).sample
    assert (sample.rows, sample.columns) == ([(2, [SampleCell("A-1")])], [])


def test_columns_that_change_stand_in_front_behind_what_the_row_is_about(bring_in, ops):
    head = "branch,plan,account_id,seats,name\n"
    bring_in("accounts", f"{head}東京,Basic,A-1,5,Aoba\n")
    at = timezone.now()
    text = f"{head}東京,Basic,A-1,7,Aoba\n"
    upload = receive(dataset="accounts", file_name="f.csv", blocks=[text.encode()], at=at, by=ops)
    check_upload(upload, at=at, tell=lambda share: None, finish=lambda counts: None)
    upload.refresh_from_db()
    sample = page_of(upload).sample
    assert sample.header == ["account_id", "name", "seats", "branch", "plan"]
    assert [cell.text for cell in sample.rows[0][1]] == ["A-1", "Aoba", "7", "東京", "Basic"]
    assert [cell.change for cell in sample.rows[0][1]] == [None, None, ("5", "7"), None, None]
    assert sample.columns == [("seats", 1)]
