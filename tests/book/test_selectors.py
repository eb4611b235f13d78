"""Which accounts a list shows, in which order, and that a sealed judgement shows nowhere."""

from datetime import timedelta

import pytest

from accounts.selectors import judgements_for
from book.domain.attention import Standing, attention_of
from book.query import BookQuery
from book.selectors import book_page, csms_in_sight, csms_to_filter_by, latest_night
from book.totals import book_totals
from core.fiscal import fiscal_quarter, fiscal_year
from core.models import Role, State
from tests.builders import (
    DAY,
    make_account,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db


FELL_AT_RISK = attention_of(Standing(band=1, band_before=3, stage=1, risk=0))
STAGE_FELL = attention_of(Standing(band=3, stage=0, stage_before=1, risk=0))
DIFFERS = attention_of(Standing(band=3, stage=1, risk=0, judged_risk=3))
UNTOUCHED = attention_of(Standing(band=3, stage=1, risk=0, days_to_end=9))


@pytest.fixture
def ops():
    return make_user(Role.OPS)


def names(user, **asked):
    page = book_page(
        for_user=user, judgements=judgements_for(user), query=BookQuery(**asked), as_of=DAY
    )
    return [status.name for status in page.statuses]


def totals(user, **asked):
    return book_totals(
        for_user=user, judgements=judgements_for(user), query=BookQuery(**asked), as_of=DAY
    )


def status(name, **fields):
    csm = fields.pop("csm", None)
    return make_status(make_account(name, csm=csm), **fields)


def test_the_lowest_score_comes_first_and_the_unknown_last_either_way(ops):
    status("Low", score=1_000, band=1)
    status("High", score=9_000, band=3)
    status("Unknown", score=None, band=0)
    assert names(ops) == ["Low", "High", "Unknown"]
    assert names(ops, sort="-score") == ["High", "Low", "Unknown"]


def test_days_in_a_stage_sort_by_days_not_by_date(ops):
    status("New", stage_since=DAY)
    status("Old", stage_since=DAY - timedelta(days=400))
    assert names(ops, sort="days") == ["New", "Old"]
    assert names(ops, sort="-days") == ["Old", "New"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "アオバ"}, ["あおば物流"]),
        ({"q": "ｷﾀ"}, ["キタフーズ株式会社"]),
        ({"q": "株式会社キタ"}, ["キタフーズ株式会社"]),
        ({"q": "minato"}, ["Minato Systems Co., Ltd."]),
        ({"q": "nothing"}, []),
    ],
)
def test_a_name_is_found_whatever_its_width_kana_or_company_form(ops, asked, found):
    for name in ("あおば物流", "キタフーズ株式会社", "Minato Systems Co., Ltd."):
        status(name)
    assert names(ops, **asked) == found


def test_filters_of_different_kinds_all_hold_and_values_of_one_kind_any(ops):
    status("A", band=1, score=1_000, stage=1)
    status("B", band=2, score=4_000, stage=1)
    status("C", band=1, score=2_000, stage=2)
    assert names(ops, band=("at_risk",), stage=("onboard",)) == ["A"]
    assert names(ops, band=("at_risk", "caution"), stage=("onboard",)) == ["A", "B"]


def test_contracts_end_within_days_from_the_day_judged_both_ends_included(ops):
    status("Today", ends_on=DAY, score=1)
    status("Last", ends_on=DAY + timedelta(days=30), score=2)
    status("After", ends_on=DAY + timedelta(days=31), score=3)
    status("Past", ends_on=DAY - timedelta(days=1), score=4)
    assert names(ops, ends=30) == ["Today", "Last"]


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        ("quarter", ["First", "Last"]),
        ("next-quarter", ["After"]),
        ("year", ["First", "Last", "After"]),
        ("next-year", ["In a year"]),
    ],
)
def test_contracts_end_in_a_period_of_the_fiscal_year_that_holds_the_day_judged(ops, ends, found):
    quarter = fiscal_quarter(DAY)
    status("First", ends_on=quarter.first, score=1)
    status("Last", ends_on=quarter.final, score=2)
    status("After", ends_on=quarter.final + timedelta(days=1), score=3)
    status("In a year", ends_on=fiscal_year(DAY).final + timedelta(days=1), score=4)
    assert names(ops, ends=ends) == found


