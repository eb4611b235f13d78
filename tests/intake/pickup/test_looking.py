"""Files are taken once, whole, oldest first, and stay where they are."""

import os
from datetime import timedelta
from unicodedata import normalize

import pytest
from django.utils import timezone

from accounts.models import Account
from core.models import Run, State
from intake.models import Origin, PickedFile, SourceInstructions, Upload
from intake.pickup.finding import place_of
from intake.pickup.looking import look
from intake.pickup.services import ensure_looks, pause_pickup, request_look
from intake.services import take_in
from intake.storing import uploads_folder
from tests.intake.pickup.conftest import BAD, GOOD, uploads, work

pytestmark = pytest.mark.django_db


def waiting(pickup):
    return list(pickup.files.filter(picked_at=None).values_list("name", flat=True))


def test_a_file_that_stands_still_over_two_looks_is_taken_and_stays(crm, put, pass_time):
    path = put("accounts.csv")
    pass_time(0)
    assert (uploads(), waiting(crm)) == ([], ["accounts.csv"])
    pass_time(60)
    assert uploads() == [("accounts.csv", "loaded")]
    assert Account.objects.count() == 2
    upload = Upload.objects.get()
    assert (upload.origin, upload.uploaded_by, upload.source) == (Origin.PICKUP, crm.set_by, "main")
    assert (uploads_folder() / upload.stored_as).read_text() == path.read_text() == GOOD


def test_it_is_taken_once_however_often_one_looks(crm, put, pass_time):
    put("accounts.csv")
    for _ in range(5):
        pass_time(3600)
    assert uploads() == [("accounts.csv", "loaded")]


def test_a_file_still_growing_is_left_until_it_stands_still(crm, put, pass_time):
    for text in (GOOD[:30], GOOD[:40], GOOD):
        put("accounts.csv", text, ago=1)
        pass_time(60)
    assert (uploads(), waiting(crm)) == ([], ["accounts.csv"])
    assert crm.files.count() == 1
    pass_time(60)
    assert uploads() == [("accounts.csv", "loaded")]


def test_a_file_touched_between_two_looks_is_seen_anew(crm, put, pass_time):
    path = put("accounts.csv")
    pass_time(0)
    os.utime(path)
    pass_time(60)
    assert uploads() == []
    pass_time(60)
    assert uploads() == [("accounts.csv", "loaded")]


def test_a_mark_beside_it_says_that_a_file_is_whole(crm, put, pass_time):
    put("accounts.csv", ago=5)
    put("accounts.csv.done", "", ago=5)
    pass_time(0)
    assert uploads() == [("accounts.csv", "loaded")]


def test_a_mark_from_before_the_file_says_nothing(crm, put, pass_time):
    put("accounts.csv", ago=5)
    put("accounts.csv.done", "", ago=600)
    pass_time(0)
    assert uploads() == []


def test_only_files_that_fit_the_pattern_are_seen(crm, put, root, pass_time):
    for name in ("a.txt", ".hidden.csv", "b.csv.done", "b.csv.part"):
        put(name)
    (root / "crm" / "folder.csv").mkdir()
    os.mkfifo(root / "crm" / "pipe.csv")
    pass_time(0)
    assert crm.files.count() == 0


def test_the_oldest_file_comes_first_and_each_waits_for_the_one_before(crm, put, pass_time):
    put("b.csv", GOOD, ago=900)
    put("a.csv", GOOD.replace("Kita", "Minami"), ago=800)
    pass_time(0)
    pass_time(60)
    assert (uploads(), waiting(crm)) == ([("b.csv", "loaded")], ["a.csv"])
    pass_time(60)
    assert [name for name, _ in uploads()] == ["b.csv", "a.csv"]
    assert Account.objects.filter(name="Minami Foods").exists()


def test_nothing_is_taken_while_an_upload_of_the_same_place_is_under_way(crm, put):
    put("a.csv", ago=900)
    put("b.csv", ago=800)
    put("a.csv.done", ""), put("b.csv.done", "")
    now = timezone.now()
    assert look(crm, at=now).upload.file_name == "a.csv"
    assert look(crm, at=now).upload is None
    work()
    assert look(crm, at=now).upload.file_name == "b.csv"


def test_a_file_with_refused_rows_waits_for_a_person_and_is_taken_again_when_it_changes(
    crm, put, pass_time
):
    put("accounts.csv", BAD)
    for _ in range(4):
        pass_time(3600)
    assert (uploads(), Account.objects.count()) == ([("accounts.csv", "previewed")], 0)
    put("accounts.csv", GOOD, ago=1)
    pass_time(3600)
    pass_time(60)
    assert uploads() == [("accounts.csv", "previewed"), ("accounts.csv", "loaded")]


def test_good_rows_are_loaded_where_that_was_chosen(crm, put, pass_time):
    crm.is_good_rows_only = True
    crm.save()
    put("accounts.csv", BAD)
    pass_time(0)
    pass_time(60)
    assert (uploads(), Account.objects.count()) == ([("accounts.csv", "partial")], 1)


