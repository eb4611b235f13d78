"""The start of CRE and marketing: what customers in sight said lately, the unhappy first."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from core.models import Role
from dashboards.day.voices import Answers, voices
from engagement.models import Attendance, Event, NpsInvitation, Request
from tests.builders import DAY, make_account, make_run, make_status, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def cre():
    return make_user(Role.CRE)


def account(name, arr=1_000_000, **fields):
    return make_status(make_account(name, **fields), arr=arr).account


def ask(of, what, by, *, ago=0):
    return Request.objects.create(
        account=of,
        asked_on=DAY - timedelta(days=ago),
        what=what,
        why="Time.",
        made_by=by,
        made_at=timezone.now(),
        token=uuid4(),
    )


def answer(of, score, *, comment="", ago=0):
    NpsInvitation.objects.create(
        account=of,
        external_id=f"{score}-{ago}",
        invited_on=DAY - timedelta(days=60),
        responded_on=DAY - timedelta(days=ago),
        score=score,
        comment=comment,
    )


def test_what_does_not_fit_among_the_first_requests_is_unfolded_below_them(cre):
    aoba = account("Aoba")
    for ago in range(12):
        ask(aoba, f"Wish {ago}", cre, ago=ago)
    found = voices(for_user=cre, today=DAY)
    assert [voice.what for voice in found.requests] == [f"Wish {ago}" for ago in range(10)]
    assert [voice.what for voice in found.earlier] == ["Wish 10", "Wish 11"]
    assert found.asked == 12


def test_requests_come_latest_first_with_their_why_and_revenue(cre):
    aoba = account("Aoba", arr=4_800_000)
    for what, ago in (("Old", 28), ("Earlier", 27), ("Latest", 0)):
        ask(aoba, what, cre, ago=ago)
    found = voices(for_user=cre, today=DAY)
    said = [(each.what, each.why, each.arr) for each in found.requests]
    assert said == [("Latest", "Time.", "¥4.8M"), ("Earlier", "Time.", "¥4.8M")]
    assert found.asked == 2


def test_answers_are_counted_by_kind_and_the_unhappy_speak_first(cre):
    aoba = account("Aoba")
    for score, comment in ((9, "Good."), (10, ""), (7, "Fine."), (6, "Slow."), (0, "")):
        answer(aoba, score, comment=comment)
    answer(aoba, 3, comment="Long ago.", ago=28)
    found = voices(for_user=cre, today=DAY)
    assert found.answers == Answers(promoters=2, passives=1, detractors=2)
    assert [(each.score, each.way, each.what) for each in found.said] == [
        *((6, "down", "Slow."), (7, "", "Fine."), (9, "up", "Good.")),
    ]


def test_events_tell_who_came_or_is_expected(cre):
    aoba, kita = account("Aoba"), account("Kita")
    over, untold, ahead, _far = (
        Event.objects.create(external_id=name, name=name, held_on=DAY + timedelta(days=days))
        for name, days in (("Over", -7), ("Untold", -1), ("Ahead", 7), ("Far", 40))
    )
    for event, of, state in (
        *((over, aoba, "attended"), (over, kita, "absent")),
        *((untold, aoba, "registered"), (untold, kita, "absent")),
        *((ahead, aoba, "registered"), (ahead, kita, "registered")),
    ):
        Attendance.objects.create(event=event, account=of, status=state)
    found = voices(for_user=cre, today=DAY).events
    assert [(each.name, each.is_over, each.has_come, each.accounts) for each in found] == [
        ("Ahead", False, False, 2),
        ("Untold", True, False, 1),
        ("Over", True, True, 1),
    ]


def test_of_a_past_event_whose_attendance_is_not_known_the_page_tells_who_registered(client, cre):
    make_run()
    event = Event.objects.create(external_id="e", name="E", held_on=DAY - timedelta(days=1))
    Attendance.objects.create(event=event, account=account("Aoba"), status="registered")
    client.force_login(cre)
    page = client.get("/").content.decode()
    assert "1 account registered" in page
    assert "1 account came" not in page


def test_a_comment_without_a_score_comes_after_those_with_one(client, cre):
    make_run()
    aoba = account("Aoba")
    for score, comment in ((None, "No number."), (9, "Good."), (0, "Bad.")):
        answer(aoba, score, comment=comment)
    assert [each.score for each in voices(for_user=cre, today=DAY).said] == [0, 9, None]
    client.force_login(cre)
    page = client.get("/").content.decode()
    assert '<b class="delta nowrap">–</b>' in page
    assert "None" not in page


def test_what_is_out_of_sight_is_not_heard():
    csm = make_user(Role.CSM)
    foreign = account("Foreign", csm=make_user(Role.CSM))
    ask(foreign, "Secret", csm)
    answer(foreign, 0, comment="Secret.")
    found = voices(for_user=csm, today=DAY)
    assert (found.asked, found.requests, found.said) == (0, [], [])
    assert found.answers.total == 0


@pytest.mark.parametrize("count", [2, 9])
def test_the_number_of_queries_does_not_grow(cre, django_assert_num_queries, count):
    for number in range(count):
        of = account(f"Account {number}")
        ask(of, "More", cre)
        answer(of, 5, comment="Slow.")
    with django_assert_num_queries(7):
        voices(for_user=cre, today=DAY)


def test_the_page_says_it_in_one_line(client, cre):
    make_run()
    client.force_login(cre)
    page = client.get("/").content.decode()
    assert "Within 28 days: 0 requests and 0 NPS answers." in page
    assert "Nobody wrote down a request within 28 days." in page
