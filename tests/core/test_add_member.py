"""The first member is taken in by a command."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from core.models import AuditEvent, User
from tests.builders import PASSWORD

pytestmark = pytest.mark.django_db


def add(monkeypatch, *arguments, password=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    with translation.override("en"):
        call_command("add_member", *arguments)


def test_a_new_member_has_the_roles_and_can_log_in(monkeypatch, client):
    add(monkeypatch, "Ops@Example.com", "Olivia Ops", "--role", "ops", "--role", "admin")
    member = User.objects.get(email="ops@example.com")
    assert (member.name, member.roles) == ("Olivia Ops", {"ops", "admin"})
    form = {"username": "ops@example.com", "password": PASSWORD}
    assert client.post("/login/", form)["Location"] == "/"
    event = AuditEvent.objects.get(verb="add_member")
    assert (event.object_id, event.actor) == (str(member.pk), None)
    assert event.detail == {"roles": ["admin", "ops"]}


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("no address", PASSWORD, "Enter a valid email address"),
        ("ops@example.com", "short", "This password is too short"),
        ("ops@example.com", "", "This password is too short"),
    ],
)
def test_what_is_no_address_or_no_password_takes_nobody_in(monkeypatch, email, password, said):
    with pytest.raises(CommandError, match=said):
        add(monkeypatch, email, "Olivia Ops", "--role", "ops", password=password)
    assert not User.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_member_is_taken_in_once(monkeypatch):
    add(monkeypatch, "ops@example.com", "Olivia Ops", "--role", "ops")
    with pytest.raises(CommandError, match="is a member already"):
        add(monkeypatch, "OPS@example.com", "Another", "--role", "admin")
    assert User.objects.get().name == "Olivia Ops"
    assert AuditEvent.objects.count() == 1
