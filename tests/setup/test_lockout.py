"""Guessing a password stops after ten tries, for that member from that address."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessLog
from django.contrib.auth import SESSION_KEY, get_user_model
from django.urls import reverse
from django.utils import timezone

PASSWORD = "a long enough password"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def member():
    members = get_user_model().objects
    return members.create_user(email="csm@example.com", name="CSM", password=PASSWORD)


def log_in(client, password, *, email="csm@example.com", address="192.0.2.1", **headers):
    """Try to log in from an address, and say whether it worked."""
    form = {"username": email, "password": password}
    client.post(reverse("login"), form, REMOTE_ADDR=address, headers=headers)
    return SESSION_KEY in client.session


def guess(client, times):
    for _ in range(times):
        assert not log_in(client, "a wrong guess")


def test_nine_wrong_tries_leave_the_door_open(client):
    guess(client, 9)
    assert log_in(client, PASSWORD)


def test_ten_wrong_tries_close_it_even_to_the_right_password(client):
    guess(client, 10)
    assert not log_in(client, PASSWORD)


def test_another_address_is_not_shut_out(client):
    guess(client, 10)
    assert log_in(client, PASSWORD, address="192.0.2.2")


def test_capitals_in_the_e_mail_give_no_further_tries(client):
    guess(client, 10)
    assert not log_in(client, PASSWORD, email="CSM@example.com")


def test_another_member_at_the_same_address_is_not_shut_out(client):
    get_user_model().objects.create_user(email="ops@example.com", name="Ops", password=PASSWORD)
    guess(client, 10)
    assert log_in(client, PASSWORD, email="ops@example.com")


def test_a_log_in_that_works_forgets_the_wrong_tries(client):
    guess(client, 9)
    assert log_in(client, PASSWORD)
    client.logout()
    guess(client, 9)
    assert log_in(client, PASSWORD)


def test_an_address_cannot_be_changed_by_a_header(client):
    guess(client, 10)
    assert not log_in(client, PASSWORD, **{"X-Forwarded-For": "192.0.2.9"})


def test_behind_a_proxy_the_address_is_the_one_it_saw_whatever_the_visitor_claims(client, settings):
    settings.BEHIND_TLS_PROXY = True
    for claimed in range(10):
        seen = {"X-Forwarded-For": f"198.51.100.{claimed}, 203.0.113.7"}
        assert not log_in(client, "a wrong guess", address="127.0.0.1", **seen)
    other = {"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}
    assert log_in(client, PASSWORD, address="127.0.0.1", **other)
    client.logout()
    assert not log_in(client, PASSWORD, address="127.0.0.1", **{"X-Forwarded-For": "203.0.113.7"})


def test_the_door_opens_again_after_a_quarter_of_an_hour(client):
    guess(client, 10)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert log_in(client, PASSWORD)


def test_no_log_beside_the_audit_trail_keeps_who_logged_in(client):
    assert log_in(client, PASSWORD)
    client.logout()
    assert not AccessLog.objects.exists()
