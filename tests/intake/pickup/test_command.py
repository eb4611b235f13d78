"""manage.py pickup: without a worker, by hand or by a schedule of one's own."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from intake.models import Pickup
from tests.intake.pickup.conftest import BAD, GOOD, uploads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    """Let the time between two looks pass at once."""
    monkeypatch.setattr("intake.management.commands.pickup.time.sleep", lambda seconds: None)
    monkeypatch.setattr("intake.pickup.looking.STILL", timedelta())


def run(capsys, *arguments):
    """Run the command; returns (exit status, lines)."""
    try:
        call_command("pickup", *arguments)
        status = 0
    except SystemExit as end:
        status = end.code
    said = capsys.readouterr()
    return status, (said.out + said.err).splitlines()


def test_all_that_lies_there_is_loaded_oldest_first(crm, put, capsys):
    put("b.csv", ago=900)
    put("a.csv", GOOD.replace("A-2", "A-9"), ago=800)
    assert run(capsys) == (
        0,
        [
            "b.csv: loaded; new 2, changed 0, unchanged 0, refused 0",
            "a.csv: loaded; new 1, changed 0, unchanged 1, refused 0",
            "crm: nothing new, 0 still growing",
        ],
    )
    assert uploads() == [("b.csv", "loaded"), ("a.csv", "loaded")]
    assert run(capsys, str(crm.pk)) == (0, ["crm: nothing new, 0 still growing"])


def test_a_refused_file_ends_in_status_1_and_is_mailed_at_once(crm, put, capsys):
    put("a.csv", BAD)
    status, lines = run(capsys)
    assert (status, lines[0]) == (1, "a.csv: previewed; new 1, changed 0, unchanged 0, refused 1")
    assert [each.subject for each in mail.outbox] == ["Not loaded, waiting for you: a.csv"]


def test_a_place_that_is_away_ends_in_status_2(crm, root, capsys):
    (root / "crm").rmdir()
    status, lines = run(capsys)
    assert (status, lines) == (
        2,
        [
            "The folder “crm” is not there. Create it, or correct the place. "
            "It is looked for again next time."
        ],
    )


def test_a_paused_one_is_looked_into_only_by_its_number(crm, put, capsys):
    Pickup.objects.update(is_active=False)
    put("a.csv")
    assert run(capsys) == (0, [])
    assert run(capsys, str(crm.pk))[0] == 0
    assert uploads() == [("a.csv", "loaded")]


def test_one_that_is_not_there_is_said(ops):
    with pytest.raises(CommandError, match="There is no pick-up 7"):
        call_command("pickup", "7")
