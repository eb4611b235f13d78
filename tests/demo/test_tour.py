"""The tour leads each member to real pages they may see, and exists nowhere but in the demo."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AccountAlias
from core.models import Role
from demo import tour
from demo.doors import IS_DEMO
from demo.models import DemoCompany
from demo.tour import stops_for, tour_at
from stages.models import ClassificationRound
from tests.builders import DAY, make_account, make_round, make_segment, make_status, make_user

pytestmark = pytest.mark.django_db
ONBOARD, ACTIVE = 1, 2
CAUTION, HEALTHY = 2, 3


@pytest.fixture
def demo():
    return DemoCompany.objects.create(as_of=DAY, accounts=12, seed=1, is_whole=True)


@pytest.fixture
def accounts():
    """One account of team "ours" for each account stop, one for all of them in "theirs", and a round."""
    make_round()
    ours, theirs = make_segment("ours").team, make_segment("theirs", order=1).team
    states = {
        "score": {"band": CAUTION},
        "stage": {"stage": ONBOARD},
        "risk": {"is_risk_disputed": True},
        "late": {"usage_to": DAY - timedelta(days=3)},
    }
    made = {key: make_account(key, team=ours) for key in states}
    for key, state in states.items():
        make_status(made[key], **{"band": HEALTHY, "stage": ACTIVE, **state})
    made["foreign"] = make_account("foreign", team=theirs)
    make_status(made["foreign"], band=CAUTION, stage=ONBOARD, is_risk_disputed=True)
    return made


def test_every_stop_opens_with_its_panel_and_leads_on(demo, accounts, client):
    admin = make_user(Role.ADMIN)
    client.force_login(admin)
    stops = stops_for(admin)
    pages = [client.get(stop.url.partition("#")[0]).content.decode() for stop in stops]
    assert [f"stop {n} of {len(stops)}" in page for n, page in enumerate(pages, start=1)] == [
        True
    ] * len(stops)
    for page, after in zip(pages, stops[1:], strict=False):
        assert f'href="{after.url}"' in page.replace("&amp;", "&")
    assert f'href="{reverse("tour")}"' in pages[-1]


def test_a_member_is_led_only_to_what_they_may_see(demo, accounts):
    csm = make_user(Role.CSM, teams=[accounts["score"].team])
    assert [stop.url for stop in stops_for(csm)] == [
        f"/accounts/{accounts['score'].pk}/?tour=1#why",
        f"/explain/account/{accounts['score'].pk}/score/?tour=2",
        f"/accounts/{accounts['stage'].pk}/?tour=3#stage",
        f"/accounts/{accounts['risk'].pk}/?tour=4#risk",
        f"/accounts/{accounts['late'].pk}/?tour=5#why",
        f"/stages/rounds/{ClassificationRound.objects.get().pk}/?tour=6",
    ]


def test_the_page_of_the_tour_lists_its_stops(demo, accounts, client):
    admin = make_user(Role.ADMIN)
    client.force_login(admin)
    page = client.get(reverse("tour")).content.decode().replace("&amp;", "&")
    assert [f'href="{stop.url}"' in page for stop in stops_for(admin)] == [True] * 7


def test_beside_its_stops_it_names_the_planted_cases_in_sight(demo, accounts, client):
    planted = make_account("株式会社みどり商事", team=accounts["foreign"].team)
    AccountAlias.objects.create(account=planted, value=tour.alias_of("off_season", demo))
    assert [(case.account, case.url) for case in tour.cases_for(make_user(Role.CS_HEAD))] == [
        (planted, f"/accounts/{planted.pk}/")
    ]
    assert tour.cases_for(make_user(Role.CSM, teams=[accounts["score"].team])) == []


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "１", "9" * 5_000])
def test_a_number_without_a_stop_shows_no_panel(number, demo, accounts, client):
    client.force_login(make_user(Role.ADMIN))
    page = client.get(reverse("glossary"), {"tour": number}).content.decode()
    assert "tour-title" not in page


def test_no_page_shows_the_panel_unasked(demo, accounts, client):
    client.force_login(make_user(Role.ADMIN))
    assert "tour-title" not in client.get(reverse("glossary")).content.decode()


def test_who_came_through_the_demos_door_is_told_that_the_data_is_made_up(demo, client):
    client.force_login(make_user(Role.ADMIN))
    assert ">Demo<" not in client.get(reverse("glossary")).content.decode()
    session = client.session
    session[IS_DEMO] = True
    session.save()
    page = client.get(reverse("glossary")).content.decode()
    assert ">Demo<" in page
    assert f'href="{reverse("tour")}"' in page


def test_where_nothing_is_made_up_the_tour_leads_home(client):
    client.force_login(make_user(Role.ADMIN))
    assert client.get(reverse("tour"))["Location"] == "/"


def test_production_has_no_tour(demo, accounts, settings):
    settings.IS_PRODUCTION = True
    assert stops_for(make_user(Role.ADMIN)) == []
    assert tour_at(make_user(Role.ADMIN), "1") is None
