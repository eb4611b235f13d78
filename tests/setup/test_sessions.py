"""A log-in ends when it was idle too long or began too long ago."""

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY, get_user_model
from django.db import OperationalError

from cs_platform.sessions import SEEN, STAMP_EVERY_SECONDS, STARTED, is_over, save_without_failing

HOUR = 3600
START = 1_700_000_000


@pytest.mark.parametrize(
    ("idle", "age", "over"),
    [
        (0, 0, False),
        (8 * HOUR, 8 * HOUR, False),
        (8 * HOUR + 1, 8 * HOUR + 1, True),
        (0, 7 * 24 * HOUR, False),
        (0, 7 * 24 * HOUR + 1, True),
    ],
)
def test_the_latest_second_of_either_age_still_counts(idle, age, over):
    assert is_over(started=START - age, seen=START - idle, now=START) is over


@pytest.fixture
def logged_in(client, db):
    user = get_user_model().objects.create(email="csm@example.com", name="CSM")
    client.force_login(user)
    return client


def visit(client, *, at):
    """Load any page at an instant, and say whether the log-in still stands."""
    with time_machine.travel(START + at, tick=False):
        client.get("/nowhere")
        return SESSION_KEY in client.session


def stamps(client, *, after):
    """Load any page, and say when the log-in began and was seen, in seconds after the start."""
    visit(client, at=after)
    with time_machine.travel(START + after, tick=False):
        return client.session[STARTED] - START, client.session[SEEN] - START


def test_a_log_in_lives_on_while_it_is_used(logged_in):
    assert [visit(logged_in, at=hours * HOUR) for hours in (0, 7, 14, 21)] == [True] * 4


def test_a_log_in_left_alone_ends(logged_in):
    assert visit(logged_in, at=0)
    assert not visit(logged_in, at=8 * HOUR + 1)


def test_a_log_in_ends_after_a_week_however_busy(logged_in):
    stands = [visit(logged_in, at=hours * HOUR) for hours in range(0, 24 * 7 + 4, 4)]
    assert stands == [True] * 43


def test_reading_pages_writes_once_in_five_minutes(logged_in):
    assert stamps(logged_in, after=0) == (0, 0)
    assert stamps(logged_in, after=STAMP_EVERY_SECONDS - 1) == (0, 0)
    assert stamps(logged_in, after=STAMP_EVERY_SECONDS) == (0, STAMP_EVERY_SECONDS)


def test_a_busy_database_only_postpones_the_stamp():
    class Busy:
        modified = True

        def save(self):
            raise OperationalError("database is locked")

    session = Busy()
    save_without_failing(session)
    assert session.modified is False


def test_a_visitor_without_log_in_gets_no_session(client, db):
    client.get("/nowhere")
    assert list(client.session.keys()) == []