def test_its_columns_are_read_as_was_remembered_of_the_source(crm, put, ops, pass_time):
    crm.source = "sf"
    crm.save()
    mapped = {"Nr": "account_id", "Firma": "name", "Prod": "product", "Rest": ""}
    SourceInstructions.objects.create(
        dataset="accounts", source="sf", instructions={"mapped": mapped}, set_by=ops
    )
    put("accounts.csv", "Nr,Firma,Prod,Rest\n1,Aoba,hr,x\n")
    pass_time(0)
    pass_time(60)
    assert uploads() == [("accounts.csv", "loaded")]
    upload = Upload.objects.get()
    assert (upload.source, upload.instructions) == ("sf", {"mapped": mapped})
    assert Account.objects.get().aliases.get().source == "sf"


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("顧客一覧.csv".encode(), "顧客一覧.csv"),
        ("顧客一覧.csv".encode("cp932"), "顧客一覧.csv"),
        (b"\x81\xff\xfe.csv", "\\x81\\xff\\xfe.csv"),
    ],
)
def test_a_file_may_be_called_in_any_writing(called, name, crm, put, pass_time):
    plain = os.fsencode(put("plain.csv"))
    os.rename(plain, os.path.join(os.path.dirname(plain), called))
    put("later.csv", GOOD.replace("Aoba", "Minato"), ago=300)
    for _ in range(3):
        pass_time()
    assert uploads() == [(name, "loaded"), ("later.csv", "loaded")]


def test_a_pattern_fits_a_name_however_its_signs_are_composed(root, put):
    put(normalize("NFD", "データ.csv"))
    assert [each.size for each in place_of("crm").files("データ*.csv")] == [len(GOOD)]


def test_two_workers_that_look_at_once_take_a_file_once(crm, put, monkeypatch):
    put("accounts.csv")
    put("accounts.csv.done", "")
    now = timezone.now()
    real, second = uploads_folder, []
    kept = set(uploads_folder().iterdir())

    def fetch_meanwhile(blocks):
        from intake.storing import store

        stored = store(blocks)
        if not second:
            second.append(True)
            second.append(look(crm, at=now).upload)
        return stored

    monkeypatch.setattr("intake.pickup.looking.store", fetch_meanwhile)
    first = look(crm, at=now).upload
    assert (first, second[1].file_name) == (None, "accounts.csv")
    assert Upload.objects.count() == 1
    assert len(set(real().iterdir()) - kept) == 1


def test_a_file_that_changes_while_it_is_fetched_is_left_for_later(crm, put, monkeypatch):
    path = put("accounts.csv")
    put("accounts.csv.done", "")

    def grow_meanwhile(blocks):
        from intake.storing import store

        path.write_text(GOOD * 2)
        return store(blocks)

    monkeypatch.setattr("intake.pickup.looking.store", grow_meanwhile)
    found = look(crm, at=timezone.now())
    assert (found.upload, Upload.objects.count(), waiting(crm)) == (None, 0, ["accounts.csv"])
    assert list(uploads_folder().iterdir()) == []


def test_a_look_that_breaks_off_before_it_hands_over_takes_the_file_at_its_next_try(
    crm, put, pass_time, monkeypatch
):
    put("accounts.csv")
    put("accounts.csv.done", "")
    failures = iter([OSError("disk full"), OSError("disk full")])

    def take_in_late(*args, **kwargs):
        for failure in failures:
            raise failure
        return take_in(*args, **kwargs)

    monkeypatch.setattr("intake.pickup.looking.take_in", take_in_late)
    pass_time(0)
    assert uploads() == [("accounts.csv", "loaded")]
    assert len(list(uploads_folder().iterdir())) == 1


def test_a_file_that_goes_away_before_it_is_taken_is_forgotten(crm, put, pass_time):
    path = put("accounts.csv")
    pass_time(0)
    path.unlink()
    pass_time(60)
    assert (uploads(), PickedFile.objects.count()) == ([], 0)


# When one looks


def looks():
    return Run.objects.filter(kind="pickup").count()


def test_two_schedulers_ask_for_one_look(crm):
    now = timezone.now()
    for _ in range(3):
        ensure_looks(now)
        ensure_looks(now + timedelta(seconds=1))
    assert looks() == 1
    work()
    ensure_looks(timezone.now())
    assert looks() == 1


def test_one_looks_in_the_rhythm_that_was_set(crm, pass_time):
    for _ in range(130):
        pass_time(60)
    assert looks() == 3


def test_one_looks_again_soon_while_a_file_waits(crm, put, pass_time):
    pass_time(0)
    put("accounts.csv")
    pass_time(3600)
    assert looks() == 2
    pass_time(60)
    assert (looks(), uploads()) == (3, [("accounts.csv", "loaded")])


def test_a_paused_place_is_left_alone_until_it_is_not(crm, put, ops, pass_time):
    pause_pickup(crm, is_active=False, by=ops)
    put("accounts.csv")
    pass_time(7200)
    assert looks() == 0
    pause_pickup(crm, is_active=True, by=ops)
    pass_time(0)
    pass_time(60)
    assert uploads() == [("accounts.csv", "loaded")]


def test_a_person_may_look_before_its_time(crm, put, ops, pass_time):
    pass_time(0)
    put("accounts.csv")
    put("accounts.csv.done", "")
    crm.refresh_from_db()
    runs = {request_look(crm, by=ops).pk, request_look(crm, by=ops).pk}
    assert len(runs) == 1
    work()
    assert uploads() == [("accounts.csv", "loaded")]


def test_looks_of_long_ago_leave_no_runs_behind(crm, pass_time):
    for _ in range(4):
        pass_time(4 * 24 * 3600)
        # The database's clock does not travel.
        latest = Run.objects.order_by("-pk").values("pk")[:1]
        Run.objects.filter(pk__in=latest).update(finished_at=timezone.now())
    assert Run.objects.filter(kind="pickup", state=State.DONE).count() == 2


def test_a_look_that_breaks_off_for_good_says_so_and_the_next_one_comes(
    crm, pass_time, monkeypatch
):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("intake.pickup.services.look", broken)
        pass_time(0)
    crm.refresh_from_db()
    assert (Run.objects.get().state, crm.trouble["code"]) == (State.FAILED, "broke_off")
    # The look was ended by the database's clock, which does not travel.
    pass_time(48 * 3600)
    crm.refresh_from_db()
    assert (crm.trouble, looks()) == ({}, 2)
