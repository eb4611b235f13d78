"""Where accounts stood on an earlier night, as a filter of the list."""

from datetime import timedelta

import pytest

from accounts.selectors import judgements_for
from book.past import Past, read_past
from book.query import BookQuery
from book.selectors import book_page
from core.models import Role
from engagement.models import Attendance, Event
from tests.builders import DAY, make_account, make_night, make_seal, make_status, make_user

pytestmark = pytest.mark.django_db
THEN = DAY - timedelta(days=28)


@pytest.fixture
def ops():
    return make_user(Role.OPS)


def account(name, *, then=None, now=None):
    found = make_account(name)
    if then is not None:
        make_night(found, day=THEN, **then)
    make_status(found, **(now or {}))
    return found


def names(user, *asked, **others):
    was = tuple(Past(THEN, *each) for each in asked)
    query = BookQuery(was=was, sort="name", **others)
    page = book_page(for_user=user, judgements=judgements_for(user), query=query, as_of=DAY)
    return [status.name for status in page.statuses]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("stage", "onboard"), ["down", "up"]),
        (("stage", "onboard", True), ["new", "same"]),
        (("stage", "lower"), ["up"]),
        (("stage", "higher"), ["down"]),
        (("band", "higher"), ["same"]),
        (("band", "lower"), ["up"]),
        (("risk", "high"), ["same"]),
        (("segment", "x"), ["up"]),
        (("segment", "none"), ["down", "same"]),
        (("segment", "x", True), ["down", "new", "same"]),
        (("segment", "any"), ["down", "same", "up"]),
        (("segment", "any", True), ["new"]),
        (("stage", "any"), ["down", "same", "up"]),
    ],
)
def test_accounts_are_found_by_how_they_stood(ops, asked, found):
    account("up", then={"stage": 1, "band": 1, "segment_key": "x"}, now={"stage": 2, "band": 2})
    account("down", then={"stage": 1, "band": 3}, now={"stage": 0, "band": 0, "score": None})
    account("same", then={"stage": 2, "band": 3, "risk": 3}, now={"stage": 2, "band": 1})
    account("new")
    assert names(ops, asked) == found


def test_all_of_several_must_hold(ops):
    account("both", then={"stage": 1, "band": 3})
    account("one", then={"stage": 1, "band": 2})
    assert names(ops, ("stage", "onboard"), ("band", "healthy")) == ["both"]


@pytest.mark.parametrize("asked", [("stage", "onboard"), ("stage", "loyal", True)])
def test_what_is_sealed_matches_neither_way(ops, asked):
    sealed = account("sealed", then={"stage": 1})
    make_seal(ops, sealed, "stage")
    assert names(ops, asked) == []
    assert names(ops, ("segment", "none")) == ["sealed"]


def test_contracts_of_a_month_end_from_its_first_day_to_its_last(ops):
    for name, ends_on in (
        ("before", "2026-11-30"),
        ("first", "2026-12-01"),
        ("final", "2026-12-31"),
        ("after", "2027-01-01"),
    ):
        account(name, now={"ends_on": ends_on})
    assert names(ops, month="2026-12") == ["final", "first"]


def test_answers_and_silence_can_be_asked_for(ops):
    account("promoter", now={"nps": 9, "is_nps_answered": True})
    account("passive", now={"nps": 7, "is_nps_answered": False})
    account("detractor", now={"nps": 6})
    account("silent", now={"is_nps_answered": False})
    assert names(ops, nps=("promoter", "detractor")) == ["detractor", "promoter"]
    assert names(ops, nps=("silent",)) == ["passive", "silent"]
    assert names(ops, nps=("asked",)) == ["passive", "promoter", "silent"]


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        (("attended", "registered", "absent", "declined"), ["0"]),
        (("registered", "invited", "declined"), ["0"]),
        (("invited",), []),
    ],
)
def test_accounts_are_found_by_the_event_that_they_came_or_mean_to_come_to(ops, statuses, found):
    event, other = (
        Event.objects.create(external_id=key, name=key, held_on=DAY) for key in ("event", "other")
    )
    for number, status in enumerate(statuses):
        Attendance.objects.create(event=event, account=account(f"{number}"), status=status)
    Attendance.objects.create(event=other, account=account("elsewhere"), status="attended")
    assert names(ops, event=event.pk) == found
    assert names(ops, event=event.pk + 100) == []


def test_accounts_are_found_by_a_feature_they_use_or_lack(ops):
    account("uses", now={"features": ",reports,job_posting,"})
    account("lacks", now={"features": ",job_posting,"})
    account("not judged", now={"night": None})
    assert names(ops, uses="reports") == ["uses"]
    assert names(ops, lacks="reports") == ["lacks"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("nps_score", "9-10"), ["many"]),
        (("nps_score", "0-8"), ["none"]),
        (("nps_score", "0-8", True), ["many", "missing", "other"]),
        (("nps_score", "any"), ["many", "none"]),
    ],
)
def test_accounts_are_found_by_a_metric_that_the_night_knew(ops, asked, found):
    account("many", then={"metrics": {"seats": 3, "nps_score": 9}})
    account("none", then={"metrics": {"nps_score": 0}})
    account("missing", then={"metrics": {"nps_score": None}})
    account("other", then={"metrics": {"seats": 9}})
    assert names(ops, asked) == found


@pytest.mark.parametrize(("way", "found"), [("lower", ["up"]), ("higher", ["down"])])
def test_two_earlier_nights_can_be_compared(ops, way, found):
    for name, before, after in (("up", 1, 2), ("down", 2, 1), ("same", 1, 1)):
        each = account(name, then={"stage": before}, now={"stage": 3})
        make_night(each, day=DAY - timedelta(days=7), stage=after)
    than = DAY - timedelta(days=7)
    assert names(ops, ("stage", way, False, than)) == found


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-25:stage:onboard",
        "2026-10-25:segment:-x",
        "2026-10-25:band:lower:2026-11-15",
        "2026-10-25:days_to_end:0-90",
        "2026-10-25:annual_amount:any",
        "2026-10-25:segment:-any",
    ],
)
def test_what_stands_in_an_address_is_read_as_it_was_written(text):
    assert str(read_past(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-25:stage:gone",
        "2026-10-25:days_to_end:soon",
        "2026-10-25:Days:0-9",
        "2026-10-25:Days:any",
        "2026-10-25:stage:onboard:2026-11-15",
        "yesterday:stage:onboard",
        "2026-10-25:segment:\0",
    ],
)
def test_what_asks_for_nothing_there_is_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_past(text)