def test_only_running_contracts_are_shown_unless_others_are_asked_for(ops):
    status("Running")
    status("Ended", is_running=False)
    assert names(ops) == ["Running"]
    assert names(ops, contract="ended") == ["Ended"]
    assert len(names(ops, contract="all")) == 2


def test_accounts_whose_contract_has_no_end_date_can_be_asked_for(ops):
    status("Open", ends_on=None)
    status("Dated")
    status("Ended", is_running=False, ends_on=None)
    assert names(ops, contract="open") == ["Open"]


def test_accounts_without_an_end_date_come_after_all_ends_either_way(ops):
    status("Open", ends_on=None)
    status("Later", ends_on=DAY + timedelta(days=9))
    status("Sooner", ends_on=DAY)
    assert names(ops, sort="ends") == ["Sooner", "Later", "Open"]
    assert names(ops, sort="-ends") == ["Later", "Sooner", "Open"]


def test_the_unclassified_can_be_asked_for_beside_a_segment(ops):
    segment = make_segment("multi_site")
    status("Placed", segment=segment, score=1)
    status("Loose", score=2)
    assert names(ops, segment=("none",)) == ["Loose"]
    assert names(ops, segment=("none", "multi_site")) == ["Placed", "Loose"]


def test_a_csm_sees_the_accounts_of_their_team_and_an_outsider_none():
    ours = make_segment("ours").team
    me, mate, other = (
        make_user(Role.CSM, teams=[ours]),
        make_user(Role.CSM, teams=[ours]),
        make_user(Role.CSM),
    )
    status("Mine", csm=me, score=1)
    status("Mate's", csm=mate, score=2)
    make_status(make_account("Of our segment", csm=other, team=ours), score=3)
    status("Foreign", csm=other, score=4)
    assert names(me) == ["Mine", "Mate's", "Of our segment"]
    assert names(me, mine=True) == ["Mine"]
    assert names(me, csm=(str(other.pk),)) == ["Of our segment"]
    assert totals(me).accounts == 3
    assert names(make_user()) == []
    assert csms_in_sight(for_user=me) == sorted([me, mate], key=lambda user: user.pk)


def test_whoever_looks_after_an_account_in_sight_can_be_filtered_by():
    ours = make_segment("ours").team
    me = make_user(Role.CSM, name="A", teams=[ours])
    keeper = make_user(Role.MANAGER, name="B", teams=[ours])
    other, stranger = make_user(Role.CSM, name="C"), make_user(Role.CSM, name="D")
    status("Mine", csm=me)
    make_status(make_account("Kept by the manager", csm=keeper, team=ours))
    make_status(make_account("Of our segment", csm=other, team=ours))
    make_status(make_account("Of our segment too", csm=other, team=ours))
    status("Foreign", csm=stranger)
    assert csms_in_sight(for_user=me) == [me]
    assert csms_to_filter_by(for_user=me) == [me, keeper, other]
    assert csms_to_filter_by(for_user=make_user(Role.CS_HEAD)) == [me, keeper, other, stranger]


def test_totals_keep_free_contracts_apart_and_count_every_band(ops):
    status("A", band=1, arr=1_000_000)
    status("B", band=1, arr=2_000_000)
    status("C", band=3, arr=9_000_000, is_free=True)
    status("D", band=0, score=None, arr=None)
    found = totals(ops)
    assert (found.accounts, found.arr, found.free_accounts) == (4, 3_000_000, 1)
    assert {band.sign.key: band.accounts for band in found.bands} == {
        "healthy": 1,
        "caution": 0,
        "at_risk": 2,
        "unknown": 1,
    }


