"""Accounts: firms, products, members, attributes, segments, and the history of what changes."""

from datetime import date, timedelta

import pytest

from accounts.models import (
    Account,
    AttributeDefinition,
    Company,
    CsmSpan,
    Product,
    RankSpan,
    SeatsSpan,
)
from core.models import User
from intake.writers.histories import ALWAYS
from segments.models import SegmentSpan
from tests.builders import DAY, make_product, make_segment, make_user
from tests.intake.rows import all_rows

pytestmark = pytest.mark.django_db

EARLIER = DAY - timedelta(days=100)


def account(external_id):
    return Account.objects.get(aliases__value=external_id)


def spans(model, field):
    """Return (value, from, to) of every span, by account and first day."""
    rows = model.objects.order_by("account", "from_on", "pk")
    return list(rows.values_list(field, "from_on", "to_on"))


def findings(verdict):
    return {each.code: each.names for each in verdict.findings if hasattr(each, "names")}


def refusals(verdict):
    return [(each.line, each.column, each.code) for each in verdict.refusals()]


# --- Columns that are not there, cells that are empty ------------------------------------


def test_columns_that_a_file_lacks_leave_everything_as_it_is(bring_in):
    bring_in(
        "accounts",
        "account_id,name,company_name,plan,seats,branch,rank,csm_email,region\n"
        "A-1,Aoba,Aoba Holdings,pro,10,Tokyo,A,aki@example.com,East\n",
    )
    before = all_rows()
    verdict = bring_in("accounts", "account_id,name\nA-1,Aoba\n")
    assert vars(verdict.counts) == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert all_rows() == before


def test_empty_cells_take_away_what_was_there(bring_in):
    bring_in(
        "accounts",
        "account_id,name,plan,seats,branch,rank,csm_email,region\n"
        "A-1,Aoba,pro,10,Tokyo,A,aki@example.com,East\n",
    )
    bring_in(
        "accounts",
        "account_id,name,plan,seats,branch,rank,csm_email,region\nA-1,Aoba,,,,,,\nA-2,Kita,,,,,,W\n",
    )
    found = account("A-1")
    assert (found.plan, found.seats, found.branch, found.rank) == ("", None, "", "")
    assert (found.csm, found.attributes) == (None, {})
    assert account("A-2").attributes == {"region": "W"}


# --- History -----------------------------------------------------------------------------


def test_what_a_first_file_says_has_always_held(bring_in, changes):
    bring_in("accounts", "account_id,name,csm_email,seats,rank\nA-1,Aoba,aki@example.com,10,A\n")
    assert spans(CsmSpan, "csm__email") == [("aki@example.com", ALWAYS, None)]
    assert spans(SeatsSpan, "seats") == [(10, ALWAYS, None)]
    assert spans(RankSpan, "rank") == [("A", ALWAYS, None)]
    assert changes() == {}


def test_a_change_holds_from_the_day_of_the_load(bring_in, changes):
    header = "account_id,name,csm_email,seats,rank\n"
    bring_in("accounts", f"{header}A-1,Aoba,aki@example.com,10,A\nA-2,Kita,aki@example.com,3,B\n")
    bring_in("accounts", f"{header}A-1,Aoba,ren@example.com,12,\nA-2,Kita,aki@example.com,3,B\n")
    assert spans(CsmSpan, "csm__email") == [
        ("aki@example.com", ALWAYS, DAY),
        ("ren@example.com", DAY, None),
        ("aki@example.com", ALWAYS, None),
    ]
    assert spans(SeatsSpan, "seats") == [(10, ALWAYS, DAY), (12, DAY, None), (3, ALWAYS, None)]
    assert spans(RankSpan, "rank") == [("A", ALWAYS, DAY), ("B", ALWAYS, None)]
    assert changes() == {"A-1": DAY}


