"""F-29, F-30: what is restored is what was backed up, and a bad backup touches nothing."""

import hashlib
import json
import random
import tarfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg2.extensions import parse_dsn

import core.backup
from core import database_copy, ledger
from core.backup import SEAL_BYTES, kept_files
from core.database_copy import CopyFailedError
from core.models import Role, State, User
from nightly.services import request_night
from tests.builders import (
    DAY,
    make_account,
    make_contract,
    make_usage,
    make_user,
    steady_use,
)
from tests.faults.snapshot import WRITTEN_AT

in_transactions = pytest.mark.django_db(transaction=True)

FIRST, SECOND = DAY - timedelta(days=2), DAY - timedelta(days=1)
# Names, hours and leases of the work itself differ from one night to the next.
JUDGED = (
    "metrics_accountnight",
    "stages_stagespan",
    "stages_pathpoint",
    "segments_segmentspan",
    "segments_rulespan",
    "book_accountstatus",
)


@pytest.fixture
def data(settings, tmp_path):
    """A data folder with a file brought in and the rows refused of it."""
    settings.DATA_DIR = tmp_path / "data"
    write("uploads/a.csv", "account_id\n1\n")
    write("refused/b.csv", "line\n2\n")
    return settings.DATA_DIR


@pytest.fixture
def used(data):
    """A site with one member."""
    make_user(Role.OPS, email="ops@example.com")
    return data


@pytest.fixture
def site(used):
    """Customers who use the product, judged once."""
    for name, value in (("Aoba", 3), ("Kita", 9), ("Minato", 1)):
        account = make_account(name)
        make_contract(account)
        make_usage(account, steady_use(days=60, until=SECOND, value=value))
    judge(FIRST)
    return used


def write(name, text):
    path = settings.DATA_DIR / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def files():
    return {name: (settings.DATA_DIR / name).read_text() for name in kept_files()}


def judge(night):
    run = ledger.drive(request_night(night=night, at=_morning_after(night)).pk)
    assert run.state == State.DONE


def _morning_after(night):
    return datetime.combine(night + timedelta(days=1), time(3), UTC)


def tables():
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def checksums(names=None, *, without=()):
    """Return {table: SHA-256 of its rows in any order}."""
    return {name: _checksum(name, without) for name in names or tables()}


def _checksum(table, without):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        chosen = [place for place, each in enumerate(cursor.description) if each[0] not in without]
        rows = sorted(repr([_plain(row[place]) for place in chosen]) for row in cursor.fetchall())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def back_up(folder, name="backup.tar"):
    call_command("backup", str(folder / name))
    return folder / name


@in_transactions
def test_a_restored_site_is_the_one_backed_up_and_its_next_night_is_the_same(
    site, tmp_path, capsys
):
    backup = back_up(tmp_path)
    the_manifest_tells_what_is_in_it(backup, capsys.readouterr().out)
    before, brought = checksums(), files()
    judge(SECOND)
    judged = checksums(JUDGED, without=WRITTEN_AT | {"id"})
    write("uploads/later.csv", "x")
    (site / "refused/b.csv").unlink()
    assert checksums() != before

    call_command("restore", str(backup), "--replace")
    assert checksums() == before
    assert files() == brought == {"refused/b.csv": "line\n2\n", "uploads/a.csv": "account_id\n1\n"}
    judge(SECOND)
    assert checksums(JUDGED, without=WRITTEN_AT | {"id"}) == judged
    # Numbers go on where they ended: a new row takes no number of an old one.
    newest = User.objects.get().pk
    assert make_user(Role.OPS).pk == newest + 1


def the_manifest_tells_what_is_in_it(backup, said):
    manifest = manifest_of(backup)
    rows, size = sum(manifest["tables"].values()), backup.stat().st_size
    assert said == f"{backup}: {rows:,} rows, 2 files, {size:,} bytes\n"
    assert manifest["format"] == 1
    assert manifest["vendor"] == connection.vendor
    assert set(manifest["versions"]) == {"database", "django", "python"}
    assert manifest["files"] == {"refused/b.csv": 7, "uploads/a.csv": 13}
    assert manifest["tables"]["accounts_account"] == 3
    assert manifest["tables"]["metrics_accountnight"] == 3
    assert sorted(manifest["tables"]) == tables()
    assert "core.0001_initial" in manifest["migrations"]
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    assert {path.name for path in backup.parent.iterdir()} == {"backup.tar", "data"}


