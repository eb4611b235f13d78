"""Where accounts stood on an earlier night, as a filter of the list."""

from datetime import timedelta

import pytest

from accounts.selectors import judgements_for
from book.past import Past
from book.query import BookQuery
from book.selectors import book_page
from core.models import Role
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


def test_accounts_are_found_by_a_feature_they_use_or_lack(ops):
    account("uses", now={"features": ",reports,job_posting,"})
    account("lacks", now={"features": ",job_posting,"})
    account("not judged", now={"night": None})
    assert names(ops, uses="reports") == ["uses"]
    assert names(ops, lacks="reports") == ["lacks"]
