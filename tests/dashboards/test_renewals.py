"""The churn-risk list: which contracts, in which order, what they add up to, and the same as a file."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import RiskJudgement
from accounts.selectors import judgements_for
from book.selectors import reader_on
from core.models import AuditEvent, Role
from dashboards.renewals.file import renewal_rows
from dashboards.renewals.months import (
    Endless,
    RenewalQuery,
    all_renewals,
    endless_contracts,
    renewal_page,
)
from engagement.models import NextStep
from tests.builders import (
    DAY,
    judge_night,
    make_account,
    make_contract,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_usage,
    make_user,
    steady_use,
)

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 30), date(2026, 12, 5), date(2027, 1, 9)
NONE, LOW, MEDIUM, HIGH = range(4)


@pytest.fixture
def rep():
    return make_user(Role.RENEWAL_REP)


def status(name="Aoba Logistics", *, csm=None, **fields):
    standard = {"ends_on": DECEMBER, "risk": LOW, "arr": 1_000_000}
    return make_status(make_account(name, csm=csm), **{**standard, **fields})


def judge(line, evidence, level, *, by=None):
    RiskJudgement.objects.create(
        account=line.account, level=level, evidence=evidence, judged_on=DAY, judged_by=by
    )


def make_step(account, owner, what, *, due_on):
    return NextStep.objects.create(
        account=account,
        owner=owner,
        what=what,
        due_on=due_on,
        made_by=owner,
        made_at=timezone.now(),
        token=uuid4(),
    )


def listed(user, **asked):
    return renewal_page(
        for_user=user,
        judgements=judgements_for(user),
        query=RenewalQuery(**asked),
        as_of=DAY,
    )


def names(user, **asked):
    return [each.name for each in listed(user, **asked).statuses]


def test_months_come_in_order_and_within_one_the_differing_then_the_risky_then_the_large(rep):
    status("January", ends_on=JANUARY, risk=HIGH, arr=9)
    status("Low", arr=9)
    status("High, small", risk=HIGH, arr=1)
    status("High, large", risk=HIGH, arr=2)
    status("Differs", risk=NONE, judged_risk=HIGH, is_risk_disputed=True)
    status("November", ends_on=NOVEMBER)
    assert names(rep) == [
        *("November", "Differs", "High, large", "High, small", "Low", "January"),
    ]


def test_within_a_month_revenue_or_the_end_can_lead(rep):
    status("Early", arr=1, ends_on=date(2026, 12, 1))
    status("Large", arr=9, ends_on=date(2026, 12, 31))
    status("Next month", arr=99, ends_on=JANUARY)
    assert names(rep, sort="arr") == ["Large", "Early", "Next month"]
    assert names(rep, sort="ends") == ["Early", "Large", "Next month"]


def test_free_contracts_are_kept_apart(rep):
    status("Free", risk=HIGH, arr=None, is_free=True)
    status("Paid", risk=MEDIUM, arr=5)
    page = listed(rep)
    assert [each.name for each in page.statuses] == ["Paid", "Free"]
    (month,) = page.months
    assert (month.accounts, month.free, month.arr, month.high, month.medium) == (2, 1, 5, 0, 5)
    assert (month.high_accounts, month.medium_accounts) == (1, 1)


def test_each_month_adds_up_what_is_at_risk(rep):
    status("A", risk=HIGH, arr=1)
    status("B", risk=MEDIUM, arr=2)
    status("C", risk=LOW, arr=4)
    status("D", risk=None, arr=8)
    status("E", risk=HIGH, arr=16, ends_on=JANUARY)
    page = listed(rep)
    sums = [(m.key, m.accounts, m.arr, m.high, m.medium) for m in page.months]
    assert sums == [("2026-12", 4, 15, 1, 2), ("2027-01", 1, 16, 16, 0)]
    assert (page.total.accounts, page.total.arr, page.total.high) == (5, 31, 17)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (30, ["Today", "In 30 days"]),
        (90, ["Today", "In 30 days", "In 31 days"]),
        (365, ["Today", "In 30 days", "In 31 days", "In a year"]),
    ],
)
def test_contracts_end_within_days_both_ends_included(rep, days, found):
    for name, ahead in {"Today": 0, "In 30 days": 30, "In 31 days": 31, "In a year": 365}.items():
        status(name, ends_on=DAY + timedelta(days=ahead))
    status("Yesterday", ends_on=DAY - timedelta(days=1))
    status("Ended", ends_on=DAY, is_running=False)
    status("Renewed", ends_on=DAY, renewed_from=DAY + timedelta(days=365))
    assert names(rep, days=days) == found


def test_contracts_without_an_end_date_are_in_no_month_and_counted_beside_it(rep, visit):
    segment = make_segment("multi_site")
    status("Open", ends_on=None, segment=segment, risk=HIGH, arr=1_500_000)
    status("Open and free", ends_on=None, arr=None, is_free=True)
    status("Gone", ends_on=None, is_running=False)
    status("Dated")
    assert names(rep, days=365) == ["Dated"]
    asked = {"for_user": rep, "judgements": judgements_for(rep)}
    assert endless_contracts(**asked, query=RenewalQuery()) == Endless(2, 1_500_000)
    assert endless_contracts(**asked, query=RenewalQuery(segment=("multi_site",))) == Endless(
        1, 1_500_000
    )
    outsider = make_user()
    seen = {"for_user": outsider, "judgements": judgements_for(outsider)}
    assert endless_contracts(**seen, query=RenewalQuery()) == Endless(0, 0)
    answer = visit(risk="high").content.decode()
    assert "1 account has a running contract without an end date (ARR ¥1.5M)" in answer
    assert '<a href="/accounts/?risk=high&amp;contract=open">' in answer


def test_where_every_contract_has_an_end_date_nothing_is_said(visit):
    status()
    assert "without an end date (ARR" not in visit().content.decode()


def test_filters_hold_together(rep):
    segment = make_segment("multi_site")
    csm = make_user(Role.CSM)
    status("All", csm=csm, segment=segment, risk=HIGH, is_risk_disputed=True)
    status("Other CSM", segment=segment, risk=HIGH, is_risk_disputed=True)
    status("Other segment", csm=csm, risk=HIGH, is_risk_disputed=True)
    status("Other risk", csm=csm, segment=segment, is_risk_disputed=True)
    status("Agreed", csm=csm, segment=segment, risk=HIGH)
    asked = {"segment": ("multi_site",), "csm": (str(csm.pk),), "risk": ("high",), "differs": True}
    assert names(rep, **asked) == ["All"]
    assert names(csm, mine=True, days=365) == ["All", "Other segment", "Other risk", "Agreed"]


def test_one_month_can_be_looked_at_beside_the_sums_of_all(rep):
    status("December")
    status("January", ends_on=JANUARY)
    page = listed(rep, month="2027-01")
    assert [each.name for each in page.statuses] == ["January"]
    assert ([month.key for month in page.months], page.total.accounts) == (
        ["2026-12", "2027-01"],
        1,
    )


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 50])
def test_pages_cut_across_months_lose_and_double_nothing(rep, size):
    for number in range(7):
        status(f"Account {number}", ends_on=(NOVEMBER, DECEMBER, JANUARY)[number % 3], arr=number)
    whole = names(rep)
    pages, number = [], 1
    while True:
        page = listed(rep, size=size, page=number)
        pages += [each.name for each in page.statuses]
        if not page.is_more:
            break
        number += 1
    assert pages == whole
    assert len(set(whole)) == 7


def test_a_csm_sees_the_teams_contracts_and_an_outsider_none(rep):
    ours = make_segment("ours").team
    me, mate = (make_user(Role.CSM, teams=[ours]) for _ in range(2))
    status("Mine", csm=me, arr=3)
    status("Mate's", csm=mate, arr=2)
    status("Foreign", csm=make_user(Role.CSM), arr=1)
    assert names(me) == ["Mine", "Mate's"]
    assert names(rep) == ["Mine", "Mate's", "Foreign"]
    assert names(make_user(Role.MARKETING)) == []
    assert names(make_user()) == []


@pytest.mark.parametrize(
    "asked", [{}, {"risk": ("high",)}, {"differs": True}, {"sort": "risk", "size": 25}]
)
def test_a_sealed_risk_moves_nothing(rep, asked):
    status("Below", risk=LOW)
    status("Above", risk=MEDIUM, is_risk_disputed=True)
    sealed = status("Sealed")
    make_seal(rep, sealed.account, "risk")
    seen = []
    for values in ({"risk": NONE}, {"risk": HIGH, "is_risk_disputed": True}):
        type(sealed).objects.filter(pk=sealed.pk).update(**values)
        page = listed(rep, **asked)
        seen.append(([each.name for each in page.statuses], page.months))
    assert seen[0] == seen[1]


# The page and the file


@pytest.fixture
def visit(client, rep):
    make_run()
    client.force_login(rep)

    def get(url=None, **asked):
        return client.get(url or reverse("renewals"), asked)

    return get


def rows(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


@pytest.mark.parametrize("month", ["2026-12\n", "20２６-12"])
def test_what_only_looks_like_a_month_is_left_out(visit, month):
    status("December")
    page = visit(month=month)
    assert [each.name for each in page.context["page"].statuses] == ["December"]
    assert page.context["form"].misread == [f"Month: {month}"]
    assert visit(reverse("renewals_file", args=["csv"]), month=month).status_code == 200


def test_a_line_shows_the_two_worst_reasons_and_the_latest_touch(visit):
    status(
        risk=HIGH,
        risk_reasons=["silent", "sponsor_left", "detractor"],
        latest_touch_on=DAY - timedelta(days=41),
    )
    ((group,),) = [visit().context["months"]]
    (row,) = group.rows
    assert [reason.short for reason in row.reasons] == [
        *("Silent for a month", "The sponsor has left"),
    ]
    assert (row.more_reasons, row.touched, row.is_untouched) == (1, "41 d ago", True)


def test_a_line_shows_what_the_csm_says_and_who_does_what_next(visit):
    csm = make_user(Role.CSM, name="Ken Sato")
    line = status(csm=csm, risk=LOW, judged_risk=HIGH, is_risk_disputed=True)
    judge(line, "Heard nothing.", MEDIUM, by=csm)
    judge(line, "Budget is frozen.", HIGH, by=csm)
    make_step(line.account, csm, "Later", due_on=DAY + timedelta(days=9))
    make_step(line.account, csm, "Call the sponsor", due_on=DAY - timedelta(days=2))
    ((group,),) = [visit().context["months"]]
    (row,) = group.rows
    assert (row.judgement.evidence, row.judgement.judged_by) == ("Budget is frozen.", csm)
    assert (row.step.what, row.step.owner, row.is_step_late) == ("Call the sponsor", csm, True)


def test_a_reason_tells_the_fact_that_the_rest_of_the_line_does_not(visit):
    account = make_account(team=make_segment("ours").team)
    make_contract(account, starts_on=DAY - timedelta(days=300), days=365)
    make_usage(account, steady_use(until=DAY - timedelta(days=40)))
    # Of another account usage has arrived up to the day: the silence is no late file.
    make_usage(make_account("Busy"), steady_use())
    judge_night()
    ((group,),) = [visit().context["months"]]
    # The contract's end, which is the first fact of the rule, stands in a column of its own.
    assert [reason.short for reason in group.rows[0].reasons] == [
        "The contract nears its end in silence (40 days)",
        "Silent for a month (40 days)",
    ]


def test_the_file_holds_what_the_page_lists_in_its_order(visit):
    for number in range(60):
        status(f"Account {number:02}", ends_on=(DECEMBER, JANUARY)[number % 2], arr=number)
    status("Other", risk=HIGH)
    first, second = (visit(risk="low", page=number).context["months"] for number in (1, 2))
    shown = [row.line.name for group in first + second for row in group.rows]
    assert len(shown) == 60
    assert [
        row[0] for row in rows(visit(reverse("renewals_file", args=["csv"]), risk="low"))[1:]
    ] == shown


def test_the_file_of_one_month_holds_that_month(visit):
    status("December")
    status("January", ends_on=JANUARY)
    found = rows(visit(reverse("renewals_file", args=["csv"]), month="2027-01"))
    assert [row[0] for row in found] == ["Account", "January"]


def test_the_file_of_a_csm_of_another_team_holds_only_their_accounts_in_sight(client):
    make_run()
    ours = make_segment("ours").team
    me, other = make_user(Role.CSM, teams=[ours]), make_user(Role.CSM)
    status("Mine", csm=me)
    make_status(make_account("Theirs", csm=other, team=ours), ends_on=DECEMBER)
    client.force_login(me)
    answer = client.get(reverse("renewals_file", args=["csv"]), {"csm": other.pk})
    assert [row[0] for row in rows(answer)] == ["Account", "Theirs"]


def test_what_changes_while_a_file_is_written_puts_no_words_on_anothers_line(rep):
    for name in ("A", "B"):
        judge(status(name), f"Said of {name}.", LOW)
    asked = {"for_user": rep, "judgements": judgements_for(rep), "as_of": DAY}
    found = renewal_rows(
        all_renewals(query=RenewalQuery(), **asked),
        judgements=asked["judgements"],
        reader=reader_on(DAY, segments=[]),
    )
    next(found)
    judge(status("Came in between", arr=2_000_000), "Said of it.", LOW)
    assert [(row[0], row[-4]) for row in found] == [
        ("Came in between", "Said of it."),
        ("A", "Said of A."),
        ("B", "Said of B."),
    ]


def test_a_line_of_the_file_is_ready_for_a_spreadsheet(visit):
    segment = make_segment("multi_site", name_en="Multi-site")
    csm = make_user(Role.CSM, name="Ken Sato")
    line = status(
        name="=HYPERLINK(1)",
        csm=csm,
        segment=segment,
        plan="Pro",
        risk=HIGH,
        risk_reasons=["silent"],
        judged_risk=LOW,
        is_risk_disputed=True,
        latest_touch_on=DAY - timedelta(days=3),
    )
    judge(line, "They asked.", LOW)
    make_step(line.account, csm, "Call", due_on=DAY + timedelta(days=2))
    answer = visit(reverse("renewals_file", args=["csv"]))
    assert answer["Content-Disposition"] == 'attachment; filename="renewals-2026-11-22.csv"'
    head, row = rows(answer)
    assert dict(zip(head, row, strict=True)) == {
        **{"Account": "'=HYPERLINK(1)", "Segment": "Multi-site", "Plan": "Pro", "CSM": "Ken Sato"},
        **{"Contract ends": "2026-12-05", "Days left": "13", "ARR (JPY)": "1000000"},
        **{"Free of charge": "no", "Risk": "High", "CSM sees": "Low", "Differs": "yes"},
        **{"Reasons": "Silent for a month", "What the CSM's view rests on": "They asked."},
        **{"Stage": "Onboard", "Health": "Caution", "Score": "41", "Latest touch": "2026-11-19"},
        **{"Next step": "Call", "Owner of the next step": "Ken Sato"},
        **{"Next step due": "2026-11-24"},
    }


@pytest.mark.parametrize("question", ["score", "stage", "risk"])
def test_a_sealed_judgement_leaves_no_trace_in_page_or_file(visit, rep, question):
    line = status(risk=HIGH, band=1, score=1_000, stage=0)
    make_seal(rep, line.account, question)
    bodies = []
    other = {"risk": LOW, "band": 3, "score": 9_900, "stage": 3, "risk_reasons": ["detractor"]}
    kept = {"score": ("score", "band"), "stage": ("stage",), "risk": ("risk", "risk_reasons")}
    for values in ({}, {name: other[name] for name in kept[question]}):
        if values:
            type(line).objects.filter(pk=line.pk).update(**values)
        bodies += [
            visit().context["months"],
            visit(reverse("renewals_file", args=["csv"])).getvalue(),
        ]
    assert bodies[:2] == bodies[2:]


def test_the_workbook_holds_the_same_and_taking_it_out_is_on_record(visit, rep):
    status("Aoba", arr=4_800_000)
    answer = visit(reverse("renewals_file", args=["xlsx"]), risk="low")
    assert answer["Content-Disposition"] == 'attachment; filename="renewals-2026-11-22.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>4800000</v>" in sheet
    event = AuditEvent.objects.get(verb="export")
    assert (event.actor, event.object_id, event.detail["query"]) == (rep, "renewals", "risk=low")
    assert event.detail["accounts"] == 1
    assert visit(reverse("renewals_file", args=["pdf"])).status_code == 404


def test_an_empty_list_says_why_and_what_to_do(visit):
    assert "Look a year ahead" in visit().content.decode()
    assert "Clear all filters" in visit(risk="high").content.decode()


def test_an_address_that_is_not_understood_says_so(visit):
    status()
    for asked in ({"days": "31"}, {"month": "2027-13"}, {"sort": "name"}):
        answer = visit(**asked).content.decode()
        assert "was not understood" in answer
        assert "Aoba Logistics" in answer


def test_filters_in_force_are_chips_with_their_way_out(visit):
    status()
    answer = visit(risk="low", days="180", mine="1")
    chips = [(str(c.word), str(c.value), c.remove_url) for c in answer.context["chips"]]
    assert chips == [
        ("CSM", "me", "?risk=low&days=180"),
        ("Risk", "Low", "?mine=1&days=180"),
        ("Contract ends", "within 180 days", "?mine=1&risk=low"),
    ]


@pytest.mark.parametrize("count", [3, 30])
def test_the_number_of_queries_does_not_grow(visit, django_assert_num_queries, count):
    for number in range(count):
        status(f"Account {number}", csm=make_user(Role.CSM), segment=make_segment("ours"))
    visit()
    with django_assert_num_queries(BASELINE["renewals"]):
        visit()
    with django_assert_num_queries(BASELINE["renewals_file"]):
        visit(reverse("renewals_file", args=["csv"])).getvalue()


def test_all_renewals_are_read_in_one_query(rep, django_assert_num_queries):
    status(csm=make_user(Role.CSM), segment=make_segment("ours"))
    asked = {"judgements": judgements_for(rep), "query": RenewalQuery(), "as_of": DAY}
    chosen = all_renewals(for_user=rep, **asked)
    with django_assert_num_queries(1):
        assert [(each.name, each.segment.key, each.csm.name) for each in chosen] == [
            ("Aoba Logistics", "ours", "Olivia Ops")
        ]


def test_a_month_stays_while_other_filters_change(visit):
    status(ends_on=JANUARY)
    assert '<input type="hidden" name="month" value="2027-01">' in (
        visit(month="2027-01").content.decode()
    )
