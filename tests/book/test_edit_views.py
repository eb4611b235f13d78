"""Changing selected accounts in the browser, with script and without."""

import re

import pytest
from django.urls import reverse

from accounts.models import Account
from book.models import BulkEdit
from core.models import AuditEvent, Role
from tests.builders import make_account, make_run, make_segment, make_status, make_user

pytestmark = pytest.mark.django_db
EDIT = "/accounts/edit/"


@pytest.fixture
def manager(client):
    make_run()
    user = make_user(Role.MANAGER, name="Mona Manager", teams=[make_segment().team])
    client.force_login(user)
    return user


@pytest.fixture
def accounts(manager):
    found = [
        make_account(name, team=manager.teams.get(), rank="A") for name in ("Aoba", "Kita", "Mori")
    ]
    for account in found:
        make_status(account, rank="A")
    return found


def hidden(page):
    """Return what the page's form would send on, as lists by name."""
    found = {}
    form = page.content.decode().split('<form id="edit"')[1].split("</form>")[0]
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value.replace("&amp;", "&"))
    return found


def ranks():
    return list(Account.objects.order_by("name").values_list("rank", flat=True))


def test_without_script_one_selects_looks_and_changes(client, accounts):
    back = "/accounts/?sort=name"
    chosen = {"account": [accounts[0].pk, accounts[1].pk], "next": back}
    asked = client.post(EDIT, chosen)
    assert "2 accounts selected" in asked.content.decode()
    seen = client.post(EDIT, {**hidden(asked), "rank": "C", "step": "preview"})
    assert "Change 2 accounts" in seen.content.decode()
    assert ranks() == ["A", "A", "A"]
    done = client.post(EDIT, {**hidden(seen), "rank": "C", "step": "change"})
    assert (done.status_code, done["Location"]) == (302, back)
    assert ranks() == ["C", "C", "A"]
    told = client.get(back).content.decode()
    assert "2 accounts are changed" in told
    assert "2 accounts are changed" not in client.get(back).content.decode()


def test_a_change_is_undone_from_the_notice(client, accounts):
    chosen = {"account": [accounts[0].pk], "rank": "C"}
    seen = client.post(EDIT, {**chosen, "step": "preview"})
    client.post(EDIT, {**hidden(seen), "rank": "C", "step": "change"})
    undo = reverse("undo_edit", args=[BulkEdit.objects.get().pk])
    assert client.post(undo, {"next": "/accounts/"})["Location"] == "/accounts/"
    assert ranks() == ["A", "A", "A"]
    again = client.post(undo, follow=True).content.decode()
    assert "cannot be undone any more" in again


def test_all_that_the_list_finds_is_found_anew(client, accounts):
    chosen = {"all": "1", "list": "q=o", "rank": "C"}
    seen = client.post(EDIT, {**chosen, "step": "preview"})
    assert "2 accounts selected" in seen.content.decode()
    assert "account" not in hidden(seen)
    client.post(EDIT, {**hidden(seen), "rank": "C", "step": "change"})
    assert ranks() == ["C", "A", "C"]


def test_a_list_of_any_length_is_changed_and_one_that_cannot_be_read_is_not(client, accounts):
    long = "q=o&" + "&".join(f"segment={at:04}" for at in range(200))
    seen = client.post(EDIT, {"all": "1", "list": long, "rank": "C", "step": "preview"})
    assert "2 accounts selected" in seen.content.decode()
    unread = client.post(EDIT, {"all": "1", "list": "q=\0", "rank": "C", "step": "preview"})
    assert unread.context["foreseen"].ids == []


def test_what_was_not_shown_is_shown_instead_of_done(client, accounts):
    chosen = {"account": [each.pk for each in accounts], "rank": "C"}
    seen = client.post(EDIT, {**chosen, "step": "preview"})
    Account.objects.filter(pk=accounts[0].pk).update(rank="C")
    answer = client.post(EDIT, {**hidden(seen), "rank": "C", "step": "change"})
    assert (answer.status_code, ranks()) == (200, ["C", "A", "A"])
    assert "Something changed since this was shown" in answer.content.decode()
    assert "Change 2 accounts" in answer.content.decode()


def test_an_exception_needs_a_reason_and_an_end_within_a_year(client, accounts):
    wrong = {"account": accounts[0].pk, "segment": "side_duty", "step": "change"}
    answer = client.post(EDIT, {**wrong, "held_until": "2031-01-01"})
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["held_until", "reason"]
    assert not AuditEvent.objects.filter(verb="put_in_segment").exists()


def test_more_than_may_be_changed_at_once_changes_nothing(client, accounts, monkeypatch):
    monkeypatch.setattr("book.editing.views.MOST_ACCOUNTS", 2)
    seen = client.post(EDIT, {"all": "1", "list": "", "rank": "C", "step": "preview"})
    text = seen.content.decode()
    assert "finds more than 2 accounts" in text
    assert "promised" not in hidden(seen)
    promise = {"promised": seen.context["foreseen"].print}
    client.post(EDIT, {"all": "1", "list": "", "rank": "C", "step": "change", **promise})
    assert ranks() == ["A", "A", "A"]


def test_nobody_is_offered_to_change_what_they_only_read(client, accounts):
    client.force_login(make_user(Role.RENEWAL_REP))
    page = client.get(reverse("book")).content.decode()
    assert "data-select" not in page
    assert client.post(EDIT, {"account": accounts[0].pk}).status_code == 404


def test_another_member_does_not_undo_it(client, accounts):
    seen = client.post(EDIT, {"account": accounts[0].pk, "rank": "C", "step": "preview"})
    client.post(EDIT, {**hidden(seen), "rank": "C", "step": "change"})
    client.force_login(make_user(Role.ADMIN))
    answer = client.post(reverse("undo_edit", args=[BulkEdit.objects.get().pk]))
    assert (answer.status_code, ranks()) == (404, ["C", "A", "A"])
