"""Writing about an account: sent once, shown at once, changed by whom it concerns, taken back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from book.models import AccountStatus
from core.models import AuditEvent, Role
from engagement.models import Activity, NextStep, Request
from tests import builders
from tests.builders import DAY, make_account, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
# The day after the night: what is written now comes after what was judged.
TODAY = DAY + timedelta(days=1)
HTMX = {"HTTP_HX_REQUEST": "true"}
SAID = {
    "activity": {"kind": "call", "subject": "Spoke with Mori", "happened_on": TODAY, "body": ""},
    "note": {"subject": "They reorganise", "happened_on": TODAY, "body": "In April."},
    "request": {"what": "CSV", "why": "They copy by hand", "asked_on": TODAY, "contact": ""},
    "next-step": {"what": "Send the slides", "due_on": TODAY},
}


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(datetime(2026, 11, 23, 1, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def member(client):
    user = make_user(Role.CSM, name="Ken Sato", teams=[make_team()])
    client.force_login(user)
    return user


@pytest.fixture
def account(member):
    return make_account(csm=member, team=make_team())


def send(client, account, kind_of, *, number=1, headers=None, **said):
    fields = {"token": UUID(int=number), **SAID[kind_of], **said}
    if kind_of == "next-step":
        fields.setdefault("owner", account.csm_id)
    url = reverse("write_about", args=[account.pk, kind_of])
    return client.post(url, fields, **(headers or {}))


def undo_url(event=None):
    event = event or AuditEvent.objects.latest("pk")
    return reverse("undo_writing", args=[event.pk])


def url_of(name, row, kind="activity"):
    return reverse(name, args=[kind, row.pk])


@pytest.mark.parametrize(
    ("what", "model"),
    [("activity", Activity), ("note", Activity), ("request", Request), ("next-step", NextStep)],
)
def test_without_script_the_form_leads_back_to_the_account_with_a_way_to_undo(
    client, account, what, model
):
    assert client.get(reverse("write_about", args=[account.pk, what])).status_code == 200
    answer = send(client, account, what)
    assert answer.url == reverse("account", args=[account.pk])
    assert model.objects.count() == 1
    shown = client.get(answer.url).content.decode()
    assert f'action="{undo_url()}"' in shown
    assert client.post(undo_url()).url == answer.url
    assert model.objects.count() == 0


def test_in_the_dialog_a_toast_tells_the_page_to_show_it(client, account):
    answer = send(client, account, "activity", headers=HTMX)
    assert answer.headers["HX-Trigger"] == "written"
    shown = answer.content.decode()
    assert "The activity is logged." in shown
    assert f'hx-post="{undo_url()}"' in shown
    assert "<html" not in shown


def test_a_second_click_writes_nothing_and_looks_the_same(client, account):
    first, again = (send(client, account, "activity", headers=HTMX) for _ in range(2))
    assert first.content.split(b"csrf")[0] == again.content.split(b"csrf")[0]
    assert (Activity.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_a_next_step_comes_along_with_its_activity(client, member, account):
    mate = make_user(Role.CSM, name="Mate", teams=[make_team()])
    send(client, account, "activity", step_what="Send", step_owner=mate.pk, step_due=TODAY)
    step = NextStep.objects.get()
    assert (step.what, step.owner, step.due_on, step.made_by) == ("Send", mate, TODAY, member)
    assert step.activity == Activity.objects.get()


def test_the_latest_touch_and_what_asks_for_it_follow_at_once(client, member):
    account = make_account(csm=member, seats=100)
    builders.make_contract(account, starts_on=DAY - timedelta(days=330))
    builders.make_usage(account, builders.steady_use())
    builders.make_activity(account, by=member, on=DAY - timedelta(days=60))
    builders.judge_night(DAY)
    line = AccountStatus.objects.get()
    assert line.latest_touch_on == DAY - timedelta(days=60)
    asked = line.attention
    send(client, account, "note")
    line.refresh_from_db()
    assert (line.latest_touch_on, line.attention) == (DAY - timedelta(days=60), asked)
    send(client, account, "activity", number=2)
    line.refresh_from_db()
    assert (line.latest_touch_on, line.attention) == (TODAY, 0)
    shown = client.get(reverse("account", args=[account.pk])).content.decode()
    assert "Spoke with Mori" in shown
    client.post(undo_url())
    line.refresh_from_db()
    assert (line.latest_touch_on, line.attention) == (DAY - timedelta(days=60), asked)


REFUSED = [
    ("activity", {"subject": " "}, "Say in a few words what it was."),
    ("activity", {"happened_on": TODAY + timedelta(days=1)}, "This day is still to come."),
    ("activity", {"happened_on": "2016-01-01"}, "This day is more than ten years ago."),
    ("activity", {"kind": "note"}, "Select a valid choice"),
    ("activity", {"step_what": "x", "step_due": DAY}, "A next step cannot be due before today."),
    ("activity", {"step_what": "x", "step_owner": 10**9}, "Select a valid choice"),
    ("request", {"why": ""}, "Say why: the wish alone does not tell what would help."),
    ("request", {"what": ""}, "Say what they ask for."),
    ("next-step", {"due_on": "2040-01-01"}, "This day is more than five years away."),
    ("next-step", {"what": ""}, "Say what is to be done."),
]


@pytest.mark.parametrize(("what", "said", "words"), REFUSED)
def test_what_does_not_do_is_said_beside_the_field_and_nothing_is_written(
    client, account, what, said, words
):
    answer = send(client, account, what, headers=HTMX, **said)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#writing-body")
    assert words in answer.content.decode()
    assert not any(model.objects.exists() for model in (Activity, Request, NextStep, AuditEvent))


def test_a_contact_of_another_account_is_no_choice(client, account):
    foreign = make_contact(make_account("Far"), "champion", name="Foreign Person")
    for pk in (foreign.pk, 10**9):
        answer = send(client, account, "activity", present=[pk])
        assert answer.status_code == 422
        assert "Foreign Person" not in answer.content.decode()
        assert send(client, account, "request", contact=pk).status_code == 422
    assert not Activity.objects.exists()
    assert not Request.objects.exists()


def test_changing_shows_in_the_history_who_said_what_before(client, member, account):
    contact = make_contact(account, "champion", name="Hana Mori")
    row = builders.make_activity(account, by=member, on=DAY, subject="Spoke").row
    said = {**SAID["activity"], "kind": "visit", "present": [contact.pk]}
    assert client.post(url_of("change_written", row), said).status_code == 302
    shown = client.get(url_of("written", row)).content.decode()
    lines = ("Subject: <del>Spoke</del> → <ins>Spoke with Mori</ins>", "<ins>Hana Mori</ins>")
    assert all(line in shown for line in (*lines, "<del>Call</del> → <ins>Visit</ins>"))
    assert (
        "Nothing was changed."
        in client.post(url_of("change_written", row), said, follow=True).content.decode()
    )


def test_a_team_mate_reads_and_changes_nothing(client, member, account):
    mate = make_user(Role.CSM, teams=[make_team()])
    row = builders.make_activity(account, by=mate).row
    shown = client.get(url_of("written", row)).content.decode()
    assert "Only who wrote it and who leads the team may change it." in shown
    assert "Spoke with the director" in shown
    for name in ("change_written", "remove_written"):
        assert client.post(url_of(name, row), SAID["activity"]).status_code == 404
    assert (Activity.objects.get().subject, AuditEvent.objects.count()) == (row.subject, 1)


def test_a_foreign_entry_a_missing_one_and_an_unknown_kind_look_alike(client, account):
    other = make_user(Role.CSM)
    row = builders.make_activity(make_account("Far", csm=other), by=other).row
    urls = (
        url_of("written", row),
        reverse("written", args=["activity", 10**30]),
        reverse("written", args=["account", 1]),
        reverse("write_about", args=[row.account_id, "note"]),
        reverse("write_about", args=[account.pk, "poem"]),
        reverse("pick_account", args=["poem"]),
    )
    answers = [client.get(url) for url in urls]
    assert {(each.status_code, each.content) for each in answers} == {(404, answers[0].content)}


def test_what_is_deleted_can_be_brought_back_by_who_deleted_it(client, member, account):
    row = builders.make_request(account, by=member).row
    answer = client.post(url_of("remove_written", row, "request"), **HTMX)
    assert "Deleted." in answer.content.decode()
    assert not Request.objects.exists()
    event = AuditEvent.objects.latest("pk")
    stranger = make_user(Role.ADMIN)
    client.force_login(stranger)
    assert client.post(undo_url(event)).status_code == 404
    client.force_login(member)
    client.post(undo_url(event))
    assert Request.objects.get().pk == row.pk


def test_what_was_changed_since_is_not_undone(client, member, account):
    written = builders.make_activity(account, by=member)
    client.post(url_of("change_written", written.row), SAID["activity"])
    answer = client.post(undo_url(written.event), follow=True)
    assert "It has been changed since" in answer.content.decode()
    assert Activity.objects.get().subject == "Spoke with Mori"


def test_a_next_step_is_ticked_off_and_waits_again(client, member, account):
    step = builders.make_next_step(account, by=member, due_on=DAY).row
    shown = client.get(reverse("account", args=[account.pk])).content.decode()
    assert "1 day overdue" in shown
    url = reverse("tick_next_step", args=[step.pk])
    assert "Done: Send the slides" in client.post(url, **HTMX).content.decode()
    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (TODAY, member)
    shown = client.get(url_of("written", step, "next_step")).content.decode()
    assert "Have it wait again" in shown
    client.post(url, {"waiting": "1"})
    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (None, None)


def test_an_account_is_found_by_letters_of_any_width_and_kana(client, member):
    mine = make_account("株式会社アオバ物流", csm=member)
    make_account("アオバ商事")
    url = reverse("pick_account", args=["note"])
    for letters in ("あおば", "アオバ", "ｱｵﾊﾞ"):
        assert client.get(url, {"q": letters}).context["found"] == [mine]
    assert client.get(url).context["found"] == [mine]
    assert client.get(url, {"q": "商事"}).context["found"] == []


def test_new_asks_what_to_write_about_the_account_at_hand(client, account):
    form = reverse("write_about", args=[account.pk, "request"])
    assert form in client.get(reverse("write"), {"account": account.pk}).content.decode()
    foreign = make_account("Far")
    for asked in (foreign.pk, 10**30, "x"):
        shown = client.get(reverse("write"), {"account": asked}).content.decode()
        assert reverse("pick_account", args=["request"]) in shown
        assert "Far" not in shown


def test_letter_keys_are_switched_off_for_the_member(client, member, account):
    def is_off():
        return "data-letters-off" in client.get(reverse("write")).content.decode()

    assert not is_off()
    client.post(reverse("choose_keys"), {"letters": "off", "next": "/accounts/"})
    assert is_off()
    client.post(reverse("choose_keys"), {"letters": "on"})
    assert not is_off()


def test_queries_stay_as_they_are(client, member, account):
    for number in range(5):
        make_contact(account, "user", name=f"C{number}")
        make_user(Role.CSM, teams=[make_team()])
    row = builders.make_activity(account, by=member).row
    for kind in ("visit", "email", "qbr"):
        client.post(url_of("change_written", row), {**SAID["activity"], "kind": kind})
    urls = {
        "write": reverse("write"),
        "pick_account": reverse("pick_account", args=["note"]),
        "write_about": reverse("write_about", args=[account.pk, "activity"]),
        "written": url_of("written", row),
    }
    found = {}
    for name, url in urls.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(url, **HTMX)
        found[name] = len(captured)
    assert found == {name: BASELINE[name] for name in urls}
