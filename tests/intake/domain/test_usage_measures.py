"""Several measures a row, and ids of rows: usage as other systems export it."""

import io
import itertools

import pytest

from intake.domain import usage_row_ids
from intake.domain.encodings import open_utf8
from intake.domain.instructions import Instructions
from intake.domain.refusals import FileRefusedError
from intake.domain.usage import scan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_layout import read_layout
from tests.intake.domain.usage_files import ACCOUNTS, numbered, unpacked

HEADER = "account_id,date,feature,count,seconds,errors\n"
MAPPED = {"seconds": "value", "errors": "value"}


def scanned(text, mapped=MAPPED, **rest):
    stream, said = open_utf8(io.BytesIO(text.encode())), Instructions(mapped=mapped)
    return scan(stream, read_layout(stream, said), KnownAccounts.of(ACCOUNTS), **rest)


def facts_of(text, mapped=MAPPED, **rest):
    with scanned(text, mapped, **rest) as found:
        assert found.refused == []
        numbers = numbered(found.series())
        names = {number: name for (_, name), number in numbers.items()}
        facts = unpacked(found.packed(numbers))
        return {(names[series], str(day)): value for (_, series, day), value in facts.items()}


def refusals_of(text, mapped=MAPPED, **rest):
    with scanned(text, mapped, **rest) as found:
        return [
            (each.line, each.column, each.code, each.params.get("first_line"))
            for row in found.refused
            for each in row.refusals
        ]


@pytest.mark.parametrize("quote", ["", '"'])
def test_the_first_measure_keeps_the_name_and_others_add_theirs(quote):
    rows = [
        "A-1,2024-01-05,search,1,20,0",
        "A-1,2024-01-05,posts,2,,1.5",
        "A-1,2024-01-06,posts,,,4",
    ]
    quoted = "".join(f"{quote}{row.replace(',', f'{quote},{quote}')}{quote}\n" for row in rows)
    assert facts_of(HEADER + quoted) == {
        ("search", "2024-01-05"): 10_000,
        ("search seconds", "2024-01-05"): 200_000,
        ("search errors", "2024-01-05"): 0,
        ("posts", "2024-01-05"): 20_000,
        ("posts errors", "2024-01-05"): 15_000,
        ("posts errors", "2024-01-06"): 40_000,
    }


def test_fast_and_slow_reading_agree_about_measures():
    rows = [f"A-1,2024-01-{n:02},m{n % 3},{n},{n * 2},{n / 2}\n" for n in range(1, 29)]
    odd = [row.replace("A-1", " A-1 ") for row in rows]
    assert facts_of(HEADER + "".join(rows)) == facts_of(HEADER + "".join(odd), chunk_bytes=100)


def test_a_measure_that_is_no_number_is_refused_where_it_stands():
    text = HEADER + "A-1,2024-01-05,search,1,x,-1\n"
    assert refusals_of(text) == [
        (2, "seconds", "not_a_number", None),
        (2, "errors", "too_small", None),
    ]


def test_a_name_must_leave_room_for_what_is_added():
    text = HEADER + f"A-1,2024-01-05,{'x' * 72},1,2,3\nA-1,2024-01-05,{'x' * 73},1,2,3\n"
    assert refusals_of(text) == [(3, "feature", "too_long", None)]


def test_only_a_person_says_that_there_are_several_measures():
    with pytest.raises(FileRefusedError) as caught:
        scanned("account_id,date,feature,count,amount\nA-1,2024-01-05,x,1,2\n", {})
    assert [(r.column, r.code) for r in caught.value.refusals] == [("amount", "duplicate_header")]


def test_measures_without_a_name_are_series_of_a_wide_file():
    text = "account_id,date,count,seconds\nA-1,2024-01-05,1,2\n"
    assert facts_of(text, {"seconds": "value"}) == {
        ("count", "2024-01-05"): 10_000,
        ("seconds", "2024-01-05"): 20_000,
    }


def test_each_measure_tells_how_it_was_read():
    with scanned(HEADER + "A-1,2024-01-05,search,1,２,0.00001\n") as found:
        assert [(each.header, each.key, dict(each.notes)) for each in found.columns()][3:] == [
            ("count", "value", {}),
            ("seconds", "value", {"full_width": 1}),
            ("errors", "value", {"rounded": 1}),
        ]


# --- Ids of rows -------------------------------------------------------------------------

WITH_IDS = "usage_id,account_id,date,metric,value\n"


def test_an_id_that_comes_again_is_refused_with_both_lines():
    rows = ["U-1", "U-2", " U-1 ", "", "", "U-1", "U-3"]
    text = WITH_IDS + "".join(f"{row},A-1,2024-01-05,x,1\n" for row in rows)
    expected = [(4, "usage_id", "duplicate_key", 2), (7, "usage_id", "duplicate_key", 2)]
    for chunk_bytes in (10, 100, 100_000):
        assert refusals_of(text, {}, chunk_bytes=chunk_bytes) == expected
    with scanned(text, {}) as found:
        assert (found.facts, found.rows) == (5, 7)


def test_ids_of_rows_are_ids():
    text = WITH_IDS + f"1.20E+04,A-1,2024-01-05,x,1\n{'U' * 101},A-1,2024-01-05,x,1\n"
    assert refusals_of(text, {}) == [
        (2, "usage_id", "damaged_id", None),
        (3, "usage_id", "too_long", None),
    ]


def test_ids_that_nearly_all_repeat_are_of_another_column(monkeypatch):
    monkeypatch.setattr(usage_row_ids, "MOST_REPEATED", 3)
    text = WITH_IDS + "U-1,A-1,2024-01-05,x,1\n"
    assert len(refusals_of(text + "U-1,A-1,2024-01-05,x,1\n" * 3, {})) == 3
    with pytest.raises(FileRefusedError) as caught:
        scanned(text + "U-1,A-1,2024-01-05,x,1\n" * 4, {})
    assert [(r.column, r.code) for r in caught.value.refusals] == [("usage_id", "row_ids_repeat")]


def test_many_ids_are_told_apart():
    ids = (f"U-{n}" for n in itertools.count())
    rows = "".join(f"{next(ids)},A-1,2024-01-05,x,1\n" for _ in range(50_000))
    assert refusals_of(WITH_IDS + rows + "U-49999,A-1,2024-01-05,x,1\n", {}, chunk_bytes=9_999) == [
        (50_002, "usage_id", "duplicate_key", 50_001)
    ]