def test_two_changes_on_one_day_leave_the_second(bring_in):
    for seats in (10, 12, 14):
        bring_in("accounts", f"account_id,name,seats\nA-1,Aoba,{seats}\n")
    assert spans(SeatsSpan, "seats") == [(10, ALWAYS, DAY), (14, DAY, None)]
    assert account("A-1").seats == 14


def test_what_was_never_known_has_always_held_once_it_is_said(bring_in, changes):
    bring_in("accounts", "account_id,name\nA-1,Aoba\n")
    bring_in("accounts", "account_id,name,seats,csm_email\nA-1,Aoba,10,aki@example.com\n")
    assert spans(SeatsSpan, "seats") == [(10, ALWAYS, None)]
    assert spans(CsmSpan, "csm__email") == [("aki@example.com", ALWAYS, None)]
    assert changes() == {"A-1": ALWAYS}


def test_what_was_taken_away_and_comes_back_holds_from_then_on(bring_in):
    bring_in("accounts", "account_id,name,seats\nA-1,Aoba,10\n")
    SeatsSpan.objects.update(to_on=EARLIER)
    Account.objects.update(seats=None)
    bring_in("accounts", "account_id,name,seats\nA-1,Aoba,10\n")
    assert spans(SeatsSpan, "seats") == [(10, ALWAYS, EARLIER), (10, DAY, None)]


# --- Members -----------------------------------------------------------------------------


def test_an_unknown_csm_becomes_an_inactive_member_without_a_password(bring_in):
    verdict = bring_in(
        "accounts",
        "account_id,name,csm_email\nA-1,Aoba,Aki@Example.com\nA-2,Kita,aki@example.com\n",
    )
    member = User.objects.get()
    assert (member.email, member.name, member.is_active) == ("aki@example.com", "aki", False)
    assert (member.has_usable_password(), member.roles) == (False, {"csm"})
    assert findings(verdict)["new_members"] == ("aki@example.com",)
    assert account("A-1").csm == account("A-2").csm == member


def test_a_known_csm_is_taken_and_nobody_is_added(bring_in):
    known = make_user("csm", email="aki@example.com")
    verdict = bring_in("accounts", "account_id,name,csm_email\nA-1,Aoba,aki@example.com\n")
    assert account("A-1").csm == known
    assert "new_members" not in findings(verdict)
    assert User.objects.count() == 1


def test_a_name_before_the_at_that_is_too_long_is_cut(bring_in):
    bring_in("accounts", f"account_id,name,csm_email\nA-1,Aoba,{'x' * 120}@example.com\n")
    assert User.objects.get().name == "x" * 100


# --- Products ----------------------------------------------------------------------------


def test_without_any_product_there_is_one_called_main(bring_in):
    verdict = bring_in("accounts", "account_id,name\nA-1,Aoba\n")
    assert list(Product.objects.values_list("key", flat=True)) == ["main"]
    assert findings(verdict)["new_products"] == ("main",)


def test_the_only_product_need_not_be_named(bring_in):
    product = make_product("hr")
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,\nA-2,Kita,HR Cloud\nA-3,Umi,hr\n")
    assert set(Account.objects.values_list("product", flat=True)) == {product.pk}
    assert Product.objects.count() == 1


def test_of_several_products_a_new_account_must_name_one(bring_in):
    make_product("hr")
    make_product("crm")
    verdict = bring_in("accounts", "account_id,name\nA-1,Aoba\n")
    assert refusals(verdict) == [(2, "product", "product_needed")]
    verdict = bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Kita,crm\n")
    assert verdict.state == "loaded"
    assert bring_in("accounts", "account_id,name\nA-1,Aoba K.K.\n").counts.changed == 1


def test_the_product_of_an_account_stays(bring_in):
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Kita,crm\n")
    verdict = bring_in("accounts", "account_id,name,product\nA-1,Aoba,crm\nA-2,Kita,other\n")
    assert refusals(verdict) == [(2, "product", "other_product"), (3, "product", "other_product")]
    assert Product.objects.count() == 2