def manifest_of(backup):
    with tarfile.open(backup) as archive:
        return json.load(archive.extractfile("manifest.json"))


@in_transactions
def test_a_file_that_goes_away_meanwhile_is_left_out(used, tmp_path, monkeypatch):
    names = ["refused/b.csv", "uploads/a.csv", "uploads/gone.csv"]
    monkeypatch.setattr(core.backup, "kept_files", lambda: names)
    backup = back_up(tmp_path)
    assert manifest_of(backup)["files"] == {"refused/b.csv": 7, "uploads/a.csv": 13}
    with tarfile.open(backup) as archive:
        assert [name for name in archive.getnames() if name.startswith("files/")] == [
            "files/refused/b.csv",
            "files/uploads/a.csv",
        ]


def test_what_only_passes_through_is_left_out(data):
    for name in ("incoming/x", "broker/messages/y", "beat-schedule.dat", ".restoring/files/z"):
        write(name, "passing")
    assert kept_files() == ["refused/b.csv", "uploads/a.csv"]


def refused(backup, *words, match):
    """Try to restore, and see that it was refused and that nothing was changed."""
    before, kept = checksums(), files()
    with pytest.raises(CommandError, match=match):
        call_command("restore", str(backup), *words)
    assert checksums() == before
    assert files() == kept
    assert not (settings.DATA_DIR / ".restoring").exists()


@in_transactions
def test_what_is_refused_changes_nothing(used, tmp_path, monkeypatch):
    """One site for all of it: building one takes longer than refusing."""
    backup = back_up(tmp_path)
    it_is_never_written_over_nor_beside_the_data(backup)
    refused(backup, match=r"This site is in use \([\d,]+ rows, 2 files\): say --replace")
    a_database_in_use_is_left_alone(backup, monkeypatch)
    one_that_does_not_fit_is_refused(tmp_path, monkeypatch)
    files_that_came_in_are_taken_away_when_the_database_refuses(backup, monkeypatch)
    one_of_which_a_byte_is_not_as_written_or_is_missing_is_refused(backup)


def it_is_never_written_over_nor_beside_the_data(backup):
    content = backup.read_bytes()
    with pytest.raises(CommandError, match="is there already, and is never written over"):
        back_up(backup.parent)
    with pytest.raises(CommandError, match="is beside the data and would be lost with it"):
        back_up(settings.DATA_DIR)
    assert backup.read_bytes() == content
    assert files().keys() == {"refused/b.csv", "uploads/a.csv"}


def one_of_which_a_byte_is_not_as_written_or_is_missing_is_refused(backup):
    content, rng = backup.read_bytes(), random.Random(29)
    places = [0, len(content) - SEAL_BYTES, len(content) - 1]
    places += rng.sample(range(len(content)), 27)
    for place in places:
        backup.write_bytes(_flipped(content, place))
        with pytest.raises(CommandError, match=r"is damaged or is no backup\. Nothing was changed"):
            call_command("restore", str(backup), "--replace")
    for share in (0, 0.5, 0.999):
        backup.write_bytes(content[: int(len(content) * share)])
        refused(backup, "--replace", match="is damaged or is no backup")


