"""Each dataset: what a file makes, what the same file again does, and what a changed row changes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Account, Company, Contact, Contract
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    ForeignScore,
    ForeignStage,
    ForeignTask,
    Milestone,
    NpsInvitation,
    Ticket,
)
from tests.intake.rows import all_rows, different

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """A first file of three rows, and a second one of which the first row changed, the second did
    not, and the third is new; the third row of the first file is not in it.

    `fields` are looked at; `rows` are what they hold at the end, in the order of their ids, and
    `changed_from` the days from which the second file changed facts.
    """

    dataset: str
    header: str
    first: tuple[str, str, str]
    second: tuple[str, str, str]
    model: type
    fields: tuple[str, ...]
    rows: tuple[tuple, ...]
    changed_from: dict

    def file(self, rows):
        return "\n".join([self.header, *rows, ""])


CASES = [
    Case(
        "companies",
        "company_id,name",
        ("C-1,Aoba", "C-2,Kita", "C-3,Umi"),
        ("C-1,Aoba Holdings", "C-2,Kita", "C-4,Yama"),
        Company,
        ("aliases__value", "name", "search_key"),
        (
            (None, "Aoba Logistics", "aobalogistics"),
            (None, "Kita Foods", "kitafoods"),
            ("C-1", "Aoba Holdings", "aobaholdings"),
            ("C-2", "Kita", "kita"),
            ("C-3", "Umi", "umi"),
            ("C-4", "Yama", "yama"),
        ),
        {},
    ),
    Case(
        "accounts",
        "account_id,name,plan,seats,branch,rank",
        ("B-1,Aoba,pro,10,Tokyo,A", "B-2,Kita,,,,", "B-3,Umi,pro,5,,C"),
        ("B-1,Aoba,max,10,Tokyo,A", "B-2,Kita,,,,", "B-4,Yama,pro,7,Osaka,S"),
        Account,
        ("aliases__value", "name", "plan", "seats", "branch", "rank", "product__key"),
        (
            ("A-1", "Aoba Logistics", "", None, "", "", "main"),
            ("A-2", "Kita Foods", "", None, "", "", "main"),
            ("B-1", "Aoba", "max", 10, "Tokyo", "A", "main"),
            ("B-2", "Kita", "", None, "", "", "main"),
            ("B-3", "Umi", "pro", 5, "", "C", "main"),
            ("B-4", "Yama", "pro", 7, "Osaka", "S", "main"),
        ),
        {"B-1": date(2026, 11, 22)},
    ),
    Case(
        "contacts",
        "account_id,contact_id,name,email,title,role,role_from,left_on",
        (
            "A-1,P-1,Hana Mori,hana@example.com,Head,champion,2026-01-10,",
            "A-1,P-2,Ren Abe,,,,,",
            "A-2,P-1,Yui Ito,yui@example.com,,sponsor,2025-04-01,2026-04-01",
        ),
        (
            "A-1,P-1,Hana Mori,hana@example.com,Head,champion,2026-01-10,2026-10-01",
            "A-1,P-2,Ren Abe,,,,,",
            "A-2,P-2,Sora Ono,,,user,2026-05-01,",
        ),
        Contact,
        ("external_id", "name", "email", "title", "role_spans__role", "role_spans__to_on"),
        (
            ("P-1", "Hana Mori", "hana@example.com", "Head", "champion", date(2026, 10, 1)),
            ("P-2", "Ren Abe", "", "", None, None),
            ("P-1", "Yui Ito", "yui@example.com", "", "sponsor", date(2026, 4, 1)),
            ("P-2", "Sora Ono", "", "", "user", None),
        ),
        {"A-1": date(2026, 10, 1), "A-2": date(2026, 5, 1)},
    ),
    Case(
        "contracts",
        "account_id,contract_id,starts_on,ends_on,closed_on,outcome,annual_amount,currency,is_free,seats",
        (
            "A-1,K-1,2025-04-01,2026-03-31,,,1200000,JPY,no,20",
            "A-1,K-2,2026-04-01,2027-03-31,,,1200000.50,,yes,",
            "A-2,K-3,2026-01-01,2026-12-31,2026-06-30,churned,,USD,,3",
        ),
        (
            "A-1,K-1,2025-04-01,2026-03-31,2026-04-15,renewed,1200000,JPY,no,20",
            "A-1,K-2,2026-04-01,2027-03-31,,,1200000.50,,yes,",
            "A-2,K-4,2027-01-01,2027-12-31,,,99.99,USD,,3",
        ),
        Contract,
        (
            *("external_id", "starts_on", "ends_on", "closed_on", "outcome"),
            *("annual_amount", "currency", "is_free", "seats"),
        ),
        (
            (
                *("K-1", date(2025, 4, 1), date(2026, 3, 31), date(2026, 4, 15), "renewed"),
                *(Decimal("1200000.00"), "JPY", False, 20),
            ),
            (
                *("K-2", date(2026, 4, 1), date(2027, 3, 31), None, ""),
                *(Decimal("1200000.50"), "JPY", True, None),
            ),
            (
                *("K-3", date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 30), "churned"),
                *(None, "USD", False, 3),
            ),
            (
                *("K-4", date(2027, 1, 1), date(2027, 12, 31), None, ""),
                *(Decimal("99.99"), "USD", False, 3),
            ),
        ),
        {"A-1": date(2025, 4, 1), "A-2": date(2027, 1, 1)},
    ),
    Case(
        "activities",
        "account_id,activity_id,happened_on,kind,subject,score,csm_email,body",
        (
            "A-1,T-1,2026-11-02,meeting,Kick-off,7.5,aki@example.com,Went well",
            "A-1,T-2,2026-11-03,call,,,,",
            "A-2,T-1,2026-11-04,mail,,0,,",
        ),
        (
            "A-1,T-1,2026-11-01,meeting,Kick-off,7.5,aki@example.com,Went well",
            "A-1,T-2,2026-11-03,call,,,,",
            "A-2,T-9,2026-10-04,training,,99.12345,,",
        ),
        Activity,
        ("external_id", "happened_on", "kind", "subject", "score", "member__email", "body"),
        (
            (
                *("T-1", date(2026, 11, 1), "meeting", "Kick-off", Decimal("7.5000")),
                *("aki@example.com", "Went well"),
            ),
            ("T-2", date(2026, 11, 3), "call", "", None, None, ""),
            ("T-1", date(2026, 11, 4), "mail", "", Decimal("0.0000"), None, ""),
            ("T-9", date(2026, 10, 4), "training", "", Decimal("99.1234"), None, ""),
        ),
        {"A-1": date(2026, 11, 1), "A-2": date(2026, 10, 4)},
    ),
    Case(
        "nps",
        "account_id,response_id,invited_on,responded_on,score,comment",
        (
            "A-1,N-1,2026-09-01,,,",
            "A-1,N-2,2026-03-01,2026-03-05,9,Good",
            "A-2,N-1,2026-09-01,2026-09-02,0,",
        ),
        (
            "A-1,N-1,2026-09-01,2026-09-20,3,Too slow",
            "A-1,N-2,2026-03-01,2026-03-05,9,Good",
            "A-2,N-2,2026-10-01,,,",
        ),
        NpsInvitation,
        ("external_id", "invited_on", "responded_on", "score", "comment"),
        (
            ("N-1", date(2026, 9, 1), date(2026, 9, 20), 3, "Too slow"),
            ("N-2", date(2026, 3, 1), date(2026, 3, 5), 9, "Good"),
            ("N-1", date(2026, 9, 1), date(2026, 9, 2), 0, ""),
            ("N-2", date(2026, 10, 1), None, None, ""),
        ),
        {"A-1": date(2026, 9, 1), "A-2": date(2026, 10, 1)},
    ),
    Case(
        "events",
        "account_id,event_id,event_name,kind,held_on,status,attendees",
        (
            "A-1,E-1,Autumn meeting,user_group,2026-10-10,registered,",
            "A-2,E-1,Autumn meeting,user_group,2026-10-10,attended,2",
            "A-1,E-2,Webinar,seminar,2026-11-11,invited,",
        ),
        (
            "A-1,E-1,Autumn meeting,user_group,2026-10-10,attended,3",
            "A-2,E-1,Autumn meeting,user_group,2026-10-10,attended,2",
            "A-2,E-2,Webinar,seminar,2026-11-11,declined,",
        ),
        Attendance,
        ("event__external_id", "event__kind", "event__held_on", "status", "attendees"),
        (
            ("E-1", "user_group", date(2026, 10, 10), "attended", 3),
            ("E-1", "user_group", date(2026, 10, 10), "attended", 2),
            ("E-2", "seminar", date(2026, 11, 11), "invited", None),
            ("E-2", "seminar", date(2026, 11, 11), "declined", None),
        ),
        {"A-1": date(2026, 10, 10), "A-2": date(2026, 11, 11)},
    ),
    Case(
        "tickets",
        "account_id,ticket_id,opened_on,closed_on,priority,subject",
        (
            "A-1,S-1,2026-11-01,,urgent,It is down",
            "A-1,S-2,2026-11-05,2026-11-06,,",
            "A-2,S-1,2026-11-07,,low,Colours",
        ),
        (
            "A-1,S-1,2026-11-01,2026-11-21,urgent,It is down",
            "A-1,S-2,2026-11-05,2026-11-06,,",
            "A-2,S-2,2026-11-08,,高,",
        ),
        Ticket,
        ("external_id", "opened_on", "closed_on", "priority", "subject"),
        (
            ("S-1", date(2026, 11, 1), date(2026, 11, 21), "urgent", "It is down"),
            ("S-2", date(2026, 11, 5), date(2026, 11, 6), "normal", ""),
            ("S-1", date(2026, 11, 7), None, "low", "Colours"),
            ("S-2", date(2026, 11, 8), None, "high", ""),
        ),
        {"A-1": date(2026, 11, 1), "A-2": date(2026, 11, 8)},
    ),
    Case(
        "content_views",
        "account_id,view_id,viewed_on,content",
        ("A-1,V-1,2026-11-01,Guide", "A-1,V-2,2026-11-02,Guide", "A-2,V-1,2026-11-03,Video"),
        ("A-1,V-1,2026-11-04,Guide", "A-1,V-2,2026-11-02,Guide", "A-2,V-2,2026-11-05,Video"),
        ContentView,
        ("external_id", "viewed_on", "content"),
        (
            ("V-1", date(2026, 11, 4), "Guide"),
            ("V-2", date(2026, 11, 2), "Guide"),
            ("V-1", date(2026, 11, 3), "Video"),
            ("V-2", date(2026, 11, 5), "Video"),
        ),
        {"A-1": date(2026, 11, 1), "A-2": date(2026, 11, 5)},
    ),
    Case(
        "milestones",
        "account_id,milestone,reached_on,due_on",
        ("A-1,live,,2026-11-30", "A-1,trained,2026-10-01,", "A-2,live,2026-09-01,2026-08-31"),
        ("A-1,live,2026-11-20,2026-11-30", "A-1,trained,2026-10-01,", "A-2,trained,,"),
        Milestone,
        ("key", "reached_on", "due_on"),
        (
            ("live", date(2026, 11, 20), date(2026, 11, 30)),
            ("trained", date(2026, 10, 1), None),
            ("live", date(2026, 9, 1), date(2026, 8, 31)),
            ("trained", None, None),
        ),
        {"A-1": date(2026, 11, 20)},
    ),
    Case(
        "history_scores",
        "Company ID,Tool,Snapshot Date,Current Score,Label",
        (
            "A-1,Gainsight,2026-01-04,82.5,Green",
            "A-1,Gainsight,2026-01-11,71,",
            "A-2,Totango,2026-01-04,10,Poor",
        ),
        (
            "A-1,Gainsight,2026-01-04,83,Green",
            "A-1,Gainsight,2026-01-11,71,",
            "A-1,Totango,2026-01-04,55,",
        ),
        ForeignScore,
        ("tool", "scored_on", "score", "band"),
        (
            ("Gainsight", date(2026, 1, 4), Decimal("83.0000"), "Green"),
            ("Gainsight", date(2026, 1, 11), Decimal("71.0000"), ""),
            ("Totango", date(2026, 1, 4), Decimal("10.0000"), "Poor"),
            ("Totango", date(2026, 1, 4), Decimal("55.0000"), ""),
        ),
        {},
    ),
    Case(
        "history_stages",
        "account_id,tool,from date,stage name",
        (
            "A-1,Gainsight,2026-01-04,Onboarding",
            "A-1,Gainsight,2026-03-01,Adopting",
            "A-2,Gainsight,2026-01-04,Kicked off",
        ),
        (
            "A-1,Gainsight,2026-01-04,Launching",
            "A-1,Gainsight,2026-03-01,Adopting",
            "A-2,Gainsight,2026-02-04,Will churn",
        ),
        ForeignStage,
        ("tool", "from_on", "stage"),
        (
            ("Gainsight", date(2026, 1, 4), "Launching"),
            ("Gainsight", date(2026, 3, 1), "Adopting"),
            ("Gainsight", date(2026, 1, 4), "Kicked off"),
            ("Gainsight", date(2026, 2, 4), "Will churn"),
        ),
        {},
    ),
    Case(
        "history_timeline",
        "Company ID,Tool,GSID,Activity Date,Type Name,Subject,Notes Plain Text,Author",
        (
            "A-1,Gainsight,1I,2026-01-04,Phone Call,Check-in,All well,Aki Sato",
            "A-1,Gainsight,2I,2026-01-05,Update,,Reorganised,",
            "A-2,Gainsight,1I,2026-01-06,会議,,,aki@example.com",
        ),
        (
            "A-1,Gainsight,1I,2026-01-03,Phone Call,Check-in,All well,Aki Sato",
            "A-1,Gainsight,2I,2026-01-05,Update,,Reorganised,",
            "A-2,Totango,1I,2026-02-06,EBR,,,",
        ),
        Activity,
        ("tool", "external_id", "happened_on", "kind", "subject", "body", "author", "member"),
        (
            (
                *("Gainsight", "1I", date(2026, 1, 3), "call", "Check-in", "All well"),
                *("Aki Sato", None),
            ),
            ("Gainsight", "2I", date(2026, 1, 5), "Update", "", "Reorganised", "", None),
            ("Gainsight", "1I", date(2026, 1, 6), "meeting", "", "", "aki@example.com", None),
            ("Totango", "1I", date(2026, 2, 6), "qbr", "", "", "", None),
        ),
        {"A-1": date(2026, 1, 3), "A-2": date(2026, 2, 6)},
    ),
    Case(
        "history_tasks",
        "Company ID,Tool,CTA ID,CTA Name,Due Date,Status,Closed Date,Owner Name,Playbook Name",
        (
            "A-1,Gainsight,C-1,Sponsor left,2026-02-01,Open,,Aki Sato,Risk",
            "A-1,Gainsight,C-2,Plan QBR,,Closed,2026-01-20,,",
            "A-2,Gainsight,C-1,Train team,2026-01-31,New,,,",
        ),
        (
            "A-1,Gainsight,C-1,Sponsor left,2026-02-01,Closed Success,2026-01-30,Aki Sato,Risk",
            "A-1,Gainsight,C-2,Plan QBR,,Closed,2026-01-20,,",
            "A-2,Gainsight,C-3,Renew,2026-05-31,New,,,",
        ),
        ForeignTask,
        ("external_id", "title", "due_on", "status", "closed_on", "owner", "playbook"),
        (
            (
                *("C-1", "Sponsor left", date(2026, 2, 1), "Closed Success", date(2026, 1, 30)),
                *("Aki Sato", "Risk"),
            ),
            ("C-2", "Plan QBR", None, "Closed", date(2026, 1, 20), "", ""),
            ("C-1", "Train team", date(2026, 1, 31), "New", None, "", ""),
            ("C-3", "Renew", date(2026, 5, 31), "New", None, "", ""),
        ),
        {},
    ),
]
each_dataset = pytest.mark.parametrize("case", CASES, ids=[case.dataset for case in CASES])


@each_dataset
def test_a_first_file_is_all_new_and_the_same_file_again_changes_nothing(
    case, bring_in, accounts, changes
):
    first = bring_in(case.dataset, case.file(case.first))
    assert (first.state, vars(first.counts)) == (
        "loaded",
        {"new": 3, "changed": 0, "unchanged": 0, "refused": 0},
    )
    changes()
    before = all_rows()
    again = bring_in(case.dataset, case.file(case.first))
    assert (again.state, vars(again.counts)) == (
        "loaded",
        {"new": 0, "changed": 0, "unchanged": 3, "refused": 0},
    )
    assert all_rows() == before


@each_dataset
def test_a_changed_row_changes_exactly_what_it_says_from_the_right_day(
    case, bring_in, accounts, changes
):
    bring_in(case.dataset, case.file(case.first))
    changes()
    before = all_rows()
    verdict = bring_in(case.dataset, case.file(case.second))
    assert vars(verdict.counts) == {"new": 1, "changed": 1, "unchanged": 1, "refused": 0}
    rows = case.model.objects.order_by("pk").values_list(*case.fields)
    assert tuple(rows) == case.rows
    assert changes() == case.changed_from
    assert len(different(before, all_rows())) == 1


@each_dataset
def test_rows_in_another_order_mean_the_same(case, bring_in, accounts, changes):
    bring_in(case.dataset, case.file(case.first))
    changes()
    before = all_rows()
    verdict = bring_in(case.dataset, case.file(reversed(case.first)))
    assert vars(verdict.counts) == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert all_rows() == before


@each_dataset
def test_a_file_too_large_to_keep_is_read_twice_to_the_same_end(
    case, bring_in, accounts, monkeypatch
):
    monkeypatch.setattr("intake.loads.records.MOST_KEPT_BYTES", 0)
    monkeypatch.setattr("intake.loads.records.BATCH_ROWS", 2)
    verdict = bring_in(case.dataset, case.file(case.first))
    assert vars(verdict.counts) == {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}
    verdict = bring_in(case.dataset, case.file(case.second))
    assert vars(verdict.counts) == {"new": 1, "changed": 1, "unchanged": 1, "refused": 0}
    assert sorted(map(repr, case.model.objects.values_list(*case.fields))) == sorted(
        map(repr, case.rows)
    )