# --- Firms -------------------------------------------------------------------------------


def companies():
    rows = Account.objects.order_by("aliases__value")
    return dict(rows.values_list("aliases__value", "company__name"))


def test_an_account_without_a_firm_is_its_own(bring_in):
    bring_in("accounts", "account_id,name\nA-1,Aoba\nA-2,Aoba\n")
    assert companies() == {"A-1": "Aoba", "A-2": "Aoba"}
    assert Company.objects.count() == 2


def test_accounts_of_one_firm_share_it_by_id_or_by_name(bring_in):
    bring_in("companies", "company_id,name\nC-1,Aoba Holdings\n")
    bring_in(
        "accounts",
        "account_id,name,company_id,company_name\n"
        "A-1,Aoba East,C-1,\nA-2,Aoba West,C-1,Some other name\nA-3,Aoba North,,Aoba Holdings\n"
        "A-4,Kita East,,Kita\nA-5,Kita West,,Kita\nA-6,Umi East,C-2,Umi\nA-7,Umi West,C-2,\n",
    )
    assert companies() == {
        "A-1": "Aoba Holdings",
        "A-2": "Aoba Holdings",
        "A-3": "Aoba Holdings",
        "A-4": "Kita",
        "A-5": "Kita",
        "A-6": "Umi",
        "A-7": "Umi",
    }
    assert Company.objects.count() == 3


def test_a_later_file_finds_the_firms_of_an_earlier_one(bring_in):
    bring_in("accounts", "account_id,name,company_id,company_name\nA-1,East,C-1,Aoba\n")
    bring_in("accounts", "account_id,name,company_id,company_name\nA-2,West,C-1,\nA-3,N,,Aoba\n")
    assert companies() == {"A-1": "Aoba", "A-2": "Aoba", "A-3": "Aoba"}
    assert Company.objects.count() == 1


def test_an_account_moves_to_the_firm_that_a_later_file_names(bring_in, changes):
    bring_in("accounts", "account_id,name,company_name\nA-1,East,Aoba\nA-2,West,Aoba\n")
    verdict = bring_in("accounts", "account_id,name,company_name\nA-1,East,Kita\nA-2,West,Aoba\n")
    assert companies() == {"A-1": "Kita", "A-2": "Aoba"}
    assert (verdict.counts.changed, verdict.counts.unchanged) == (1, 1)


# --- Attributes --------------------------------------------------------------------------


def kinds():
    return dict(AttributeDefinition.objects.values_list("key", "type"))


def test_further_columns_become_attributes_of_their_kind(bring_in):
    verdict = bring_in(
        "accounts",
        "account_id,name,Region,Staff,Since,Code,Empty\n"
        "A-1,Aoba,East,1200.50,2020-04-01,007,\nA-2,Kita,,30,,12,\n",
    )
    assert kinds() == {"Region": "text", "Staff": "number", "Since": "date", "Code": "text"}
    assert account("A-1").attributes == {
        "Region": "East",
        "Staff": "1200.5",
        "Since": "2020-04-01",
        "Code": "007",
    }
    assert account("A-2").attributes == {"Staff": "30", "Code": "12"}
    assert findings(verdict)["new_attributes"] == ("Region", "Staff", "Since", "Code")


def test_the_kind_of_a_known_attribute_stays_where_the_cells_allow_it(bring_in):
    bring_in("accounts", "account_id,name,Staff,Code\nA-1,Aoba,5,x\n")
    verdict = bring_in("accounts", "account_id,name,Staff,Code\nA-1,Aoba,,1.50\nA-2,Kita,7.0,2\n")
    assert kinds() == {"Staff": "number", "Code": "text"}
    assert account("A-1").attributes == {"Code": "1.50"}
    assert account("A-2").attributes == {"Staff": "7", "Code": "2"}
    assert "widened_attributes" not in findings(verdict)


