"""Which rows of usage are dated outside the contract they name."""

import datetime as dt
import io

import pytest

from intake.domain.encodings import open_utf8
from intake.domain.refusals import Finding
from intake.domain.usage import scan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_layout import read_layout
from intake.domain.usage_spans import Spans

LONG = "contract_id,date,metric,value\n"
# Id, first day, final day, day closed.
CONTRACTS = [
    ("dated", "2024-02-10", "2024-02-29", None),
    ("open", "2024-02-10", None, None),
    ("closed", "2024-02-10", "2024-12-31", "2024-02-29"),
    ("open, closed", "2024-02-10", None, "2024-02-29"),
    ("closed late", "2024-02-10", "2024-02-29", "2024-06-01"),
    ("never ran", "2024-02-10", "2024-12-31", "2024-01-01"),
]


def findings(text):
    def day(written):
        return written and dt.date.fromisoformat(written)

    accounts = KnownAccounts.of(
        ((name, place, 1) for place, (name, *_) in enumerate(CONTRACTS)),
        spans=Spans.of(tuple(map(day, days)) for _, *days in CONTRACTS),
    )
    stream = open_utf8(io.BytesIO(text.encode()))
    with scan(stream, read_layout(stream), accounts) as found:
        assert found.refused_rows == text.count("unknown")
        return found.findings()


@pytest.mark.parametrize("odd", ["", " "], ids=["plain", "odd"])
@pytest.mark.parametrize(
    ("contract", "before", "after"),
    [
        ("dated", [2, 3], [6, 7]),
        ("open", [2, 3], []),
        ("closed", [2, 3], [5, 6, 7]),
        ('"open, closed"', [2, 3], [5, 6, 7]),
        ("closed late", [2, 3], [6, 7]),
        ("never ran", [2, 3], [4, 5, 6, 7]),
        ("unknown", [], []),
    ],
)
def test_a_contract_runs_from_its_first_day_to_its_end_or_before_it_was_closed(
    contract, before, after, odd
):
    days = ["2023-12-31", "2024-02-09", "2024-02-10", "2024-02-29", "2024-03-01", "2025-01-01"]
    text = LONG + "".join(f"{contract},{each},posts,{odd}0\n" for each in days)
    expected = [("after_contract", after), ("before_contract", before)]
    assert findings(text) == tuple(
        Finding(code, "date", len(lines), tuple(lines)) for code, lines in expected if lines
    )


def test_rows_count_once_whatever_a_wide_one_holds_and_the_refused_do_not():
    text = (
        "contract_id,day,posts,logins\ndated,2024-01-01,1,2\ndated,2024-01-02,,\n"
        "dated,2024-01-03,1 ,2\ndated,2024-02-11,1,2\nunknown,2024-01-01,1,2\n"
    )
    assert findings(text) == (Finding("before_contract", "day", 3, (2, 3, 4)),)


def test_five_lines_are_named_of_many():
    rows = "".join(f"open,2024-01-{day:02},posts,1\n" for day in range(1, 29))
    assert findings(LONG + rows) == (Finding("before_contract", "date", 28, (2, 3, 4, 5, 6)),)
