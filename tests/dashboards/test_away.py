"""Working the list of the day until it is empty: put away, undo, bring back, with and without htmx."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from book.domain.attention import Standing, attention_of
from book.models import PutAway
from core.models import Role
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
ENDS = attention_of(Standing(band=3, stage=2, risk=0, days_to_end=60))
FELL = attention_of(Standing(band=1, band_before=3, stage=2, risk=0))
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def csm(client):
    make_run()
    csm = make_user(Role.CSM, teams=[make_segment("ours").team])
    client.force_login(csm)
    return csm


def asking(name, csm, **fields):
    return make_status(make_account(name, csm=csm), attention=ENDS, segment=None, **fields)


def press(client, status, act="away", htmx=True, **given):
    given = {"view": "mine", **({"until": "seen"} if act == "away" else {}), **given}
    return client.post(f"/day/{status.pk}/{act}/", given, **(HTMX if htmx else {}))


def test_seen_takes_it_off_the_list_and_off_the_count(client, csm):
    first = asking("First", csm, arr=2)
    asking("Second", csm, arr=1)
    part = press(client, first)
    day = part.context["day"]
    assert [need.row.name for need in day.needs.lines] == ["Second"]
    assert [(line.name, line.until) for line in day.away] == [
        # Two weeks after the Monday on which the night is read.
        ("First", DAY + timedelta(days=15)),
    ]
    assert "First is put away until Mon 7 Dec" in part.content.decode()
    assert "1 of your 2 accounts needs you." in client.get("/").content.decode()
    listed = client.get("/accounts/?needs=1&mine=1").context["page"].statuses
    assert [row.name for row in listed] == ["Second"]


def test_undo_brings_it_back(client, csm):
    status = asking("First", csm)
    press(client, status)
    part = press(client, status, act="back")
    assert [need.row.name for need in part.context["day"].needs.lines] == ["First"]
    assert PutAway.objects.count() == 0


@pytest.mark.parametrize(
    ("until", "days"),
    # The morning is that of Monday the 23rd, a holiday.
    [("next", 2), ("week", 8), ("month", 29)],
)
def test_later_is_a_working_day(client, csm, until, days):
    press(client, asking("First", csm), until=until)
    assert PutAway.objects.get().until == DAY + timedelta(days=days)


def test_a_worked_list_says_so(client, csm):
    press(client, asking("First", csm))
    page = client.get("/").content.decode()
    assert "You are through" in page
    assert "1 account put away" in page


def test_without_script_the_page_comes_back_with_a_message(client, csm):
    answer = press(client, asking("First", csm), htmx=False)
    assert (answer.status_code, answer["Location"]) == (302, "/?view=mine")
    assert "First is put away until" in client.get("/").content.decode()


@pytest.mark.parametrize("given", [{"until": "never"}, {"until": ""}, {"view": "theirs"}])
def test_what_the_page_does_not_offer_is_refused(client, csm, given):
    assert press(client, asking("First", csm), **given).status_code == 422
    assert PutAway.objects.count() == 0


def test_an_account_out_of_sight_is_not_put_away(client, csm):
    foreign = asking("Foreign", make_user(Role.CSM))
    assert press(client, foreign).status_code == 404
    assert PutAway.objects.count() == 0


def test_a_manager_puts_away_for_themselves_not_for_the_csm(client, csm):
    status = asking("First", csm)
    manager = make_user(Role.MANAGER, teams=[make_segment("ours").team])
    client.force_login(manager)
    part = press(client, status, view="team")
    assert "1 account, and it needs no attention." in part.content.decode()
    client.force_login(csm)
    assert [need.row.name for need in client.get("/").context["day"].needs.lines] == ["First"]


def test_a_sealed_account_that_asks_for_nothing_else_is_not_put_away(client, csm):
    status = make_status(make_account("Sealed", csm=csm), attention=FELL, band=1, segment=None)
    make_seal(csm, status.account, "score")
    part = press(client, status)
    assert (part.context["said"], PutAway.objects.count()) == ("", 0)
