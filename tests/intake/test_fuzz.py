"""Whatever becomes of good files: refused, or loaded as a second, strict reading reads them (F-15).

`make long` makes 20,000 tries; here a few hundred of the same, by their seeds.
"""

import csv
import datetime as dt
import io
import signal
import time
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AccountAlias, Contract
from engagement.models import Activity
from tests.builders import DAY
from tests.intake import strict
from tests.intake.mutation import GOOD, mutated
from tests.intake.rows import all_rows, stored_usage

pytestmark = pytest.mark.django_db

FEW, MANY = 200, 16_000
FEW_MADE, MANY_MADE = 30, 4_000
HANGS_SECONDS = 5
GIVEN_UP_SECONDS = 120
# After so many files it is looked whether the refused ones among them left anything behind.
LOOKED_AFTER = 100
CONTRACTS = "account_id,contract_id,starts_on,ends_on\nA-1,K-1,2026-01-01,2026-12-31\n"


@pytest.fixture
def attempt(bring_in, accounts):
    """Bring a file in and see that it is refused, or comes to what the strict reading gives.

    Returns whether it was accepted; of an accepted one nothing stays.
    """
    bring_in("contracts", CONTRACTS)

    def tried(dataset, content):
        with transaction.atomic(), _no_hang():
            verdict = bring_in(dataset, content)
            if verdict.state == "refused":
                assert list(verdict.refusals())
                return False
            assert verdict.state == "loaded"
            assert STORED[dataset]() == read_strictly(dataset, content, verdict)
            transaction.set_rollback(True)
            return True

    return tried


@contextmanager
def _no_hang():
    """Count the seconds of this process only: a busy machine is no fault of the file."""

    def give_up(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(GIVEN_UP_SECONDS)
    begun = time.process_time()
    try:
        yield
    finally:
        signal.alarm(0)
    assert time.process_time() - begun < HANGS_SECONDS


def read_strictly(dataset, content, verdict):
    encoding = encoding_of(content, verdict)
    if dataset == "usage":
        return strict.usage(content, encoding, ("A-1", "A-2"), {"K-1": "A-1"})
    return getattr(strict, dataset)(content, encoding, ("A-1", "A-2"))


def encoding_of(content, verdict):
    """Give Python's codec for what the verdict says the file was read as."""
    said = next((each.names[0] for each in verdict.findings if each.code == "read_as"), "UTF-8")
    if said == "UTF-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-be" if content[0] == 0 else "utf-16-le"
    return CODECS[said]


def _stored_activities():
    rows = Activity.objects.values_list(
        *("account__aliases__value", "external_id"),
        *("happened_on", "kind", "subject", "score", "body"),
    )
    return {tuple(row[:2]): tuple(row[2:]) for row in rows}


def _stored_contracts():
    names = dict(AccountAlias.objects.values_list("account_id", "value"))
    rows = Contract.objects.exclude(external_id="K-1").values_list(
        *("external_id", "account_id", "starts_on", "ends_on", "annual_amount"),
        *("currency", "outcome", "is_free", "seats"),
    )
    return {(key,): (names[account], *rest) for key, account, *rest in rows}


CODECS = {
    "UTF-8": "utf-8",
    "UTF-16": "utf-16",
    "Shift_JIS (CP932)": "cp932",
    "EUC-JP": "euc_jisx0213",
    "ISO-2022-JP": "iso2022_jp_ext",
}
STORED = {
    "usage": stored_usage,
    "activities": _stored_activities,
    "contracts": _stored_contracts,
}


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_the_good_files_are_good(good, attempt):
    assert attempt(good.dataset, good.content)


def mutate_all(seeds, attempt):
    """Try the files of these seeds; returns how many were accepted."""
    before, accepted = all_rows(), 0
    for number, seed in enumerate(seeds, start=1):
        dataset, content = mutated(seed)
        try:
            accepted += attempt(dataset, content)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {dataset} {content!r}") from error
        if number % LOOKED_AFTER == 0:
            assert all_rows() == before, f"within {LOOKED_AFTER} seeds up to {seed}"
    assert all_rows() == before
    return accepted


def test_a_few_hundred_files_with_wrong_bytes_are_refused_or_read_as_they_stand(attempt):
    accepted = mutate_all(range(FEW), attempt)
    assert FEW // 10 < accepted < FEW // 2


@pytest.mark.long
def test_thousands_of_files_with_wrong_bytes_are_refused_or_read_as_they_stand(attempt):
    accepted = mutate_all(range(FEW, FEW + MANY), attempt)
    assert MANY // 10 < accepted < MANY // 2


cells = st.one_of(
    st.sampled_from(
        ["A-1", "A-2", "K-1", "2026-11-01", "2026/11/1", "posts", "1", "2.5", "", " 3 "]
    ),
    st.sampled_from(
        ["１", "-0", "1e3", "a,b", 'a"b', "a\nb", "名", "=1", "\u2028", "nan", "٣", "1_0"]
    ),
    st.text(max_size=6),
    st.decimals(min_value=-10, max_value=10_000, places=5).map(str),
)
good_rows = st.tuples(
    st.sampled_from(["A-1", "A-2"]),
    st.dates(min_value=dt.date(2020, 1, 1), max_value=DAY).map(str),
    st.text(min_size=1, max_size=8),
    st.decimals(min_value=0, max_value=10_000, places=4).map(str),
)
rows = st.lists(
    st.one_of(good_rows, good_rows, st.tuples(cells, cells, cells, cells)), min_size=1, max_size=6
)


def written(rows, *, separator, quoting, end, encoding):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerows([("account_id", "date", "metric", "value"), *rows])
    return out.getvalue().encode(encoding, "replace")


made_files = st.builds(
    written,
    rows,
    separator=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp932"]),
)


def made(tries):
    """Return a test that tries so many made-up files."""

    @settings(
        max_examples=tries,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(content=made_files)
    def tried(attempt, content):
        attempt("usage", content)

    return tried


def test_a_few_made_up_files_are_refused_or_read_as_they_stand(attempt):
    made(FEW_MADE)(attempt)


@pytest.mark.long
def test_thousands_of_made_up_files_are_refused_or_read_as_they_stand(attempt):
    made(MANY_MADE)(attempt)
