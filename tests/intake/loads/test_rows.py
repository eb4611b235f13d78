"""Contracts, activities, NPS, tickets and milestones: what is odd about each."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AccountAlias, Contact, Contract, Outcome
from core.models import User
from engagement.models import Activity, NpsInvitation, Priority, Ticket, Watermark
from intake.domain.datasets import DATASETS
from tests.builders import DAY
from tests.intake.rows import all_rows

pytestmark = pytest.mark.django_db


def refusals(verdict):
    return [(each.line, each.column, each.code) for each in verdict.refusals()]


def notices(verdict):
    return {each.code: each.names for each in verdict.findings if hasattr(each, "names")}


def noted(verdict):
    return {
        (each.code, each.column): each.lines for each in verdict.findings if hasattr(each, "lines")
    }


NAMELESS = {
    "contacts": "contact_id,name\nP-1,Hana\n",
    "contracts": "contract_id,starts_on,ends_on\nK-1,2026-01-01,2026-12-31\n",
    "activities": "activity_id,happened_on,kind\nT-1,2026-01-01,call\n",
    "nps": "response_id,invited_on\nN-1,2026-01-01\n",
    "events": "event_id,held_on,status\nE-1,2026-01-01,invited\n",
    "tickets": "ticket_id,opened_on\nS-1,2026-01-01\n",
    "content_views": "view_id,viewed_on,content\nV-1,2026-01-01,Guide\n",
    "milestones": "milestone\nlive\n",
    "history_scores": "tool,scored_on,score\nGainsight,2026-01-01,80\n",
    "history_stages": "tool,from_on,stage\nGainsight,2026-01-01,Adopting\n",
    "history_timeline": "tool,activity_id,happened_on,kind\nGainsight,1,2026-01-01,call\n",
    "history_tasks": "tool,task_id,title\nGainsight,1,Call the sponsor\n",
}


@pytest.mark.parametrize("dataset", NAMELESS)
def test_a_row_of_an_unknown_account_is_refused(dataset, bring_in, accounts):
    header, row = NAMELESS[dataset].splitlines()
    verdict = bring_in(dataset, f"{header},Customer ID\n{row},A-9\n")
    assert refusals(verdict) == [(2, "Customer ID", "unknown_account")]
    (refusal,) = verdict.refusals()
    assert refusal.describe() == (
        "No account has the id “A-9”. Load the account first, or correct the id."
    )


def test_every_dataset_but_usage_and_customers_is_tried_with_an_unknown_account():
    assert NAMELESS.keys() == DATASETS.keys() - {"companies", "accounts", "usage"}


# --- What a file does not say, and what it says is empty --------------------------------


def test_columns_that_a_file_lacks_leave_everything_as_it_is(bring_in, accounts):
    bring_in(
        "tickets",
        "account_id,ticket_id,opened_on,closed_on,priority,subject\n"
        "A-1,S-1,2026-11-01,2026-11-02,urgent,Down\n",
    )
    before = all_rows()
    verdict = bring_in("tickets", "account_id,ticket_id,opened_on\nA-1,S-1,2026-11-01\n")
    assert verdict.counts.unchanged == 1
    assert all_rows() == before


def test_empty_cells_take_away_what_was_there(bring_in, accounts, changes):
    header = "account_id,ticket_id,opened_on,closed_on,priority,subject\n"
    bring_in("tickets", f"{header}A-1,S-1,2026-11-01,2026-11-02,urgent,Down\n")
    changes()
    bring_in("tickets", f"{header}A-1,S-1,2026-11-01,,,\n")
    ticket = Ticket.objects.get()
    assert (ticket.closed_on, ticket.priority, ticket.subject) == (None, Priority.NORMAL, "")
    assert changes() == {"A-1": date(2026, 11, 1)}


def test_an_empty_text_and_nothing_are_the_same(bring_in, accounts):
    header = "account_id,activity_id,happened_on,kind,subject,body,score\n"
    bring_in("activities", f"{header}A-1,T-1,2026-11-01,call,,,\n")
    short = "account_id,activity_id,happened_on,kind\nA-1,T-1,2026-11-01,call\n"
    for text in (f"{header}A-1,T-1,2026-11-01,call,,,\n", short):
        assert bring_in("activities", text).counts.unchanged == 1
    activity = Activity.objects.get()
    assert (activity.subject, activity.body, activity.score) == ("", "", None)


def test_a_score_of_none_and_of_nought_are_different(bring_in, accounts):
    header = "account_id,activity_id,happened_on,kind,score\n"
    bring_in("activities", f"{header}A-1,T-1,2026-11-01,quiz,\n")
    assert bring_in("activities", f"{header}A-1,T-1,2026-11-01,quiz,0\n").counts.changed == 1
    assert Activity.objects.get().score == Decimal(0)
    assert bring_in("activities", f"{header}A-1,T-1,2026-11-01,quiz,0.00\n").counts.unchanged == 1


def test_texts_come_through_as_they_are(bring_in, accounts):
    text = 'tab\there, back\\slash \\N \\. "quoted" %s {x} \'; DROP TABLE x; 日本 ㈱ 🙂'
    cell = text.replace('"', '""')
    bring_in(
        "activities",
        f'account_id,activity_id,happened_on,kind,subject,body\nA-1,T-1,2026-11-01,call,"{cell}",'
        f'"{cell}\n{cell}"\n',
    )
    activity = Activity.objects.get()
    assert (activity.subject, activity.body) == (text, f"{text}\n{text}")


# --- Contracts ---------------------------------------------------------------------------


def test_a_contract_that_moves_to_another_account_changes_the_facts_of_both(
    bring_in, accounts, changes
):
    header = "account_id,contract_id,starts_on,ends_on\n"
    bring_in("contracts", f"{header}A-1,K-1,2026-04-01,2027-03-31\n")
    changes()
    verdict = bring_in("contracts", f"{header}A-2,K-1,2026-05-01,2027-03-31\n")
    assert verdict.counts.changed == 1
    assert Contract.objects.get().account_id == accounts["A-2"]
    assert changes() == {"A-1": date(2026, 4, 1), "A-2": date(2026, 4, 1)}


def test_a_contract_that_was_closed_before_it_began_is_taken_and_noted(bring_in, accounts):
    verdict = bring_in(
        "contracts",
        "account_id,contract_id,starts_on,ends_on,closed_on,outcome,is_free\n"
        "A-1,K-1,2026-04-01,2027-03-31,2026-03-01,解約,はい\n",
    )
    contract = Contract.objects.get()
    assert (contract.closed_on, contract.outcome) == (date(2026, 3, 1), Outcome.CHURNED)
    assert contract.is_free
    assert noted(verdict) == {("closed_before_start", "closed_on"): (2,)}


@pytest.mark.parametrize(
    "text",
    [
        "account_id,contract_id,starts_on\nA-1,K-1,2026-04-01\n",
        "account_id,contract_id,starts_on,ends_on\nA-1,K-1,2026-04-01,\n",
    ],
)
def test_a_contract_without_an_end_date_is_taken(bring_in, accounts, changes, text):
    verdict = bring_in("contracts", text)
    assert (verdict.state, verdict.counts.new) == ("loaded", 1)
    assert Contract.objects.get().ends_on is None
    assert changes() == {"A-1": date(2026, 4, 1)}


def test_an_end_date_comes_and_goes_with_its_cell_and_stays_without_its_column(
    bring_in, accounts, changes
):
    header = "account_id,contract_id,starts_on,ends_on\n"
    ends = []
    for text in (
        f"{header}A-1,K-1,2026-04-01,2027-03-31\n",
        "account_id,contract_id,starts_on,plan\nA-1,K-1,2026-04-01,Pro\n",
        f"{header}A-1,K-1,2026-04-01,\n",
    ):
        bring_in("contracts", text)
        ends.append(Contract.objects.get().ends_on)
    assert ends == [date(2027, 3, 31), date(2027, 3, 31), None]
    assert changes() == {"A-1": date(2026, 4, 1)}


def test_an_amount_keeps_its_two_decimals_and_says_when_it_had_more(bring_in, accounts):
    verdict = bring_in(
        "contracts",
        "account_id,contract_id,starts_on,ends_on,annual_amount\n"
        "A-1,K-1,2026-04-01,2027-03-31,999999999999.00\nA-1,K-2,2026-04-01,2027-03-31,0.125\n",
    )
    assert list(Contract.objects.order_by("pk").values_list("annual_amount", flat=True)) == [
        Decimal("999999999999.00"),
        Decimal("0.12"),
    ]
    assert noted(verdict) == {("rounded_money", "annual_amount"): (3,)}


# --- Activities, NPS ---------------------------------------------------------------------


def test_a_contact_is_linked_if_known_and_else_named_in_a_notice(bring_in, accounts):
    bring_in("contacts", "account_id,contact_id,name\nA-1,P-1,Hana\nA-2,P-2,Ren\n")
    verdict = bring_in(
        "activities",
        "account_id,activity_id,happened_on,kind,contact_id\n"
        "A-1,T-1,2026-11-01,call,P-1\nA-1,T-2,2026-11-01,call,P-2\nA-1,T-3,2026-11-01,call,\n",
    )
    hana = Contact.objects.get(external_id="P-1")
    assert list(Activity.objects.order_by("external_id").values_list("contact", flat=True)) == [
        hana.pk,
        None,
        None,
    ]
    assert notices(verdict) == {"unknown_contacts": ("P-2",)}


def test_an_unknown_member_is_added_by_an_activity_too(bring_in, accounts):
    verdict = bring_in(
        "activities",
        "account_id,activity_id,happened_on,kind,csm_email\nA-1,T-1,2026-11-01,call,Aki@X.jp\n",
    )
    assert Activity.objects.get().member == User.objects.get(email="aki@x.jp", is_active=False)
    assert notices(verdict) == {"new_members": ("aki@x.jp",)}


def test_who_was_asked_and_stays_silent_is_a_fact(bring_in, accounts):
    bring_in("nps", "account_id,response_id,invited_on,responded_on,score\nA-1,N-1,2026-11-01,,\n")
    asked = NpsInvitation.objects.get()
    assert (asked.invited_on, asked.responded_on, asked.score) == (date(2026, 11, 1), None, None)


def test_the_same_id_under_two_accounts_is_two_rows(bring_in, accounts):
    verdict = bring_in(
        "nps", "account_id,response_id,invited_on\nA-1,N-1,2026-11-01\nA-2,N-1,2026-11-01\n"
    )
    assert verdict.counts.new == 2


def test_a_row_may_not_come_twice_under_two_ids_of_its_account(bring_in, accounts):
    AccountAlias.objects.create(account_id=accounts["A-1"], source="main", value="old-1")
    verdict = bring_in(
        "nps",
        "account_id,response_id,invited_on\nA-1,N-1,2026-11-01\nold-1,N-1,2026-11-02\n",
    )
    (refusal,) = verdict.refusals()
    assert (refusal.line, refusal.column, refusal.code) == (3, "response_id", "duplicate_key")
    assert refusal.params["first_line"] == 2
    assert NpsInvitation.objects.count() == 0
    verdict = bring_in("accounts", "account_id,name\nA-1,Aoba\nA-2,Kita\nold-1,Aoba\n")
    assert refusals(verdict) == [(4, "account_id", "duplicate_key")]


def test_the_time_of_the_latest_load_is_kept_for_each_dataset(bring_in, accounts):
    bring_in("nps", "account_id,response_id,invited_on\nA-1,N-1,2026-11-01\n")
    bring_in("nps", "account_id,response_id,invited_on\nA-9,N-1,2026-11-01\n")
    marks = Watermark.objects.filter(dataset="nps")
    assert [(each.product, each.latest_day) for each in marks] == [(None, None)]
    assert marks.get().loaded_at.date() == DAY
