"""Any usage file comes out as a plain reading row by row gives, in any order and any batches."""

import csv
import datetime as dt
import io
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.usage import scan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_layout import read_layout
from tests.intake.domain.usage_files import ACCOUNTS, LONG, day, numbered, scanned, unpacked


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_batches_of_any_size_give_the_same(most):
    rng = np.random.default_rng(5)
    entries = [(f"id{i}", i * 3, i % 2) for i in range(9_000)]
    ids = rng.integers(0, 9_000, 3_000)
    text = LONG + "".join(f"id{i},2024-0{i % 9 + 1}-01,s{i % 3},{i % 5}\n" for i in ids)
    stream = io.BytesIO(text.encode())
    expected = defaultdict(int)
    for i in ids.tolist():
        expected[i * 3, i % 3, dt.date(2024, i % 9 + 1, 1)] += i % 5 * 10_000
    with scan(stream, read_layout(stream), KnownAccounts.of(entries), chunk_bytes=5_000) as found:
        numbers = {(product, f"s{n}"): n for product in (0, 1) for n in range(3)}
        assert unpacked(found.packed(numbers, most)) == expected


ids = st.sampled_from(["A-1", "A-2", "old-3", "A-3", " A-1", "名", "nobody", "", "a,b"])
dates = st.sampled_from(["2024-01-31", "2024-02-29", " 2024-02-01", "2023-02-29", "2024/01/31", ""])
names = st.sampled_from(["x", "y", 'say "x"', "a,b", "two\nlines", " x", "", "x" * 81])
values = st.one_of(
    st.sampled_from(
        ["0", "1", "2.5", "0.00005", "1e2", "３", " 4 ", "-1", "", "nan", "1000000000001"]
    ),
    st.decimals(min_value=0, max_value=10_000, places=5).map(str),
)


def reading_of_rows(rows, starts):
    """Recompute in plain Python: facts by (account, name, day), and the lines that are refused."""
    accounts = {external_id: key for external_id, key, _ in ACCOUNTS}
    facts, refused = defaultdict(int), []
    for (account, date, name, value), line in zip(rows, starts, strict=True):
        if not any(cell.strip() for cell in (account, date, name, value)):
            continue
        account, date, name, value = (cell.strip() for cell in (account, date, name, value))
        scaled = as_scaled(value)
        is_date = date in ("2024-01-31", "2024-02-29", "2024-02-01")
        if account not in accounts or not is_date or not 0 < len(name) <= 80 or scaled is None:
            refused.append(line)
        else:
            facts[accounts[account], name, day(date)] += scaled
    return facts, refused


def as_scaled(text):
    try:
        number = Decimal(text.translate({ord("３"): "3"}))
    except ArithmeticError:
        return None
    if not number.is_finite() or not 0 <= number <= 10**12:
        return None
    return int((number * 10_000).to_integral_value(ROUND_HALF_EVEN))


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(ids, dates, names, values), min_size=1, max_size=12),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    chunk_bytes=st.sampled_from([8, 64, 1 << 20]),
)
def test_any_file_comes_out_as_a_plain_reading_gives(rows, quoting, end, chunk_bytes):
    # The first row decides how dates are written.
    rows = [("A-1", "2024-01-31", "x", "1"), *rows]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=quoting)
    writer.writerow(["account_id", "date", "metric", "value"])
    starts = []
    for row in rows:
        starts.append(1 + len(list(io.StringIO(out.getvalue(), newline=""))))
        writer.writerow(row)
    expected, refused = reading_of_rows(rows, starts)
    with scanned(out.getvalue(), chunk_bytes=chunk_bytes) as found:
        assert [row.line for row in found.refused] == refused
        numbers = numbered(found.series())
        names_of = {number: name for (_, name), number in numbers.items()}
        packed = unpacked(found.packed(numbers))
        assert {(a, names_of[s], d): v for (a, s, d), v in packed.items()} == expected


@settings(deadline=None)
@given(st.lists(st.tuples(ids, dates, names, values), min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_makes_no_difference(rows, random):
    rows = [row for row in rows if "/" not in row[1]]
    shuffled = random.sample(rows, len(rows))

    def packed(some):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([("A-1", "2024-01-31", "x", "1"), *some])
        with scanned(LONG + out.getvalue()) as found:
            return unpacked(found.packed(numbered(found.series())))

    assert packed(rows) == packed(shuffled)
