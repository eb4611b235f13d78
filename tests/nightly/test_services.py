"""Nights are asked for by the clock, by a person, or for a range of the past; each exists once."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.models import AuditEvent, Run, State
from metrics.models import AccountNight
from nightly.services import ensure_nights, request_backfill, request_night
from nightly.steps import nights_of
from tests.builders import DAY, make_account, make_run, make_user
from tests.nightly.kept import at_night, back, make_company, run_night

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account()


def runs():
    """Every run as (days back, is reconstructed), in the order of asking."""
    return [
        ((DAY - run.business_date).days, run.options["is_reconstructed"])
        for run in Run.objects.filter(kind="nightly").order_by("pk")
    ]


# By the clock


def test_the_clock_asks_for_yesterdays_night_once(account):
    for minute in range(3):
        ensure_nights(at_night(DAY) + timedelta(minutes=minute))
    assert runs() == [(0, False)]


def test_the_day_turns_at_midnight_in_tokyo(account):
    ensure_nights(datetime.fromisoformat("2026-11-22T14:59:59Z"))
    ensure_nights(datetime.fromisoformat("2026-11-22T15:00:00Z"))
    assert runs() == [(1, False), (0, False)]


def test_nights_that_were_missed_are_made_up_for_in_order(account):
    ensure_nights(at_night(back(5)))
    ensure_nights(at_night(DAY))
    assert runs() == [(5, False), (4, True), (3, True), (2, False), (1, False), (0, False)]


def test_after_a_long_outage_a_week_is_made_up_for(account):
    ensure_nights(at_night(back(30)))
    ensure_nights(at_night(DAY))
    assert [ago for ago, _ in runs()] == [30, 7, 6, 5, 4, 3, 2, 1, 0]


def test_a_night_run_by_hand_in_between_leaves_no_hole(account):
    ensure_nights(at_night(back(4)))
    request_night(night=back(1), at=at_night(back(1)))
    ensure_nights(at_night(DAY))
    assert sorted(ago for ago, _ in runs()) == [0, 1, 2, 3, 4]


def test_nothing_is_judged_before_there_are_accounts(db):
    ensure_nights(at_night(DAY))
    assert not Run.objects.exists()


def test_seven_nights_of_two_schedulers_are_seven_runs(account):
    for ago in range(6, -1, -1):
        ensure_nights(at_night(back(ago)))
        ensure_nights(at_night(back(ago)))
    assert [ago for ago, _ in runs()] == [6, 5, 4, 3, 2, 1, 0]


# By a person


@pytest.mark.parametrize(
    ("ago", "is_reconstructed"), [(0, False), (2, False), (3, True), (300, True)]
)
def test_a_night_judged_long_after_its_day_is_marked_as_reconstructed(
    account, ago, is_reconstructed
):
    run = request_night(night=back(ago), at=at_night(DAY))
    assert run.options == {"is_reconstructed": is_reconstructed}


def test_the_mark_stands_on_every_row(db):
    make_company()
    run = run_night(back(10), at=at_night(DAY))
    assert run.state == State.DONE
    assert set(AccountNight.objects.values_list("is_reconstructed", flat=True)) == {True}


def test_a_night_under_way_is_not_begun_anew(account):
    run = make_run(state=State.RUNNING)
    assert request_night(night=DAY, at=at_night(DAY)) == run
    run.refresh_from_db()
    assert (run.state, run.round) == (State.RUNNING, 1)


def test_a_night_that_is_over_is_done_again_and_who_asked_is_kept(account):
    member = make_user("ops")
    make_run(state=State.FAILED)
    run = request_night(night=DAY, at=at_night(DAY), by=member)
    assert (run.state, run.round, run.requested_by) == (State.QUEUED, 2, member)
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.detail) == (
        member,
        "request_night",
        {"night": "2026-11-22", "round": 2},
    )


# For the past


@pytest.mark.parametrize(
    ("every_days", "expected"), [(1, [9, 8, 7, 6, 5, 4, 3, 2]), (7, [9, 2]), (5, [7, 2]), (30, [2])]
)
def test_a_backfill_counts_back_from_its_final_night(account, every_days, expected):
    run = request_backfill(first=back(9), final=back(2), every_days=every_days)
    assert [(DAY - night).days for night in nights_of(run)] == expected
    assert run.options["is_reconstructed"]


def test_the_same_backfill_is_the_same_run(account):
    asked = [request_backfill(first=back(9), final=back(2)) for _ in range(2)]
    asked.append(request_backfill(first=back(8), final=back(2)))
    asked.append(request_backfill(first=back(9), final=back(2), every_days=7))
    assert [run.pk for run in asked] == [asked[0].pk, asked[0].pk, asked[2].pk, asked[3].pk]
    assert len({run.pk for run in asked}) == 3


# By command


def test_the_command_judges_the_latest_day_that_is_over(db, capsys):
    make_company()
    with time_machine.travel(at_night(DAY), tick=True):
        call_command("nightly")
    assert "nightly 2026-11-22: done" in capsys.readouterr().out


@pytest.mark.parametrize(
    "asked",
    [
        ("--as-of", "2026-11-23"),
        ("--from", "2026-11-01", "--to", "2026-11-23"),
    ],
)
def test_the_command_refuses_a_day_that_is_not_over(account, asked):
    with (
        time_machine.travel(at_night(DAY), tick=True),
        pytest.raises(
            CommandError,
            match=r"^2026-11-23 is not over yet: the latest day to judge is 2026-11-22\.$",
        ),
    ):
        call_command("nightly", *asked)
    assert not Run.objects.exists()
