"""One style for all dates of a column: said, seen, or decided by a later cell."""

import io

import pytest

from intake.domain.datasets import DATASETS
from intake.domain.dates import days_of_facts
from intake.domain.instructions import Instructions
from intake.domain.records import FileReader
from intake.domain.refusals import FileRefusedError, RefusedRow
from tests.intake.domain.usage_files import LONG, day, scanned

HEADER = "account_id,ticket_id,opened_on\n"


def read(days, **said):
    """Read tickets opened on those days; returns what became of each row."""
    text = HEADER + "".join(f"A-1,{number},{each}\n" for number, each in enumerate(days))
    reader = FileReader(io.BytesIO(text.encode()), DATASETS["tickets"], Instructions(**said))
    rows = list(reader)
    styles = {each.key: each.style for each in reader.columns()}
    return styles["opened_on"], [
        row.refusals[0].code if isinstance(row, RefusedRow) else str(row.values["opened_on"])
        for row in rows
    ]


def test_a_later_date_decides_for_those_before_it():
    assert read(["01/02/2024", "", "03/02/2024", "13/02/2024", "12/31/2024"]) == (
        "day-first",
        ["2024-02-01", "required", "2024-02-03", "2024-02-13", "mixed_dates"],
    )
    assert read(["01/02/2024", "02/13/2024"])[0] == "month-first"


def test_the_first_that_decides_does_and_both_lines_are_named():
    text = HEADER + "A-1,1,01/02/2024\nA-1,2,12/31/2024\nA-1,3,31/12/2024\n"
    reader = FileReader(io.BytesIO(text.encode()), DATASETS["tickets"])
    (refused,) = (row for row in reader if isinstance(row, RefusedRow))
    assert (refused.line, refused.refusals[0].params["first_line"]) == (4, 3)


def test_where_none_decides_the_file_is_refused_with_the_remedy():
    with pytest.raises(FileRefusedError) as caught:
        read(["01/02/2024", "03/04/2024"])
    (refusal,) = caught.value.refusals
    assert (refusal.line, refusal.column, refusal.code) == (2, "opened_on", "ambiguous_dates")
    assert "--dates opened_on=day-first" in refusal.describe()


def test_what_was_said_decides():
    days = ["01/02/2024", "03/04/2024", "31/12/2024"]
    assert read(days, dates={"opened_on": "month-first"}) == (
        "month-first",
        ["2024-01-02", "2024-03-04", "not_a_date"],
    )


def test_a_column_without_dates_has_no_style():
    text = HEADER.replace("\n", ",closed_on\n") + "A-1,1,2024-01-01,\n"
    reader = FileReader(io.BytesIO(text.encode()), DATASETS["tickets"])
    list(reader)
    assert [each.style for each in reader.columns()] == ["", "", "iso", ""]


@pytest.mark.parametrize("rows", [3, 70_000])
def test_usage_is_decided_across_blocks(rows):
    text = LONG + "A-1,01/02/2024,x,1\n" * rows + "A-1,13/02/2024,x,1\n"
    with scanned(text, chunk_bytes=100_000) as found:
        assert (found.refused_rows, found.date_style, found.facts) == (0, "day-first", rows + 1)
        days = {str(each) for each in found.days()[7].astype("datetime64[D]")}
        assert days == {"2024-02-01", "2024-02-13"}


def test_usage_that_nothing_decides_is_refused():
    with pytest.raises(FileRefusedError) as caught:
        scanned(LONG + "A-1,01/02/2024,x,1\n" * 9)
    assert [(r.line, r.column, r.code) for r in caught.value.refusals] == [
        (2, "date", "ambiguous_dates")
    ]


@pytest.mark.parametrize(
    "written",
    [
        *("2024-02-29", "2024/02/29", "2024/2/29", "2024.2.29", "20240229", "29-02-2024"),
        *("2/29/2024", "02.29.2024", "2024年2月29日", "2024年02月29日", "令和6年2月29日"),
        *("R6.2.29", "R6/02/29", "２０２４/２/２９", "2024-02-29 10:00", "29/02/2024 0:00:00"),
    ],
)
def test_usage_reads_every_style(written):
    with scanned(LONG + f"A-1,{written},x,1\n") as found:
        assert found.refused == []
        assert found.days()[7].astype("datetime64[D]").astype(str).tolist() == ["2024-02-29"]


def test_times_of_day_are_left_out_of_usage_and_counted():
    text = (
        LONG + "A-1,2024-02-29 01:02:03,x,1\n" * 5 + "A-1,2024-03-01,x,1\nA-1,2024-03-01T9:00,x,?\n"
    )
    with scanned(text) as found:
        assert found.facts == 6
        notes = {each.header: each.notes for each in found.columns()}
        assert notes["date"] == {"time_left_out": 6}


def test_how_usage_was_read_is_told_column_by_column():
    text = "contract_id,date,Logins,検索\nC-1,2024/1/1,１,2.00001\n"
    with scanned(text) as found:
        assert [
            (each.header, each.key, each.type, each.style, dict(each.notes))
            for each in found.columns()
        ] == [
            ("contract_id", "contract_id", "text id", "", {}),
            ("date", "date", "date", "slash", {}),
            ("Logins", "", "decimal", "", {"full_width": 1}),
            ("検索", "", "decimal", "", {"rounded": 1}),
        ]


def test_days_of_usage_outside_what_may_be_are_refused_fast_and_slow():
    span = days_of_facts(day("2024-03-01"))
    rows = ["2024-03-02", "2024-03-03", "1989-12-31", " 2024-03-03"]
    text = LONG + "".join(f"A-1,{each},x,1\n" for each in rows)
    with scanned(text, span=span) as found:
        assert [(row.line, row.refusals[0].code) for row in found.refused] == [
            (3, "date_in_future"),
            (4, "date_too_old"),
            (5, "date_in_future"),
        ]
        assert found.facts == 1
