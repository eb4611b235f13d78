"""The pages on which two accounts become one, and two again."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import merge_parts
from accounts.merge_parts import words_of
from accounts.models import Account, Merge
from core.models import Role
from engagement.models import Milestone
from intake.models import DataFinding
from intake.quality import duplicates
from intake.quality.findings import find, keep
from stages.selectors import milestone_words
from tests.accounts.merged import make_twice
from tests.builders import (
    DAY,
    make_account,
    make_contract,
    make_merge,
    make_seal,
    make_team,
    make_user,
)
from tests.whole import whole_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice():
    return make_twice()


@pytest.fixture
def ops(client):
    member = make_user(Role.OPS)
    client.force_login(member)
    return member


def inspect(*, as_of):
    keep(find(as_of=as_of), as_of=as_of)


def page_of(one, other):
    return reverse("merge_accounts", args=[one.pk, other.pk])


def said(response):
    return [str(each) for each in get_messages(response.wsgi_request)]


def finding():
    return DataFinding.objects.get(kind=duplicates.KEY)


def test_the_two_stand_side_by_side_with_what_would_move(client, twice, ops):
    master, merged = twice
    inspect(as_of=DAY)
    text = client.get(page_of(merged, master), {"master": master.pk}).content.decode()
    for words in (
        "The names differ only in company form",
        "99 of 100",
        "People of both have addresses at minato.example.",
        'name="seats" value="master" checked',
        'name="branch" value="other" checked',
        "posts · 20 Nov 2026: 7 stays, not 9",
        "Files that name A-2 count for the account that stays",
    ):
        assert words in text, words
    assert text.index("株式会社みなと設備</a>") < text.index("㈱みなと設備</a>")


def test_a_milestone_of_both_is_called_as_people_call_it(client, twice, ops, monkeypatch):
    assert words_of(Milestone) == milestone_words()
    monkeypatch.setitem(merge_parts._words, Milestone, lambda: {"kickoff": "Kick-off held"})
    for account in twice:
        Milestone.objects.filter(account=account).delete()
        Milestone.objects.create(account=account, key="kickoff", reached_on=DAY)
    text = client.get(page_of(*twice)).content.decode()
    assert "Kick-off held: " in text
    assert "kickoff: " not in text


def test_either_may_be_chosen_to_stay(client, twice, ops):
    master, merged = twice
    response = client.get(page_of(master, merged), {"master": merged.pk})
    assert response.context["compared"].master.account == merged


def test_merging_takes_what_was_chosen_and_leads_to_its_undoing(client, twice, ops):
    master, merged = twice
    before = whole_database()
    response = client.post(
        page_of(master, merged), {"master": master.pk, "seats": "other", "name": "master"}
    )
    done = Merge.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("merged", args=[done.pk]))
    assert said(response) == ["“㈱みなと設備” was merged into “株式会社みなと設備”."]
    master.refresh_from_db()
    assert (master.name, master.seats, done.merged_by) == ("株式会社みなと設備", 120, ops)
    response = client.post(reverse("merged", args=[done.pk]))
    assert response["Location"] == reverse("account", args=[merged.pk])
    assert whole_database() | {"sessions": []} == before | {"sessions": []}


def test_nothing_is_merged_while_it_is_not_said_which_one_stays(client, twice, ops):
    before = whole_database()
    for chosen in ({}, {"master": "999"}, {"master": "x"}):
        assert client.post(page_of(*twice), chosen).status_code == 422
    assert whole_database() == before


def test_the_page_of_a_merged_account_leads_to_the_one_that_stands_for_it(client, twice, ops):
    master, merged = twice
    client.post(page_of(*twice), {"master": master.pk})
    response = client.get(reverse("account", args=[merged.pk]), follow=True)
    assert response.redirect_chain == [(reverse("account", args=[master.pk]), 302)]
    text = response.content.decode()
    assert "“㈱みなと設備” was merged into this account on 22 Nov 2026." in text
    assert reverse("merged", args=[Merge.objects.get().pk]) in text


def test_the_finding_is_mended_by_the_merge_and_open_again_when_it_is_undone(client, twice, ops):
    master, _ = twice
    inspect(as_of=DAY)
    client.post(page_of(*twice), {"master": master.pk})
    assert (finding().state, finding().root_cause) == ("mended", "double")
    inspect(as_of=DAY)
    assert finding().state == "mended"
    client.post(reverse("merged", args=[Merge.objects.get().pk]))
    inspect(as_of=DAY)
    assert (finding().state, finding().root_cause) == ("open", "")


def test_two_customers_stay_two_and_the_pair_does_not_come_again(client, twice, ops):
    inspect(as_of=DAY)
    response = client.post(reverse("keep_two", args=[each.pk for each in twice]))
    assert (response.status_code, finding().state) == (302, "accepted")
    inspect(as_of=DAY)
    assert finding().state == "accepted"
    assert Account.objects.standing().count() == 2


def test_a_pair_that_was_never_found_can_be_settled_before(client, ops):
    one, other = make_account("Aoba Foods"), make_account("Aoba Foods Inc.")
    client.post(reverse("keep_two", args=[other.pk, one.pk]))
    inspect(as_of=DAY)
    assert finding().state == "accepted"


@pytest.mark.parametrize("place", [0, 1], ids=["first", "second"])
def test_a_manager_needs_both_accounts_in_their_team(client, place):
    ours, theirs = make_team("ours"), make_team("theirs")
    client.force_login(make_user(Role.MANAGER, teams=[ours]))
    pair = [make_account("Aoba", team=ours), make_account("Aoba Inc.", team=ours)]
    assert client.get(page_of(*pair)).status_code == 200
    Account.objects.filter(pk=pair[place].pk).update(team=theirs)
    assert client.get(page_of(*pair)).status_code == 404
    assert client.post(page_of(*pair), {"master": pair[0].pk}).status_code == 404
    done = make_merge(pair[1 - place])
    Account.objects.filter(pk=done.merged_id).update(team=theirs)
    assert client.get(reverse("merged", args=[done.pk])).status_code == 404


def test_a_sealed_rank_is_not_shown(client, twice, ops):
    master, merged = twice
    text = client.get(page_of(master, merged)).content.decode()
    assert 'name="rank"' in text
    make_seal(ops, merged, "rank")
    text = client.get(page_of(master, merged)).content.decode()
    assert 'name="rank"' not in text


def test_what_stands_against_undoing_is_said(client, twice, ops):
    master, _ = twice
    first = make_merge(master, name="First")
    make_merge(master, name="Second")
    response = client.post(reverse("merged", args=[first.pk]))
    assert response.status_code == 422
    assert "“Second” was merged into" in response.content.decode()


def test_the_way_to_merging_is_shown_to_whom_it_stands_open(client, twice):
    inspect(as_of=DAY)
    page = reverse("finding", args=[finding().pk])
    way = page_of(*sorted(twice, key=lambda account: account.pk))
    for role, is_shown in ((Role.OPS, True), (Role.CS_HEAD, False)):
        client.force_login(make_user(role))
        assert (way in client.get(page).content.decode()) == is_shown


def test_a_contract_without_an_end_outlasts_every_dated_one(client, ops):
    one, other = make_account("Minato"), make_account("Minato Co., Ltd.")
    for account, lengths in ((one, (400, None)), (other, (400, 500))):
        for days in lengths:
            make_contract(account, days=days)
    compared = client.get(page_of(one, other)).context["compared"]
    sides = {side.account: side.runs_to for side in (compared.master, compared.merged)}
    assert sides == {one: None, other: DAY + timedelta(days=199)}
    assert "without an end" in client.get(page_of(one, other)).content.decode()
