"""Views of the list: shipped, kept and shared; each no more than a bookmark."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from book.models import AccountStatus, SavedView
from book.query import BookQuery
from book.tabs import saving
from book.tabs.saved import SHIPPED, tabs_above
from core.models import AuditEvent, Role, User
from tests.builders import (
    make_account,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.fixture
def team():
    return make_segment().team


@pytest.fixture
def member(team):
    return make_user(Role.CSM, name="Ken Sato", teams=[team])


@pytest.fixture
def mate(team):
    return make_user(Role.CSM, name="Yui Ito", teams=[team])


@pytest.fixture
def manager(team):
    return make_user(Role.MANAGER, name="Mona Manager", teams=[team])


def keep(owner, name="Mornings", query="band=at_risk", team=None):
    view = saving.save_view(owner=owner, name=name, query=query)
    if team:
        saving.name_view(view, name=name, team=team, by=owner)
    return view


def keys(query, member):
    return [tab.key for tab in tabs_above(query, for_user=member).all]


def here(query, member):
    tabs = tabs_above(query, for_user=member)
    return tabs.here and tabs.here.key, tabs.is_changed


def test_everybody_has_the_shipped_views_and_a_csm_their_own_accounts(member):
    head = make_user(Role.CS_HEAD)
    assert keys(BookQuery(), head) == ["all", "declined", "ending", "nearest"]
    assert keys(BookQuery(), member) == ["all", "mine", "declined", "ending", "nearest"]


def test_one_sees_ones_own_views_then_the_teams_and_nobody_elses(member, mate, team):
    shared, own = keep(mate, "Shared", team=team), keep(member)
    keep(mate, "Private")
    keep(make_user(Role.CSM, teams=[make_segment("x", order=2).team]), "Elsewhere")
    assert keys(BookQuery(), member)[-2:] == [str(own.pk), str(shared.pk)]


def test_the_view_that_asks_the_same_is_in_force_without_being_named(member):
    view = keep(member)
    assert here(BookQuery(band=("at_risk",)), member) == (str(view.pk), False)
    assert here(BookQuery(band=("at_risk",), page=3, size=100), member) == (str(view.pk), False)
    assert here(BookQuery(band=("caution",)), member) == (None, False)
    assert here(BookQuery(), member) == ("all", False)


def test_a_named_view_is_in_force_and_told_from_what_it_was(member):
    view = keep(member)
    asked = BookQuery(band=("at_risk",), view=str(view.pk))
    assert here(asked, member) == (str(view.pk), False)
    changed = BookQuery(band=("at_risk",), sort="-arr", view=str(view.pk))
    assert here(changed, member) == (str(view.pk), True)
    assert tabs_above(changed, for_user=member).bare_query == "band=at_risk&sort=-arr"


def test_only_who_may_change_a_view_is_offered_to_save_it(member, mate, manager, team):
    view = keep(mate, team=team)
    changed = BookQuery(view=str(view.pk))
    offered = [tabs_above(changed, for_user=each).may_save for each in (member, mate, manager)]
    assert offered == [False, True, True]


def test_a_name_is_taken_once_and_free_again_after_the_view_is_gone(member, mate):
    view = keep(member)
    keep(mate)
    with pytest.raises(saving.NameTakenError):
        keep(member)
    assert SavedView.objects.filter(owner=member).count() == 1
    saving.drop_view(view, at=NOW, by=member)
    keep(member)
    with pytest.raises(saving.NameTakenError):
        saving.bring_back(view, by=member)


def test_views_keep_the_order_that_one_gives_them(member):
    first, second, third = (keep(member, name) for name in "abc")
    saving.move_view(third, step=-1, by=member)
    saving.move_view(first, step=-1, by=member)
    assert keys(BookQuery(), member)[-3:] == [str(each.pk) for each in (first, third, second)]


def test_what_was_thrown_away_long_ago_goes_for_good(member):
    old, new = keep(member, "old"), keep(member, "new")
    saving.drop_view(old, at=NOW - timedelta(days=8), by=member)
    saving.drop_view(new, at=NOW, by=member)
    assert list(SavedView.objects.values_list("name", flat=True)) == ["new"]


# As pages


def post(client, view, **data):
    return client.post(reverse("saved_view", args=[view.pk]), data)


def test_a_list_is_saved_as_a_view_and_opened_again(client, member):
    make_run()
    client.force_login(member)
    answer = client.post(reverse("saved_views"), {"name": "Red", "query": "band=at_risk"})
    view = SavedView.objects.get()
    assert answer["Location"] == f"/accounts/?band=at_risk&view={view.pk}"
    page = client.get(answer["Location"])
    assert page.context["query"] == BookQuery(band=("at_risk",), view=str(view.pk))
    assert (page.context["tabs"].here.name, page.context["tabs"].is_changed) == ("Red", False)
    assert AuditEvent.objects.get(verb="save_view").object_id == str(view.pk)


def test_a_view_survives_parameters_that_nobody_knows_any_more(client, member):
    make_run()
    client.force_login(member)
    view = keep(member, query="band=at_risk&long_gone=7")
    page = client.get(f"{reverse('book')}?{view.query}&view={view.pk}")
    assert (page.status_code, page.context["query"].band) == (200, ("at_risk",))
    assert page.context["tabs"].here.saved == view


def test_a_name_that_is_taken_is_told_and_nothing_saved(client, member):
    keep(member)
    client.force_login(member)
    answer = client.post(reverse("saved_views"), {"name": "Mornings", "query": ""})
    assert (answer.status_code, SavedView.objects.count()) == (422, 1)
    assert "You have a view of this name" in answer.content.decode()


def test_a_list_whose_address_is_too_long_is_not_kept_and_told(client, member):
    view, long = keep(member), "q=" + "o" * 2_000
    client.force_login(member)
    told = "This list asks for too much to be kept as a view: take some of it out."
    answer = client.post(reverse("saved_views"), {"name": "Long", "query": long})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    back = post(client, view, do="keep", query=long)
    assert told in client.get(back.url).content.decode()
    assert list(SavedView.objects.values_list("name", "query")) == [("Mornings", "band=at_risk")]


def test_the_page_of_views_costs_as_many_queries_however_many_views(
    client, member, team, django_assert_num_queries
):
    keep(member)
    client.force_login(member)
    client.get(reverse("saved_views"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("saved_views"))
    for name in "abc":
        keep(member, name, team=team)
    with django_assert_num_queries(len(one)):
        page = client.get(reverse("saved_views")).content.decode()
    assert page.count(f'<option value="{team.pk}" selected>') == 3


def test_a_view_is_renamed_shared_kept_dropped_and_brought_back(client, member, team):
    view = keep(member)
    client.force_login(member)
    post(client, view, do="name", name="Evenings", team=team.pk)
    post(client, view, do="keep", query="sort=-arr")
    view.refresh_from_db()
    assert (view.name, view.team, view.query) == ("Evenings", team, "sort=-arr")
    post(client, view, do="drop")
    assert keys(BookQuery(), member)[-1] == "nearest"
    assert "Bring back" in client.get(reverse("saved_views")).content.decode()
    post(client, view, do="bring_back")
    assert keys(BookQuery(), member)[-1] == str(view.pk)


@pytest.mark.parametrize("do", ["keep", "name", "up", "down"])
def test_a_view_that_another_tab_deleted_is_left_as_it_is(client, member, do):
    view = keep(member)
    saving.drop_view(view, at=NOW, by=member)
    client.force_login(member)
    answer = post(client, view, do=do, name="Evenings", query="sort=-arr")
    assert answer.url == reverse("saved_views")
    text = client.get(answer.url).content.decode()
    assert "“Mornings” is deleted. Bring it back first." in text
    held = SavedView.objects.values_list("name", "query", "dropped_at")
    assert list(held) == [("Mornings", "band=at_risk", NOW)]


def test_what_two_tabs_do_to_a_view_is_done_once(client, member):
    view = keep(member)
    saving.drop_view(view, at=NOW, by=member)
    client.force_login(member)
    assert post(client, view, do="drop").status_code == 302
    view.refresh_from_db()
    assert view.dropped_at == NOW
    for _tab in range(2):
        post(client, view, do="bring_back")
    assert "You have a view of this name" not in client.get(reverse("saved_views")).content.decode()
    assert AuditEvent.objects.filter(verb="bring_back_view").count() == 1


def test_a_view_is_not_shared_with_a_foreign_team(client, member):
    view, foreign = keep(member), make_segment("x", order=2).team
    client.force_login(member)
    post(client, view, do="name", name="Evenings", team=foreign.pk)
    view.refresh_from_db()
    assert (view.name, view.team) == ("Mornings", None)


def test_a_foreign_view_and_a_missing_one_look_alike(client, member, mate, team):
    private, shared = keep(mate), keep(mate, "Shared", team=team)
    client.force_login(member)
    answers = [
        client.post(reverse("saved_view", args=[pk]), {"do": "drop"})
        for pk in (private.pk, shared.pk, 999_999)
    ]
    assert {(each.status_code, each.content) for each in answers} == {(404, answers[0].content)}
    assert SavedView.objects.filter(dropped_at=None).count() == 2


# What the shipped views find


def found(client, query):
    return [status.name for status in client.get(f"/accounts/?{query}").context["page"].statuses]


def query_of(key):
    return next(view.query for view in SHIPPED if view.key == key)


@pytest.fixture
def lines(client):
    """Accounts that the shipped views tell apart, seen by the CS head."""
    make_run()
    client.force_login(make_user(Role.CS_HEAD))
    for name, fields in {
        "Far": {"steps_to_next": 3, "next_progress": 9_000, "score_change_7": -90},
        "Near": {"steps_to_next": 1, "next_progress": 5_000, "score_change_7": -150},
        "Nearer": {"steps_to_next": 1, "next_progress": 8_000, "score_change_7": -900},
        "Active": {"stage": 2, "steps_to_next": 1, "score_change_7": None, "band": 1},
    }.items():
        make_status(make_account(name), **{"score": 5_000, **fields})


def test_the_nearest_to_active_come_first_by_steps_then_by_progress(client, lines):
    assert found(client, query_of("nearest")) == ["Nearer", "Near", "Far"]
    assert found(client, "stage=onboard&sort=-steps") == ["Far", "Near", "Nearer"]


def test_those_that_declined_most_within_a_week_come_first(client, lines):
    assert found(client, query_of("declined")) == ["Nearer", "Near"]


def test_those_at_risk_come_by_the_end_of_their_contract(client, lines):
    assert found(client, query_of("ending")) == ["Active"]


def test_a_sealed_stage_is_not_told_by_the_order(client, lines):
    head = User.objects.get(user_roles__role=Role.CS_HEAD)
    first, second = Account.objects.filter(name__in=["Near", "Nearer"]).order_by("pk")
    for account in (first, second):
        make_seal(head, account, "stage")
    told = []
    for progress in (1, 9_999):
        AccountStatus.objects.filter(pk=second.pk).update(next_progress=progress)
        told.append(found(client, "sort=steps"))
    assert told[0] == told[1] == ["Active", "Far", "Near", "Nearer"]