def _flipped(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def rewritten(folder, monkeypatch, **changes):
    """Write a backup with another manifest, sealed as it should be."""
    manifest = core.backup._manifest
    monkeypatch.setattr(core.backup, "_manifest", lambda *told: {**manifest(*told), **changes})
    return back_up(folder, "rewritten.tar")


def one_that_does_not_fit_is_refused(tmp_path, monkeypatch):
    unfit = [
        ({"format": 2}, "made by a newer version of the platform"),
        ({"migrations": ["core.9999_later"]}, "made by a newer version of the platform"),
        ({"vendor": "oracle"}, "goes back into the kind of database it was made from"),
        ({"tables": {"core_user": 7}}, "does not hold what its manifest says of"),
    ]
    for changes, match in unfit:
        with monkeypatch.context() as patch:
            backup = rewritten(tmp_path, patch, **changes)
        refused(backup, "--replace", match=match)
        backup.unlink()


def files_that_came_in_are_taken_away_when_the_database_refuses(backup, monkeypatch):
    def refuse(path, *, tables):
        assert files().keys() == {"refused/b.csv", "uploads/a.csv"}
        raise CopyFailedError("refused on the way")

    (settings.DATA_DIR / "uploads/a.csv").unlink()
    with monkeypatch.context() as patch:
        patch.setattr("core.restore.copy_in", refuse)
        refused(backup, "--replace", match="refused on the way")
    write("uploads/a.csv", "account_id\n1\n")


def a_database_in_use_is_left_alone(backup, monkeypatch):
    monkeypatch.setattr(database_copy, "WAIT_SECONDS", 1)
    other = connection.copy()
    other.inc_thread_sharing()
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE core_user SET name = 'held'")
            with pytest.raises(CommandError, match="The database is in use: stop web server"):
                call_command("restore", str(backup), "--replace")
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert files().keys() == {"refused/b.csv", "uploads/a.csv"}
    refused(backup, match="This site is in use")


@in_transactions
def test_an_unused_site_takes_a_backup_without_further_words(used, tmp_path, capsys):
    backup = back_up(tmp_path)
    before = checksums()
    call_command("flush", interactive=False, verbosity=0)
    for name in kept_files():
        (used / name).unlink()
    capsys.readouterr()
    call_command("restore", str(backup))
    assert checksums() == before
    assert len(files()) == 2
    made_at = manifest_of(backup)["made_at"]
    assert capsys.readouterr().out.startswith(f"As of {made_at}: ")


@pytest.mark.postgres
@in_transactions
def test_a_machine_without_the_programs_of_the_database_is_told_what_to_install(
    used, tmp_path, monkeypatch
):
    backup = back_up(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="pg_dump is missing: install PostgreSQL's client"):
        back_up(tmp_path, "second.tar")
    assert not (tmp_path / "second.tar").exists()
    refused(backup, "--replace", match="pg_restore is missing: install")


@pytest.mark.postgres
@in_transactions
def test_a_program_that_dies_on_the_way_leaves_the_database_as_it_was(used, tmp_path, monkeypatch):
    dying = tmp_path / "pg_restore"
    dying.write_text("#!/bin/sh\necho 'CREATE TABLE public.half (id int);'\nkill -9 $$\n")
    dying.chmod(0o755)
    backup, found = back_up(tmp_path), database_copy._program
    monkeypatch.setattr(
        database_copy, "_program", lambda name: str(dying) if "restore" in name else found(name)
    )
    refused(backup, "--replace", match="The database refused the backup: it said nothing")


@pytest.mark.postgres
@in_transactions
def test_rows_that_came_in_while_the_backup_was_made_are_in_neither_of_its_parts(
    used, tmp_path, monkeypatch
):
    run = database_copy.subprocess.run
    other = connection.copy()
    other.inc_thread_sharing()

    def write_meanwhile(*args, **kwargs):
        with other.cursor() as cursor:
            cursor.execute("UPDATE core_user SET name = 'renamed'")
            cursor.execute("DELETE FROM core_userrole")
        return run(*args, **kwargs)

    monkeypatch.setattr(database_copy.subprocess, "run", write_meanwhile)
    before = checksums()
    backup = back_up(tmp_path)
    other.close()
    assert checksums() != before
    call_command("restore", str(backup), "--replace")
    assert checksums() == before


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_password_is_told_in_a_file_and_on_no_command_line(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "a:b\\c")
    with database_copy._reached() as told:
        file = Path(parse_dsn(told)["passfile"])
        assert "a:b" not in told
        assert file.read_text() == "*:*:*:*:a\\:b\\\\c\n"
        assert file.stat().st_mode & 0o777 == 0o600
    assert not file.exists()
