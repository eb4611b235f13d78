"""What members write about an account stands once, with its trail, and can be taken back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core.audit import first_broken_event
from core.models import AuditEvent, Role
from engagement import services
from engagement.models import Activity, FactChange, NextStep, Request
from engagement.selectors import (
    history_of,
    latest_touches,
    may_change,
    next_step_by_account,
    next_steps_due,
    requests_of,
)
from engagement.undoing import ChangedSinceError, event_of, undo
from tests.builders import DAY, make_account, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
TOKEN, OTHER_TOKEN = UUID(int=1), UUID(int=2)


@pytest.fixture
def csm():
    return make_user(Role.CSM, name="Ken Sato", teams=[make_team()])


@pytest.fixture
def account(csm):
    return make_account(csm=csm, team=make_team())


def log(account, by, *, token=TOKEN, kind="call", on=DAY, **fields):
    said = {"subject": "Spoke with the director", "body": "", **fields}
    return services.log_activity(
        account=account, token=token, by=by, at=AT, happened_on=on, kind=kind, **said
    )


def ask(account, by, *, token=TOKEN, **fields):
    said = {"asked_on": DAY, "what": "CSV of interviews", "why": "They report by hand", **fields}
    return services.make_request(account=account, token=token, by=by, at=AT, **said)


def plan(account, by, *, token=TOKEN, due_on=DAY, **fields):
    said = {"what": "Send the slides", "owner": by, **fields}
    return services.make_next_step(
        account=account, token=token, by=by, at=AT, due_on=due_on, **said
    )


def verbs():
    return list(AuditEvent.objects.values_list("verb", flat=True))


def changes():
    return list(FactChange.objects.values_list("earliest_day", flat=True))


def test_an_activity_knows_its_author_and_who_was_there(account, csm):
    first, second = make_contact(account, "champion"), make_contact(account, "user", name="Noda")
    row = log(account, csm, present=[first, second]).row
    stands = Activity.objects.get()
    assert (stands.member, stands.made_by, stands.made_at, stands.tool) == (csm, csm, AT, "")
    assert (stands.contact, list(stands.also_present.all())) == (first, [second])
    assert latest_touches(account_ids=[account.pk], until=DAY) == {first.pk: DAY, second.pk: DAY}
    assert (row.pk, verbs(), changes()) == (stands.pk, ["make_activity"], [DAY])


def test_no_file_can_bring_the_id_of_an_activity_that_is_written_here(account, csm):
    name = log(account, csm).row.external_id
    assert name != name.strip()


def test_a_note_is_no_touch_and_tells_the_night_nothing(account, csm):
    contact = make_contact(account, "champion")
    log(account, csm, kind="note", present=[contact])
    assert (changes(), Activity.objects.touches().count()) == ([], 0)
    assert latest_touches(account_ids=[account.pk], until=DAY) == {}


def test_what_is_sent_twice_is_written_once(account, csm):
    step = {"what": "Send the slides", "owner": csm, "due_on": DAY}
    first, again = (log(account, csm, next_step=step) for _ in range(2))
    assert (again.row, again.event, again.is_new) == (first.row, first.event, False)
    assert (Activity.objects.count(), NextStep.objects.count(), changes()) == (1, 1, [DAY])
    for write in (ask, plan):
        assert write(account, csm).row == write(account, csm).row
    assert (Request.objects.count(), NextStep.objects.count()) == (1, 2)
    assert verbs() == ["make_next_step", "make_activity", "make_request", "make_next_step"]


def test_changing_keeps_what_was_said_before(account, csm):
    row = log(account, csm, subject="Spoke", on=DAY).row
    manager = make_user(Role.MANAGER)
    services.change(row, by=manager, subject="Spoke with Mori", happened_on=DAY - timedelta(days=3))
    row.refresh_from_db()
    assert (row.subject, row.made_by) == ("Spoke with Mori", csm)
    made, changed = history_of(row)
    assert (made.deed, made.by, changed.deed, changed.by) == ("make", csm, "change", manager)
    assert changed.before == {"happened_on": "2026-11-22", "subject": "Spoke"}
    assert changed.after == {"happened_on": "2026-11-19", "subject": "Spoke with Mori"}
    assert changes() == [DAY, DAY - timedelta(days=3)]


def test_saying_the_same_again_changes_nothing(account, csm):
    row = log(account, csm).row
    assert services.change(row, by=csm, subject=row.subject, present=[]) is None
    assert verbs() == ["make_activity"]


def test_a_next_step_is_ticked_off_once(account, csm):
    step = plan(account, csm).row
    services.finish(step, on=DAY, by=csm)
    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (DAY, csm)
    assert services.finish(step, on=DAY + timedelta(days=1), by=csm) is None
    services.reopen(step, by=csm)
    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (None, None)
    assert verbs() == ["make_next_step", "finish_next_step", "reopen_next_step"]


# Undoing


def test_undoing_what_was_logged_takes_its_next_step_along(account, csm):
    written = log(account, csm, next_step={"what": "Call", "owner": csm, "due_on": DAY})
    undo(written.event, by=csm)
    assert (Activity.objects.count(), NextStep.objects.count()) == (0, 0)
    assert changes() == [DAY, DAY]
    assert first_broken_event() is None


def test_a_next_step_that_was_changed_stays_when_its_activity_goes(account, csm):
    written = log(account, csm, next_step={"what": "Call", "owner": csm, "due_on": DAY})
    services.finish(NextStep.objects.get(), on=DAY, by=csm)
    undo(written.event, by=csm)
    step = NextStep.objects.get()
    assert (step.done_on, step.activity, Activity.objects.count()) == (DAY, None, 0)


def test_undoing_brings_back_what_was_removed_with_all_that_hung_on_it(account, csm):
    first, second = make_contact(account, "champion"), make_contact(account, "user", name="Noda")
    step = {"what": "Call", "owner": csm, "due_on": DAY}
    row = log(account, csm, present=[first, second], next_step=step).row
    stood = Activity.objects.values().get()
    removed = services.remove(row, by=csm)
    assert (Activity.objects.count(), NextStep.objects.get().activity) == (0, None)
    undo(removed.event, by=csm)
    assert Activity.objects.values().get() == stood
    assert NextStep.objects.get().activity_id == row.pk
    assert list(Activity.objects.get().also_present.all()) == [second]


@pytest.mark.parametrize("write", [ask, plan])
def test_undoing_brings_back_any_kind(account, csm, write):
    row = write(account, csm).row
    stood = type(row).objects.values().get()
    undo(services.remove(row, by=csm).event, by=csm)
    assert type(row).objects.values().get() == stood


def test_undoing_a_change_and_a_tick_restores_what_was_said(account, csm):
    contact = make_contact(account, "champion")
    row = log(account, csm, present=[contact]).row
    changed = services.change(row, by=csm, present=[], kind="visit")
    undo(changed.event, by=csm)
    row.refresh_from_db()
    assert (row.contact, row.kind) == (contact, "call")
    step = plan(account, csm).row
    undo(services.finish(step, on=DAY, by=csm).event, by=csm)
    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (None, None)


def test_nothing_is_undone_that_was_changed_since(account, csm):
    written = log(account, csm)
    services.change(written.row, by=csm, subject="Spoke with Mori")
    with pytest.raises(ChangedSinceError):
        undo(written.event, by=csm)
    assert Activity.objects.get().subject == "Spoke with Mori"
    assert verbs() == ["make_activity", "change_activity"]


def test_an_undo_counts_once(account, csm):
    written = log(account, csm)
    undo(written.event, by=csm)
    with pytest.raises(ChangedSinceError):
        undo(written.event, by=csm)
    assert Activity.objects.count() == 0


def test_nobody_finds_what_another_did(account, csm):
    written = log(account, csm)
    assert event_of(written.event.pk, by=csm) == written.event
    assert event_of(written.event.pk, by=make_user(Role.ADMIN)) is None


def test_about_a_merged_account_nothing_more_is_written(account, csm):
    written = log(account, csm)
    account.merged_into = make_account("Aoba")
    account.save()
    with pytest.raises(type(account).DoesNotExist):
        log(account, csm, token=OTHER_TOKEN)
    with pytest.raises(ChangedSinceError):
        undo(written.event, by=csm)
    assert Activity.objects.count() == 1


# Reading


def test_who_may_change_what_was_written(account, csm):
    row, step = log(account, csm).row, plan(account, csm, owner=make_user(Role.CRE)).row
    mate, manager = (make_user(role, teams=[make_team()]) for role in (Role.CSM, Role.MANAGER))
    elsewhere = make_user(Role.MANAGER, teams=[make_team("elsewhere")])
    head = make_user(Role.CS_HEAD)
    members = (csm, mate, manager, elsewhere, head)
    assert [may_change(for_user=each, row=row) for each in members] == [
        *(True, False, True, False, True)
    ]
    assert may_change(for_user=step.owner, row=step)
    assert not may_change(for_user=step.owner, row=row)


def test_what_a_file_brought_is_changed_by_nobody_here(account, csm):
    row = Activity.objects.create(account=account, external_id="1", happened_on=DAY, kind="call")
    assert not may_change(for_user=make_user(Role.ADMIN), row=row)


def test_my_due_steps_come_longest_overdue_first(account, csm):
    late = plan(account, csm, token=UUID(int=3), due_on=DAY - timedelta(days=9)).row
    today = plan(account, csm, token=UUID(int=4), due_on=DAY).row
    plan(account, csm, token=UUID(int=5), due_on=DAY + timedelta(days=1))
    plan(account, csm, token=UUID(int=6), owner=make_user(Role.CSM))
    done = plan(account, csm, token=UUID(int=7)).row
    services.finish(done, on=DAY, by=csm)
    unseen = plan(make_account("Far"), csm, token=UUID(int=8)).row
    assert next_steps_due(owner=csm, by=DAY) == [late, today]
    assert next_step_by_account([account.pk, unseen.account_id]) == {
        account.pk: late,
        unseen.account_id: unseen,
    }


def test_the_latest_request_comes_first(account, csm):
    old = ask(account, csm, asked_on=DAY - timedelta(days=8)).row
    new = ask(account, csm, token=OTHER_TOKEN).row
    assert requests_of(account) == [new, old]
