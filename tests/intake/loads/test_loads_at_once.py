"""Loads at the same time end as if one had come after the other."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Account, Product
from core import ledger, locks
from core.models import Role, Run, User
from engagement.models import Activity, Series
from intake.deciding.services import Confirmation, confirm
from intake.domain.datasets import USAGE
from intake.services import load_file, receive
from intake.turns import locks_of
from intake.upload_page import page_of
from tests.builders import make_user
from tests.intake.conftest import ACCOUNTS
from tests.intake.rows import stored_usage

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "account_id,date,metric,value\n"
DAYS = [f"2026-10-{day:02}" for day in range(1, 31)]


def at_once(folder, *files):
    """Load files, (dataset, text), each in a thread of its own; returns their verdicts in order."""
    verdicts, together = [None] * len(files), threading.Barrier(len(files))

    def load(place, dataset, text):
        path = folder / f"at-once-{place}.csv"
        path.write_text(text)
        together.wait()
        try:
            verdicts[place], _ = load_file(path, dataset=dataset, at=timezone.now())
        finally:
            connection.close()

    threads = [
        threading.Thread(target=load, args=(place, *file)) for place, file in enumerate(files)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return verdicts


def file_of(value, *series):
    """Usage of both accounts on every day, so that two such files differ everywhere."""
    rows = [
        f"{account},{day},{name},{value}\n"
        for account in ("A-2", "A-1")
        for day in DAYS
        for name in series
    ]
    return LONG + "".join(rows)


@pytest.mark.parametrize("turn", range(3))
def test_two_usage_files_end_like_one_of_the_two_orders(turn, accounts, bring_in, tmp_path):
    one, other = file_of(1, "posts", "logins"), file_of(2, "mails", "posts")
    bring_in("usage", file_of(9, "posts"))
    verdicts = at_once(tmp_path, ("usage", one), ("usage", other))
    assert [each.state for each in verdicts] == ["loaded", "loaded"]
    found = stored_usage()
    values = {
        name: {value for (_, series, _), value in found.items() if series == name}
        for name in ("posts", "logins", "mails")
    }
    assert (values["logins"], values["mails"]) == ({1}, {2})
    assert values["posts"] in ({1}, {2})
    assert len(found) == 2 * len(DAYS) * 3
    assert sorted(Series.objects.values_list("number", flat=True)) == [1, 2, 3]
    changed = [each.counts.changed for each in verdicts]
    assert changed == [60, 60]


def test_ten_files_that_make_the_same_things_make_them_once(accounts, tmp_path):
    """Each names a product, a member and an account that none of the others finds there."""
    header = "account_id,name,product,csm_email,company_name\n"
    files = [
        (
            "accounts",
            f"{header}B-1,Aoba,hr,aki@example.com,Aoba Holdings\n"
            f"B-2{n},Kita,hr,aki@example.com,Aoba Holdings\n",
        )
        for n in range(10)
    ]
    verdicts = at_once(tmp_path, *files)
    assert [each.state for each in verdicts] == ["loaded"] * 10
    assert sorted(each.counts.new for each in verdicts) == [1] * 9 + [2]
    assert User.objects.count() == 1
    assert sorted(Product.objects.values_list("key", flat=True)) == ["hr", "main"]
    assert Account.objects.filter(company__name="Aoba Holdings").count() == 11
    assert Account.objects.values("company").distinct().count() == 3


def test_the_same_file_twice_at_once_is_loaded_once(accounts, tmp_path):
    text = "account_id,activity_id,happened_on,kind,csm_email\n" + "".join(
        f"A-1,T-{n},2026-11-01,call,aki@example.com\n" for n in range(300)
    )
    verdicts = at_once(tmp_path, ("activities", text), ("activities", text))
    assert sorted((each.counts.new, each.counts.unchanged) for each in verdicts) == [
        (0, 300),
        (300, 0),
    ]
    assert Activity.objects.count() == 300


def test_whoever_waits_too_long_is_told_and_has_changed_nothing(bring_in, monkeypatch):
    monkeypatch.setattr("intake.loads.loading.LONGEST_WAIT_SECONDS", 0.2)
    held, done = threading.Event(), threading.Event()

    def hold():
        with locks.alone("load customers", wait_seconds=5):
            held.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(20)
    try:
        with pytest.raises(locks.LockBusyError):
            bring_in("accounts", ACCOUNTS)
    finally:
        done.set()
        thread.join()
    assert Account.objects.count() == 0
    assert bring_in("accounts", ACCOUNTS).counts.new == 2


@pytest.mark.postgres
def test_the_second_of_two_uploads_says_for_which_it_waits(accounts):
    """The first holds its lock and writes; on SQLite nobody could write down that they wait."""
    first, second = (confirmed("usage", file_of(value, "posts")) for value in (1, 2))
    Run.objects.filter(pk=first.run_id).update(started_at=Now())
    held, done = threading.Event(), threading.Event()
    with in_a_thread(lambda: hold(*locks_of(USAGE), tell=held, until=done)):
        held.wait(30)
        step = second.run.steps
        with in_a_thread(lambda: ledger.drive(second.run_id)):
            wait_until(lambda: step.get().counts.get("waits_for") == first.pk)
            assert page_of(second).progress.waits_for == first
            done.set()
    second.refresh_from_db()
    assert (second.state, page_of(second).progress.waits_for) == ("loaded", None)


def confirmed(dataset, text):
    """Take a file in and have it checked; its load waits for a worker."""
    by = make_user(Role.OPS)
    at = timezone.now()
    upload = receive(dataset=dataset, file_name="x.csv", blocks=[text.encode()], at=at, by=by)
    ledger.drive(upload.run_id)
    return confirm(upload, Confirmation(), by=by, at=at)


def hold(*names, tell, until):
    with locks.alone(*names, wait_seconds=5):
        tell.set()
        until.wait(30)


@contextmanager
def in_a_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def wait_until(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)
