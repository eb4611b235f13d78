"""Why ARPA changed, read from two nights and the contracts that ran on them."""

from datetime import timedelta

import pytest

from core.models import Role
from tests.builders import (
    DAY,
    make_account,
    make_contract,
    make_night,
    make_run,
    make_segment,
    make_team,
    make_user,
)
from tests.dashboards.test_segment_views import count_nights, make_status

pytestmark = pytest.mark.django_db
SINCE = DAY - timedelta(days=28)
URL = "/segments/graduate_season/arpa/"
MILLION = 1_000_000


def customer(name, *, then=None, now=None, plans=("pro", "pro"), **fields):
    """Write an account that paid (yen, seats) on either night, by one contract each."""
    account = make_account(name, **fields)
    spans = ((SINCE, then, plans[0], 300), (DAY, now, plans[1], 20))
    for day, paid, plan, begun_before in spans:
        if paid:
            arr, seats = paid
            make_night(
                account, day=day, segment_key="graduate_season", arr=arr, metrics={"seats": seats}
            )
            make_contract(
                account,
                starts_on=day - timedelta(days=begun_before),
                days=begun_before + 1,
                plan=plan,
            )
    make_status(account, segment=make_segment(), arr=(now or (None,))[0])
    return account


@pytest.fixture
def page(client):
    make_run()
    make_segment()
    customer("kept", then=(MILLION, 10), now=(MILLION, 10))
    customer("dearer", then=(MILLION, 10), now=(1_200_000, 10))
    customer("bigger", then=(MILLION, 10), now=(1_500_000, 15))
    customer("moved up", then=(MILLION, 10), now=(3 * MILLION, 10), plans=("pro", "team"))
    customer("gone", then=(5 * MILLION, 50))
    customer("came", now=(800_000, 8))
    customer("free", then=(None, 5), now=(None, 5))
    count_nights()
    client.force_login(make_user(Role.CS_HEAD))
    return client.get(URL)


def test_the_parts_are_told_to_the_yen(page):
    split = page.context["page"].split
    assert (split.then, split.now, split.change) == (1_800_000, 1_500_000, -300_000)
    assert (split.price, split.upsell, split.mix) == (40_000, 500_000, -840_000)


def test_each_account_that_moved_it_stands_in_a_line(page):
    lines = {line.name: line for line in page.context["page"].lines}
    assert {
        name: (line.way, line.price, line.upsell, line.effect) for name, line in lines.items()
    } == {
        "gone": ("left", 0, 0, -640_000),
        "moved up": ("plan", 0, 2 * MILLION, 400_000),
        "came": ("came", 0, 0, -200_000),
        "bigger": ("seats", 0, 500_000, 100_000),
        "dearer": ("price", 200_000, 0, 40_000),
    }
    assert sum(line.effect for line in lines.values()) == -300_000


def test_the_dashboard_and_the_side_by_side_page_tell_the_same(client, page):
    board = client.get("/segments/graduate_season/").context["board"]
    (arpa,) = (each for each in board.figures if each.word == "ARPA")
    assert (arpa.value, arpa.change) == ("¥1,500,000", "−¥300,000")
    assert [note.text for note in arpa.notes] == [
        "Price +¥40,000",
        "Seats, plan +¥500,000",
        "Mix −¥840,000",
        "an outcome, not a target",
    ]
    columns = client.get("/segments/").context["overview"].columns
    (found,) = (
        column for column in columns if column.segment and column.segment.key == "graduate_season"
    )
    (beside,) = (each for each in found.figures if each.word == "ARPA")
    assert (beside.value, beside.notes) == (arpa.value, arpa.notes)


def test_an_account_that_went_to_another_team_counts_and_is_not_named(client):
    make_run()
    segment = make_segment()
    customer("stayed", then=(MILLION, 10), now=(1_200_000, 10), team=segment.team)
    customer("went away", then=(5 * MILLION, 50), team=make_team("steady"))
    count_nights()
    client.force_login(make_user(Role.MANAGER, teams=[segment.team]))
    response = client.get(URL)
    page = response.context["page"]
    assert [line.name for line in page.lines] == ["stayed"]
    assert (page.total, page.unnamed, page.is_cut, page.paying_then) == (2, 1, False, 2)
    assert (page.split.then, page.split.now) == (3 * MILLION, 1_200_000)
    shown = response.content.decode()
    assert "1 account of other teams counts too and is not named here." in shown
    assert "went away" not in shown


def test_without_a_night_to_compare_with_the_page_says_so(client):
    make_run()
    make_segment()
    client.force_login(make_user(Role.CS_HEAD))
    assert "Nothing to compare" in client.get(URL).content.decode()