@pytest.mark.parametrize(
    ("question", "asked", "one", "other"),
    [
        ("score", {}, {"score": 100, "band": 1}, {"score": 9_900, "band": 3}),
        ("score", {"sort": "-score"}, {"score": 100, "band": 1}, {"score": 9_900, "band": 3}),
        ("score", {"band": ("at_risk",)}, {"score": 100, "band": 1}, {"score": 9_900, "band": 3}),
        ("score", {"sort": "-change"}, {"score_change_28": 900}, {"score_change_28": -900}),
        ("stage", {"sort": "stage"}, {"stage": 0}, {"stage": 3}),
        ("stage", {"sort": "-days"}, {"stage_since": DAY}, {"stage_since": DAY - timedelta(400)}),
        ("stage", {"stage": ("entry",)}, {"stage": 0}, {"stage": 3}),
        ("risk", {"sort": "-risk"}, {"risk": 0}, {"risk": 3}),
        ("risk", {"sort": "judged"}, {"judged_risk": 0}, {"judged_risk": 3}),
        ("risk", {"risk": ("high",)}, {"risk": 0}, {"risk": 3}),
        ("risk", {"differs": True}, {"is_risk_disputed": True}, {"is_risk_disputed": False}),
        ("score", {"needs": True}, {"attention": FELL_AT_RISK}, {"attention": 0}),
        ("stage", {"needs": True}, {"attention": STAGE_FELL}, {"attention": 0}),
        ("risk", {"needs": True}, {"attention": DIFFERS}, {"attention": 0}),
    ],
)
def test_a_sealed_value_moves_nothing(ops, question, asked, one, other):
    status("Below", score=3_000, band=1, stage=1, risk=1, judged_risk=1)
    status("Above", score=6_000, band=2, stage=2, risk=2, judged_risk=2, is_risk_disputed=True)
    sealed = status("Sealed")
    make_seal(ops, sealed.account, question)
    seen = []
    for values in (one, other):
        type(sealed).objects.filter(pk=sealed.pk).update(**values)
        found = totals(ops, **asked)
        seen.append((names(ops, **asked), found.accounts, found.bands, found.sealed))
    assert seen[0] == seen[1]


def test_a_seal_hides_from_its_member_only(ops):
    sealed = status("Sealed", score=100, band=1)
    make_seal(ops, sealed.account, "score")
    assert names(ops, band=("at_risk",)) == []
    assert names(make_user(Role.ADMIN), band=("at_risk",)) == ["Sealed"]


def test_the_latest_night_is_the_latest_day_that_was_judged():
    make_run(day=DAY)
    make_run(day=DAY + timedelta(days=1), state=State.FAILED)
    make_run(day=DAY + timedelta(days=2), state=State.RUNNING)
    make_run("backfill", day=DAY + timedelta(days=3))
    assert latest_night() == DAY


def test_a_list_ends_at_its_last_page_and_says_that_there_is_more(ops, monkeypatch):
    monkeypatch.setattr("book.selectors.LAST_PAGE", 2)
    for number in range(6):
        status(f"Account {number}", score=number)
    query = BookQuery(size=2, page=2)
    page = book_page(for_user=ops, judgements=judgements_for(ops), query=query, as_of=DAY)
    assert ([row.name for row in page.statuses], page.is_more, page.is_cut) == (
        ["Account 2", "Account 3"],
        False,
        True,
    )


def test_accounts_that_need_attention_can_be_asked_for(ops):
    status("Fell", attention=FELL_AT_RISK)
    status("Well", attention=0)
    assert names(ops, needs=True) == ["Fell"]


def test_what_rests_on_no_sealed_judgement_still_asks(ops):
    both = status("Both", attention=FELL_AT_RISK | UNTOUCHED)
    for question in ("score", "stage", "risk"):
        make_seal(ops, both.account, question)
    assert names(ops, needs=True) == ["Both"]


def test_late_usage_and_a_missing_csm_can_be_asked_for(ops):
    status("Late", usage_to=DAY - timedelta(days=1), csm=ops)
    status("Nobody's", score=1)
    status("Well", csm=ops)
    assert names(ops, stale=True) == ["Late"]
    assert names(ops, csm=("none",)) == ["Nobody's"]
    assert names(ops, csm=("none", str(ops.pk)), stale=True) == ["Late"]
