"""What a usage file is refused for: rows one by one, or all of it."""

import pytest

from intake.domain import usage_blocks
from intake.domain.refusals import FileRefusedError
from tests.intake.domain.usage_files import LONG, refusals_of, scanned


def counted(reasons):
    return {each["code"]: each["count"] for each in reasons.as_kept()["reasons"]}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("nobody,2024-01-05,x,1", "account_id", "unknown_account"),
        ("a-1,2024-01-05,x,1", "account_id", "unknown_account"),
        (",2024-01-05,x,1", "account_id", "required"),
        ("1.20E+04,2024-01-05,x,1", "account_id", "damaged_id"),
        (f"{'A' * 101},2024-01-05,x,1", "account_id", "too_long"),
        ("A-1,,x,1", "date", "required"),
        ("A-1,2024-02-30,x,1", "date", "not_a_date"),
        ("A-1,2024/02/03,x,1", "date", "mixed_dates"),
        ("A-1,24-02-03,x,1", "date", "two_digit_year"),
        ("A-1,1969-12-31,x,1", "date", "date_out_of_range"),
        ("A-1,2024-01-05,,1", "metric", "required"),
        (f"A-1,2024-01-05,{'x' * 81},1", "metric", "too_long"),
        ("A-1,2024-01-05,x\0,1", "metric", "nul_character"),
        (f"A-1,2024-01-05,{'x' * 10_001},1", "metric", "cell_too_long"),
        ("A-1,2024-01-05,x,", "value", "required"),
        ("A-1,2024-01-05,x,many", "value", "not_a_number"),
        ("A-1,2024-01-05,x,1e400", "value", "too_large"),
        ("A-1,2024-01-05,x,1000000000000.0001", "value", "too_large"),
        ("A-1,2024-01-05,x,-1", "value", "too_small"),
        ("A-1,2024-01-05,x", "value", "short_row"),
        ("A-1,2024-01-05,x,1,2", "value", "long_row"),
        ('"A-1"x,2024-01-05,x,1', "account_id", "bad_quote"),
    ],
)
def test_a_row_is_refused_with_line_and_column_and_its_neighbours_are_kept(row, column, code):
    good = "A-1,2024-01-05,x,1\n"
    with scanned(LONG + good + row + "\n" + good) as found:
        assert [(r.line, r.column, r.code) for r in found.refused[0].refusals] == [
            (3, column, code)
        ]
        assert len(found.refused) == 1
        assert (found.rows, found.facts, found.refused_rows) == (3, 2, 1)
        assert counted(found.reasons) == {code: 1}
        if code not in ("bad_quote", "short_row", "long_row"):
            assert found.refused[0].cells == tuple(row.split(","))


def test_a_contract_that_is_not_known_is_called_so():
    text = "contract_id,date,metric,value\nnone,2024-01-05,x,1\n"
    assert refusals_of(text) == [(2, "contract_id", "unknown_contract")]


@pytest.mark.parametrize(
    ("first", "second"), [("2024-01-05", "2024/01/05"), ("2024/1/5", "2024-01-05")]
)
def test_the_first_date_decides_how_all_are_written(first, second):
    text = LONG + f"A-1,?,x,1\nA-1,{first},x,1\nA-1,{second},x,1\n"
    assert refusals_of(text) == [(2, "date", "not_a_date"), (4, "date", "mixed_dates")]


def test_a_wide_row_is_refused_for_every_cell_that_is_no_number():
    text = "account_id,date,x,y\nA-1,2024-01-05,a,-2\nA-1,2024-01-05,1,2\n"
    assert refusals_of(text) == [(2, "x", "not_a_number"), (2, "y", "too_small")]


def test_lines_are_physical_lines_whatever_the_chunks(monkeypatch):
    monkeypatch.setattr(usage_blocks, "FINE_BYTES", 64)
    rows = ['"A-1\n",2024-01-05,x,1', "A-1,2024-01-05,x,?", "", "A-1,2024-01-05,x"] * 20
    expected = [
        (line, "value", code)
        for i in range(20)
        for line, code in ((5 * i + 4, "not_a_number"), (5 * i + 6, "short_row"))
    ]
    for chunk_bytes in (32, 100, 10_000):
        assert refusals_of(LONG + "\n".join(rows), chunk_bytes=chunk_bytes) == expected


def test_every_refused_row_is_handed_over_and_the_first_thousand_kept():
    handed = []
    with scanned(LONG + "nobody,2024-01-05,x,1\n" * 1500, on_refused=handed.append) as found:
        assert (len(handed), len(found.refused), found.refused_rows) == (1500, 1000, 1500)
        assert [row.line for row in handed] == list(range(2, 1502))
        assert counted(found.reasons) == {"unknown_account": 1500}


@pytest.mark.parametrize(
    ("content", "line", "column", "code"),
    [
        (LONG, 1, "", "no_rows"),
        (LONG + "\n\n", 1, "", "no_rows"),
        (LONG + ",,,\n", 1, "", "no_rows"),
        (LONG + 'A-1,2024-01-05,x,1\nA-1,2024-01-05,"x,1\n', 3, "metric", "unclosed_quote"),
        (LONG + "x" * 5_000_000, 2, "", "line_too_long"),
    ],
)
def test_some_things_refuse_the_whole_file(content, line, column, code):
    with pytest.raises(FileRefusedError) as caught:
        scanned(content, chunk_bytes=1 << 20)
    assert [(r.line, r.column, r.code) for r in caught.value.refusals] == [(line, column, code)]


def test_more_names_than_series_can_have_refuse_the_file():
    rows = "".join(f"A-1,2024-01-05,x{i},1\n" for i in range(65_536))
    with pytest.raises(FileRefusedError) as caught:
        scanned(LONG + rows)
    assert [(r.column, r.code) for r in caught.value.refusals] == [("metric", "too_many_series")]


@pytest.mark.parametrize(
    ("rows", "refusals"),
    [
        ('A-1,2024-01-05,"x,1"\n', [(2, "value", "short_row")]),
        (
            'A-1,2024-01-05,x""\nA-1,2024-01-05,x,1,\n',
            [(2, "value", "short_row"), (3, "value", "long_row")],
        ),
        (
            "A-1,2024-01-05,x\nA-1,2024-01-05,x,1,2\n",
            [(2, "value", "short_row"), (3, "value", "long_row")],
        ),
        ("A-1,2024-01-05,x,1\r\r\nA-1,2024-01-05,x,?\n", [(4, "value", "not_a_number")]),
        ("A-1,2024-01-05,x,1\rA-1,2024-01-05,x,?\n", [(3, "value", "not_a_number")]),
        ('"A-1"2,"2024-01-05",x,1\n', [(2, "account_id", "bad_quote")]),
        ('A-1,2024-01-05,a"b,?\nA-1,2024-01-05,c"d,1\n', [(2, "value", "not_a_number")]),
    ],
)
def test_signs_that_even_out_do_not_deceive(rows, refusals):
    assert refusals_of(LONG + rows) == refusals
