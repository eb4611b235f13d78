"""The segment pages: who gets in, what they say, and a fixed number of queries."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from book.counting import count_segments
from book.services import keep_segment_nights
from core.models import Role
from dashboards.segment.earlier import earlier_days
from dashboards.segment.nights import Chosen
from metrics.models import AccountNight
from tests.builders import (
    DAY,
    make_account,
    make_night,
    make_proposal,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)
from tests.dashboards.segment_company import make_company

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
URL = "/segments/graduate_season/"


@pytest.fixture
def manager(client):
    make_run()
    user = make_user(Role.MANAGER, name="Rie Nakamura", teams=[make_segment().team])
    client.force_login(user)
    return user


@pytest.fixture
def of_two_segments(manager):
    make_segment("multi_site", order=1).team.members.add(manager)
    return manager


def fill(count):
    segment = make_segment()
    for number in range(count):
        csm = make_user(Role.CSM, teams=[segment.team])
        account = make_account(f"Account {number:03}", csm=csm, team=segment.team)
        for back in (0, 28):
            make_night(account, day=DAY - timedelta(days=back), segment_key=segment.key)
        make_status(account, segment=segment)
    count_nights()


def count_nights():
    for back in (0, 28):
        night = DAY - timedelta(days=back)
        keep_segment_nights(count_segments(night=night), nights=[night])


def test_who_sees_one_segment_is_led_to_its_dashboard(client, manager):
    assert client.get("/segments/").url == URL
    assert "Side by side" not in client.get(URL).content.decode()
    make_segment("multi_site", order=1).team.members.add(manager)
    assert client.get("/segments/").status_code == 200
    assert "Side by side" in client.get(URL).content.decode()


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("name", ["segments", "segment"])
def test_the_number_of_queries_does_not_grow(
    client, of_two_segments, django_assert_num_queries, name, count
):
    fill(count)
    url = reverse(name, args=["graduate_season"] if name == "segment" else [])
    client.get(url)
    with django_assert_num_queries(BASELINE[name]):
        assert client.get(url).status_code == 200


def test_a_dashboard_says_strategy_partners_and_deviations(client, manager):
    segment = make_segment()
    segment.manager = manager
    segment.save()
    fill(1)
    page = client.get(URL).content.decode()
    for text in ("Be ready before the season.", "Manager Rie Nakamura", "left out", "weight 30%"):
        assert text in page


def test_a_segment_that_deviates_in_nothing_says_so(client):
    make_segment("quiet")
    client.force_login(make_user(Role.OPS))
    page = client.get("/segments/quiet/").content.decode()
    assert "None: everything is judged by the common definitions." in page


def test_a_segment_without_accounts_says_what_to_expect(client, manager):
    page = client.get(URL).content.decode()
    assert "No account with a running contract is in this segment." in page


def test_nights_stand_in_the_address(client):
    company = make_company()
    client.force_login(company.sato)
    latest = client.get(URL)
    earlier = client.get(URL, {"as_of": "2026-10-25"})
    assert latest.context["board"].lists.since.isoformat() == "2026-10-25"
    assert latest.context["board"].lists.is_latest
    assert earlier.context["board"].lists.as_of.isoformat() == "2026-10-25"
    assert earlier.context["board"].lists.since is None
    assert "An earlier night" in earlier.content.decode()


@pytest.mark.parametrize("url", [URL, f"{URL}arpa/"])
def test_for_a_day_without_a_night_the_nearest_before_it_is_shown_and_named(client, url):
    client.force_login(make_company().sato)
    page = client.get(url, {"as_of": "2026-11-21", "since": "2026-11-01"})
    assert page.context["chosen"].as_of.isoformat() == "2026-10-25"
    text = page.content.decode()
    assert "Of 21 Nov 2026 no night is kept: 25 Oct 2026 is shown" in text
    assert "No earlier night is kept to compare with." in text


def test_usual_days_to_compare_with_are_one_click_away_as_far_as_nights_are_kept(client, manager):
    fill(1)
    page = client.get(URL)
    assert [(each.word, each.url, each.is_chosen) for each in page.context["earlier"]] == [
        ("a week", "?since=2026-11-15", False),
        ("4 weeks", "?since=2026-10-25", True),
    ]


def test_the_fiscal_year_is_compared_with_the_day_before_it_began():
    chosen = Chosen(date(2026, 5, 20), is_latest=False, earliest=date(2024, 1, 1))
    assert [(each.word, each.url) for each in earlier_days(chosen)] == [
        ("a week", "?as_of=2026-05-20&since=2026-05-13"),
        ("4 weeks", "?as_of=2026-05-20&since=2026-04-22"),
        ("since the fiscal year began", "?as_of=2026-05-20&since=2026-03-31"),
        ("a year", "?as_of=2026-05-20&since=2025-05-21"),
    ]


def test_before_the_first_night_the_page_says_which_is_the_first(client):
    client.force_login(make_company().sato)
    page = client.get(URL, {"as_of": "2025-01-01"}).content.decode()
    assert "The first night kept is 25 Oct 2026." in page
    assert 'href="?as_of=2026-10-25"' in page


def test_a_day_that_is_none_is_left_out_and_said(client):
    client.force_login(make_company().sato)
    page = client.get(URL, {"as_of": "yesterday"})
    assert page.context["board"].lists.as_of == DAY
    assert "was not understood" in page.content.decode()


def test_moves_that_wait_are_one_click_away(client, of_two_segments):
    fill(1)
    account = make_account("Kita Foods", team=make_segment().team)
    make_proposal(account, current="graduate_season", to="multi_site")
    for url in (URL, "/segments/"):
        assert reverse("segment_moves") in client.get(url).content.decode()
    assert "1 proposed move waits for a decision" in client.get(URL).content.decode()


def test_a_sealed_judgement_leaves_no_trace_in_the_pages(client, of_two_segments):
    fill(3)
    account = make_account("Sealed", team=make_segment().team)
    make_night(account, segment_key="graduate_season")
    line = make_status(account, segment=make_segment())
    for question in ("score", "stage", "risk"):
        make_seal(of_two_segments, account, question)
    seen = []
    for values in ({"score": 9_900, "band": 3, "stage": 3, "risk": 0}, {"band": 1, "stage": 0}):
        type(line).objects.filter(pk=line.pk).update(**values)
        AccountNight.objects.filter(account=account).update(**values)
        count_nights()
        pages = [client.get(url).content.decode() for url in (URL, "/segments/")]
        seen.append([re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page) for page in pages])
    assert seen[0] == seen[1]
    assert "Sealed for you" in seen[0][0]
