"""What was promised to a customer: written down, measured against, changed and taken away."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import AuditEvent, Role
from engagement.models import Promise
from tests import builders
from tests.builders import DAY, make_account, make_promise, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_user(Role.CSM, name="Ken Sato")
    client.force_login(user)
    return user


@pytest.fixture
def account(member):
    """Used on every day of the latest month but the latest two weeks: 14 of 28."""
    account = make_account(csm=member, seats=100)
    builders.make_contract(account)
    builders.make_usage(account, builders.steady_use(until=DAY - timedelta(days=14)))
    builders.make_usage(make_account("Its neighbour"), builders.steady_use(days=3))
    builders.judge_night(DAY)
    return account


def shown(client, account):
    response = client.get(reverse("account", args=[account.pk]))
    return [
        (line.promise.expected, line.baseline, line.now, line.target, line.percent, line.state.key)
        for line in response.context["promises"]
    ]


def test_delivered_is_what_the_latest_night_saw(client, account):
    make_promise(account)
    assert shown(client, account) == [
        ("Interviews are planned here", "4 days", "14 days", "24 days", 50, "is-under-way")
    ]


@pytest.mark.parametrize(
    ("fields", "percent", "state"),
    [
        ({"target": 14}, 100, "is-reached"),
        ({"target": 14, "due_on": DAY - timedelta(days=1)}, 100, "is-reached"),
        ({"due_on": DAY - timedelta(days=1)}, 50, "is-overdue"),
        ({"due_on": DAY}, 50, "is-under-way"),
        ({"due_on": None}, 50, "is-under-way"),
        ({"metric": "", "baseline": None, "target": None}, None, "is-unmeasured"),
        ({"metric": "no_such_metric"}, None, "is-unmeasured"),
        ({"metric": "nps_score"}, None, "is-unmeasured"),
    ],
)
def test_a_promise_says_how_it_stands(client, account, fields, percent, state):
    make_promise(account, **fields)
    ((*_, found, key),) = shown(client, account)
    assert (found, key) == (percent, state)


def test_what_is_due_first_stands_first(client, account):
    for place, due_on in enumerate((None, DAY + timedelta(days=9), DAY - timedelta(days=9))):
        make_promise(account, external_id=str(place), expected=str(place), due_on=due_on)
    assert [line[0] for line in shown(client, account)] == ["2", "1", "0"]


def given(**fields):
    return {
        **{"expected": "Fewer mails", "promised_on": "2026-04-01", "due_on": "2026-12-31"},
        **{"metric": "active_days_28", "baseline": "4", "target": "24.5"},
        **fields,
    }


def test_a_promise_is_written_down_with_its_event(client, member, account):
    answer = client.post(reverse("new_promise", args=[account.pk]), given())
    assert answer["Location"] == reverse("account", args=[account.pk]) + "#promises"
    made = Promise.objects.get()
    assert (made.account, made.expected, made.metric, made.baseline, made.target, made.made_by) == (
        account,
        "Fewer mails",
        "active_days_28",
        Decimal(4),
        Decimal("24.5"),
        member,
    )
    event = AuditEvent.objects.get(verb="make_promise")
    assert (event.actor, event.object_id) == (member, str(account.pk))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"expected": ""}, "This field is required."),
        ({"promised_on": "soon"}, "Enter a valid date."),
        ({"target": ""}, "Say which value of the metric was promised."),
        ({"metric": ""}, "Choose the metric that these values are of."),
        ({"target": "4"}, "The target must differ from the value before."),
        ({"due_on": "2026-03-31"}, "It cannot be due before it was promised."),
        ({"metric": "no_such_metric"}, "Select a valid choice"),
        ({"expected": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_promise_that_is_not_whole_is_not_written(client, account, fields, message):
    answer = client.post(reverse("new_promise", args=[account.pk]), given(**fields))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Promise.objects.count() == 0
    assert not AuditEvent.objects.filter(verb="make_promise").exists()


def test_a_promise_is_changed_and_the_same_again_writes_nothing(client, account):
    made = make_promise(account)
    url = reverse("promise", args=[made.pk])
    assert "Interviews are planned here" in client.get(url).content.decode()
    for _ in range(2):
        assert client.post(url, given()).status_code == 302
    made.refresh_from_db()
    assert (made.expected, made.target) == ("Fewer mails", Decimal("24.5"))
    event = AuditEvent.objects.get(verb="change_promise")
    assert event.detail["before"]["expected"] == "Interviews are planned here"
    assert event.detail["after"]["expected"] == "Fewer mails"


def test_a_promise_is_taken_away_with_what_it_said_kept(client, account):
    made = make_promise(account)
    client.post(reverse("promise", args=[made.pk]), {"remove": "1"})
    assert Promise.objects.count() == 0
    event = AuditEvent.objects.get(verb="remove_promise")
    assert event.detail["expected"] == "Interviews are planned here"


def test_a_promise_of_an_account_out_of_sight_is_not_there(client, member):
    other = make_promise(make_account("Other", csm=make_user(Role.CSM)))
    for asked in (given(), {"remove": "1"}):
        missing = client.post(reverse("promise", args=[999_999]), asked)
        foreign = client.post(reverse("promise", args=[other.pk]), asked)
        assert (missing.status_code, missing.content) == (404, foreign.content)
    assert Promise.objects.get().expected == "Interviews are planned here"


def test_who_may_not_edit_sees_promises_and_no_way_to_change_them(client, account):
    made = make_promise(account)
    client.force_login(make_user(Role.RENEWAL_REP))
    page = client.get(reverse("account", args=[account.pk])).content.decode()
    assert "Interviews are planned here" in page
    assert reverse("promise", args=[made.pk]) not in page
    assert "Add a promise" not in page


def test_features_not_used_come_with_what_each_would_add(client, account):
    unused = client.get(reverse("account", args=[account.pk])).context["judged"].unused
    assert [(each.metric, each.gain) for each in unused] == []
