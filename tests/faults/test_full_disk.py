"""F-12: the disk is full, where files are received, where they are kept, where work waits, in the database.

`FAULT_KILLS=20 pytest -m fault -s tests/faults/test_full_disk.py` fills each of four places five
times, in about ten minutes. It mounts disks of memory, for which it needs root.
"""

import time

import pytest

from core.disks import low_disks
from tests.faults.kills import draws
from tests.faults.member import Member
from tests.faults.report import KILLS, Report
from tests.faults.servers import Postgres
from tests.faults.site import Site
from tests.faults.small_disk import SmallDisk, can_mount
from tests.faults.uploads import Uploads, usage_file

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not can_mount(), reason="mounting a disk of memory needs root"),
]
TIMES = max(1, KILLS // 4)
# Members are shown pages in Japanese unless they choose another language.
NO_ROOM = "ディスクの空き容量がありません"
SAYS_NO_ROOM = ("No space left on device", "disk is full", "DiskFull")
# Kilobytes that are left: the file itself is larger than any of them.
LEFT = (0, 1_500)
GIVEN_SECONDS = 8


@pytest.fixture
def member(uploads):
    found = Member(uploads.site, email=f"olivia{time.monotonic_ns()}@example.com")
    found.log_in()
    return found


@pytest.mark.parametrize("place", ["incoming", "uploads"])
def test_a_file_for_which_there_is_no_room_is_answered_so_and_leaves_nothing(
    place, uploads, member
):
    """`incoming` holds a file while it is received, `uploads` what was received."""
    content = usage_file(accounts=500, days=40)
    whole = uploads.undisturbed(content)
    rng, report = draws(f"F-12 {place}"), Report(f"F-12 no room in {place}", TIMES)
    with SmallDisk(uploads.site.folder / "data" / place, megabytes=16) as disk:
        for _ in range(TIMES):
            uploads.reset()
            disk.clear()
            disk.fill(leave_kilobytes=rng.randint(*LEFT))
            status, text = member.upload(content)
            problems = [] if (status, NO_ROOM in text) == (507, True) else [f"answered {status}"]
            problems += uploads.before.differences(uploads.left())
            if uploads.wait():
                problems.append("an upload was written down")
            if kept := [each.name for each in disk.folder.iterdir() if each.name != "filling"]:
                problems.append(f"left behind: {kept}")
            disk.free()
            problems += loads_now(uploads, content, whole)
            report.add(f"answered {status}", problems=problems)
    report.close()


def test_an_upload_that_finds_no_room_to_work_fails_clearly_and_loads_afterwards(
    uploads, member, folder
):
    """Files of other encodings are copied where temporary files go; facts wait in the data folder."""
    content = usage_file(accounts=500, days=40)
    whole = uploads.undisturbed(content)
    odd = content.decode().encode("utf-16")
    rng, report = draws("F-12 tmp"), Report("F-12 no room for temporary files", TIMES)
    with SmallDisk(folder / "tmp", megabytes=16) as disk:
        uploads.site.worker.kill_group()
        uploads.site.start_worker(TMPDIR=str(disk.folder))
        for _ in range(TIMES):
            uploads.reset()
            disk.fill(leave_kilobytes=rng.randint(*LEFT))
            problems, said = fails_clearly(uploads, member, odd)
            disk.free()
            problems += loads_now(uploads, odd, whole)
            report.add(said, problems=problems)
    report.close()


@pytest.mark.parametrize(("left", "is_told"), [(2_600, False), (2_300, True)])
def test_a_disk_is_told_of_before_it_is_full(left, is_told, folder, settings):
    """15 % of 16 megabytes are 2,458 kilobytes."""
    settings.LEAST_FREE_DISK_PERCENT = 15
    with SmallDisk(folder / "data", megabytes=16) as disk:
        settings.DATA_DIR = disk.folder
        disk.fill(leave_kilobytes=left)
        assert ["work" in each.folders for each in low_disks()].count(True) == is_told


def test_a_database_without_room_loses_nothing_and_loads_afterwards(broker, folder):
    """The cluster stands on a disk of its own, with little room for its log."""
    rng, report = draws("F-12 database"), Report("F-12 no room for the database", TIMES)
    content = usage_file(accounts=500, days=120)
    with SmallDisk(folder / "small", megabytes=700) as disk:
        server = Postgres(disk.folder / "postgres", max_wal_size="64MB", min_wal_size="32MB")
        site = Site(
            folder=folder / "on-small-disk",
            database_url=server.create("uploads"),
            broker_url=broker.url,
        )
        try:
            uploads = Uploads(site)
            uploads.prepare(accounts=500, days=60)
            broker.client.flushall()
            site.start_web()
            site.start_worker()
            site.start_scheduler()
            member = Member(site)
            member.log_in()
            whole = uploads.undisturbed(content)
            for _ in range(TIMES):
                uploads.reset()
                sent = uploads.sending(content)
                disk.fill(leave_kilobytes=rng.randint(*LEFT))
                said = settles(uploads, server, sent)
                disk.free()
                if not server.process.is_alive:
                    # Without room for its log PostgreSQL ends; whoever keeps it starts it again.
                    server.start()
                uploads.wait()
                problems = is_whole(uploads, whole)
                problems += loads_now(uploads, content, whole)
                report.add(said, problems=problems)
        finally:
            site.stop()
            server.stop()
    report.close()


def fails_clearly(uploads, member, content):
    """Send a file that cannot be worked on; returns what is wrong, and what the page said."""
    status, text = member.upload(content)
    states = uploads.wait()
    problems = uploads.before.differences(uploads.left())
    if list(states.values()) != ["failed"]:
        return [*problems, f"answered {status}, ended as {states}"], "no failure"
    status, text = member.see(f"/uploads/{next(iter(states))}/")
    said = next((words for words in SAYS_NO_ROOM if words in text), "")
    if not said:
        problems.append("the page does not say that there is no room")
    attempts = uploads.database.value("SELECT max(attempts) FROM core_step")
    if attempts > 3:
        problems.append(f"{attempts} attempts")
    return problems, f"failed after {attempts} attempts: {said}"


def settles(uploads, server, sent):
    """Give an upload without room time to meet with it; returns what became of it."""
    (answer,) = sent()
    time.sleep(GIVEN_SECONDS)
    errors = " ".join(uploads.errors_of_steps()) if server.process.is_alive else "server gone"
    return f"answered {answer.status}; {uploads.doing()}; {errors[:80] or 'no error yet'}"


def is_whole(uploads, whole):
    """Say what is neither as before nor as after the upload."""
    found = uploads.left()
    differences = whole.left.differences(found)
    return differences if differences and uploads.before.differences(found) else []


def loads_now(uploads, content, whole):
    """Send the file again, with room; says what is wrong."""
    status = uploads.send(content).status
    states = list(uploads.wait().values())
    problems = (
        []
        if status == 200 and states[-1] in ("loaded", "unchanged")
        else [f"then {status}, {states}"]
    )
    return problems + whole.left.differences(uploads.left())
