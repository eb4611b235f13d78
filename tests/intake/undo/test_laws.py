"""Laws of undoing, over small made-up files that speak of the same things or of others."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.models import Upload
from intake.undo.services import UndoRefusedError
from tests.intake.rows import whole_database

pytestmark = pytest.mark.django_db

TRIES = settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ACCOUNTS = st.sampled_from(["A-1", "A-2"])
FIRST_DAY = date(2026, 10, 30)
DAYS = st.integers(0, 3).map(lambda days: FIRST_DAY + timedelta(days=days))

# What a file says: {key: value}, and its dataset.
TICKETS = st.dictionaries(
    st.tuples(ACCOUNTS, st.sampled_from(["S-1", "S-2"])),
    st.sampled_from(["low,2026-10-01", "high,2026-10-01", "high,2026-10-02"]),
    min_size=1,
    max_size=3,
)
USAGE = st.dictionaries(
    st.tuples(ACCOUNTS, DAYS, st.sampled_from(["posts", "logins"])),
    st.integers(0, 2),
    min_size=1,
    max_size=4,
)
CUSTOMERS = st.dictionaries(
    st.sampled_from(["A-1", "A-2", "A-3"]),
    st.tuples(
        st.sampled_from(["Aoba", "Kita"]),
        st.sampled_from(["", "mei@example.com", "ren@example.com"]),
        st.sampled_from(["", "5", "7"]),
        st.sampled_from(["", "steel"]),
        st.sampled_from(["", "side_duty", "multi_site"]),
    ).map(",".join),
    min_size=1,
)
CONTACTS = st.dictionaries(
    st.tuples(ACCOUNTS, st.sampled_from(["P-1", "P-2"])),
    st.tuples(
        st.sampled_from(["Hana", "Ren"]),
        st.sampled_from(["", "champion,2026-01-01,", "user,,2026-05-01", "champion,2026-06-01,"]),
    ).map(lambda cells: f"{cells[0]},{cells[1] or ',,'}"),
    min_size=1,
)
FILES = st.one_of(
    st.tuples(st.just("tickets"), TICKETS),
    st.tuples(st.just("usage"), USAGE),
)
ALL_FILES = st.one_of(
    FILES,
    st.tuples(st.just("accounts"), CUSTOMERS),
    st.tuples(st.just("contacts"), CONTACTS),
)
HEADERS = {
    "tickets": "account_id,ticket_id,priority,opened_on",
    "usage": "account_id,date,metric,value",
    "accounts": "account_id,name,csm_email,seats,industry,segment",
    "contacts": "account_id,contact_id,name,role,role_from,left_on",
}


def as_text(dataset, said):
    rows = (
        ",".join(map(str, [*(key if isinstance(key, tuple) else [key]), value]))
        for key, value in said.items()
    )
    return "\n".join([HEADERS[dataset], *rows])


def units(dataset, keys):
    """Give what stands or falls together: tickets, account-months of usage, and series."""
    if dataset == "tickets":
        return {("ticket", *key) for key in keys}
    months = {("month", account, day.replace(day=1)) for account, day, _ in keys}
    return months | {("series", name) for _, _, name in keys}


def left_by(before, file):
    """Give the units that a file makes or changes where `before` is known."""
    dataset, said = file
    known = before.get(dataset, {})
    different = {key for key, value in said.items() if known.get(key) != value}
    series = {("series", key[-1]) for key in known} if dataset == "usage" else set()
    return units(dataset, different) - series


@pytest.fixture
def in_between(bring_in, accounts, take_back):
    """Load the first file, then try what follows, then leave everything as it was."""

    def tried(first, tries):
        with transaction.atomic():
            bring_in(first[0], as_text(*first))
            tries()
            transaction.set_rollback(True)

    return tried


@TRIES
@given(first=ALL_FILES, second=ALL_FILES)
def test_undoing_the_latest_gives_what_was_there_before_it(
    first, second, in_between, bring_in, take_back
):
    def tries():
        before = whole_database()
        assert bring_in(second[0], as_text(*second)).state == "loaded"
        take_back(Upload.objects.latest("pk"))
        assert whole_database() == before

    in_between(first, tries)


@TRIES
@given(first=FILES, second=FILES, third=FILES)
def test_an_earlier_one_is_refused_exactly_where_the_later_rests_on_it(
    first, second, third, in_between, bring_in, take_back
):
    def tries():
        before = whole_database()
        bring_in(second[0], as_text(*second))
        middle = Upload.objects.latest("pk")
        bring_in(third[0], as_text(*third))
        final, both = Upload.objects.latest("pk"), whole_database()
        rests = left_by({first[0]: first[1]}, second) & units(third[0], third[1])
        if rests:
            with pytest.raises(UndoRefusedError) as refused:
                take_back(middle)
            assert {each.upload for each in refused.value.obstacles} == {final.pk}
            assert whole_database() == both
        for upload in (final, middle) if rests else (middle, final):
            take_back(upload)
        assert whole_database() == before

    in_between(first, tries)