def test_an_attribute_whose_cells_fit_its_kind_no_more_becomes_a_text_and_says_so(bring_in):
    bring_in("accounts", "account_id,name,Staff\nA-1,Aoba,5\n")
    verdict = bring_in("accounts", "account_id,name,Staff\nA-2,Kita,about 7\n")
    assert kinds() == {"Staff": "text"}
    assert [account(name).attributes for name in ("A-1", "A-2")] == [
        {"Staff": "5"},
        {"Staff": "about 7"},
    ]
    assert findings(verdict) == {"widened_attributes": ("Staff",)}


def test_attributes_of_other_files_stay(bring_in):
    bring_in("accounts", "account_id,name,Region\nA-1,Aoba,East\n")
    bring_in("accounts", "account_id,name,Staff\nA-1,Aoba,5\n")
    assert account("A-1").attributes == {"Region": "East", "Staff": "5"}


# --- Segments ----------------------------------------------------------------------------


@pytest.fixture
def segments():
    SegmentSpan.objects.all().delete()
    return [
        make_segment(key, name_en=name, name_ja=f"{name}型")
        for key, name in (("by_season", "By season"), ("all_year", "All year"))
    ]


def test_a_segment_is_found_by_key_or_name_and_brings_its_team(bring_in, segments, changes):
    season, year = segments
    bring_in("accounts", "account_id,name,segment\nA-1,Aoba,by_season\nA-2,Kita,ALL YEAR\n")
    assert spans(SegmentSpan, "segment__key") == [
        ("by_season", ALWAYS, None),
        ("all_year", ALWAYS, None),
    ]
    assert [account(name).team for name in ("A-1", "A-2")] == [season.team, year.team]
    assert changes() == {}


def test_an_account_moves_to_another_segment_from_the_day_of_the_load(bring_in, segments, changes):
    bring_in(
        "accounts", "account_id,name,segment\nA-1,Aoba,by_season\nA-2,Kita,\nA-3,Umi,by_season\n"
    )
    verdict = bring_in(
        "accounts", "account_id,name,segment\nA-1,Aoba,all_year\nA-2,Kita,by_season\nA-3,Umi,\n"
    )
    assert (verdict.counts.changed, verdict.counts.unchanged) == (2, 1)
    assert spans(SegmentSpan, "segment__key") == [
        ("by_season", ALWAYS, DAY),
        ("all_year", DAY, None),
        ("by_season", ALWAYS, None),
        ("by_season", ALWAYS, None),
    ]
    assert changes() == {"A-1": DAY, "A-2": ALWAYS}


def test_an_unknown_segment_is_refused(bring_in, segments):
    verdict = bring_in("accounts", "account_id,name,Segment\nA-1,Aoba,by_night\n")
    assert refusals(verdict) == [(2, "Segment", "unknown_segment")]
    assert Account.objects.count() == 0


# --- Ids of several sources --------------------------------------------------------------


def test_each_source_has_ids_of_its_own(bring_in):
    bring_in("accounts", "account_id,name\nA-1,Aoba\n")
    verdict = bring_in("accounts", "account_id,name\nA-1,Kita\n", source="crm")
    assert (verdict.counts.new, Account.objects.count()) == (1, 2)


def test_an_account_is_known_by_the_id_of_another_source(bring_in, accounts):
    Account.objects.get(pk=accounts["A-1"]).aliases.create(source="crm", value="0001")
    verdict = bring_in("accounts", "account_id,name,plan\n0001,Aoba Logistics,pro\n", source="crm")
    assert verdict.counts.changed == 1
    assert Account.objects.get(pk=accounts["A-1"]).plan == "pro"


def test_dates_are_those_of_the_business_day(bring_in):
    bring_in("accounts", "account_id,name,seats\nA-1,Aoba,1\n")
    bring_in("accounts", "account_id,name,seats\nA-1,Aoba,2\n")
    assert SeatsSpan.objects.get(to_on=None).from_on == date(2026, 11, 22)
