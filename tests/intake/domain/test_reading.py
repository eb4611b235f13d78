"""Taking files apart: records with their physical lines, and what is no record."""

import io

import pytest

from intake.domain.reading import LONGEST_LINE, Record, read_head, rows_of
from intake.domain.refusals import FileRefusedError, RefusedRow


def read(text):
    stream = io.BytesIO(text.encode())
    head = read_head(stream)
    return head, list(rows_of(stream, head))


def records(text):
    return [(record.line, record.cells) for record in read(text)[1]]


def refusal(text):
    """Give the one refusal of a file's rows, or of the file."""
    try:
        refused = [row for row in read(text)[1] if isinstance(row, RefusedRow)]
    except FileRefusedError as error:
        return error.refusals[0]
    ((refusal,),) = (row.refusals for row in refused)
    return refusal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", [(2, ["1", "2"])]),
        ("a,b\n1,2", [(2, ["1", "2"])]),
        ("a,b\r\n1,2\r\n3,4\r\n", [(2, ["1", "2"]), (3, ["3", "4"])]),
        ("a,b\r1,2\r3,4\r", [(2, ["1", "2"]), (3, ["3", "4"])]),
        ("a,b\n1,2\r\n3,4\r5,6\n", [(2, ["1", "2"]), (3, ["3", "4"]), (4, ["5", "6"])]),
        ('a,b\n"1\n1",2\n3,4\n', [(2, ["1\n1", "2"]), (4, ["3", "4"])]),
        ('a,b\n"x,y","say ""no"""\n', [(2, ["x,y", 'say "no"'])]),
        ("a,b\n\n1,2\n\n\n3,4\n\n", [(3, ["1", "2"]), (6, ["3", "4"])]),
        ("a,b\n,\n ,　\n1,\n", [(4, ["1", ""])]),
        ("a;b\n1;2,5\n", [(2, ["1", "2,5"])]),
        ("a\tb\n1\t2;5\n", [(2, ["1", "2;5"])]),
        ("a,b\nx\u2028y,\x85z\n", [(2, ["x\u2028y", "\x85z"])]),
        ('a,b\nsize 5",2\n', [(2, ['size 5"', "2"])]),
    ],
)
def test_records_come_with_the_line_on_which_they_begin(text, expected):
    assert records(text) == expected


@pytest.mark.parametrize(
    ("text", "names", "line", "separator", "offset", "lines"),
    [
        ("a,b\n1,2\n", ("a", "b"), 1, ",", 4, 1),
        (" a ; 名 \r\n", ("a", "名"), 1, ";", 11, 1),
        ("\n\na\tb\n1\t2\n", ("a", "b"), 3, "\t", 6, 3),
        ('"a\nx",b\n1,2\n', ("a\nx", "b"), 1, ",", 8, 2),
        (",,\n", ("", "", ""), 1, ",", 3, 1),
        ("one", ("one",), 1, ",", 3, 1),
    ],
)
def test_the_head_says_where_the_rows_begin(text, names, line, separator, offset, lines):
    head = read_head(io.BytesIO(text.encode()))
    assert (head.names, head.line, head.separator) == (names, line, separator)
    assert (head.offset, head.lines) == (offset, lines)


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("a,b,c\n1,2,3\n1,2\n", 3, "c", "short_row"),
        ("a,b,c\n1\n", 2, "b", "short_row"),
        ("a,b,c\n1,2,3,4\n", 2, "c", "long_row"),
        ("a,b,c\n1,2,3,\n", 2, "c", "long_row"),
        ('a,b,c\n"1\n1",2,3\n"x"y,2,3\n', 4, "a", "bad_quote"),
        ('a,b,c\n1,"2\n2" x,3\n', 2, "b", "bad_quote"),
        ('a,b,c\n1,"2\n2","3"x\n', 3, "c", "bad_quote"),
        ('a,b,c\n1,2,3\n1,"2,3\n4,5,6\n', 3, "b", "unclosed_quote"),
        ('a,b,c\n"1\n1",2,"3\n4,5,6\n', 3, "c", "unclosed_quote"),
        ('a,b,c\n1,"2,3\n' + "4,5,6\n" * 50_000, 2, "b", "unclosed_quote"),
        ('a,b,c\n1,"' + "x" * 200_000 + '",3\n4,5,6\n', 2, "b", "cell_too_long"),
        ('a,"b\n1,2\n', 1, "", "unclosed_quote"),
        ('"a"b,c\n1,2\n', 1, "", "bad_quote"),
        ("a,b\n1," + "x" * LONGEST_LINE + "\n", 2, "", "line_too_long"),
        ("", 0, "", "empty_file"),
        ("\n \r\n", 0, "", "empty_file"),
    ],
)
def test_what_is_no_record_is_named_with_line_and_column(text, line, column, code):
    found = refusal(text)
    assert (found.line, found.column, found.code) == (line, column, code)


def test_reading_goes_on_after_a_row_that_is_refused():
    rows = read('a,b\n1,2\n"x"y,2\n3\n4,5\n')[1]
    assert [row.line for row in rows] == [2, 3, 4, 5]
    assert [isinstance(row, Record) for row in rows] == [True, False, False, True]


def test_a_refused_row_keeps_its_cells_as_they_came():
    (row,) = read("a,b\n 1 ,2,3\n")[1]
    assert row.cells == (" 1 ", "2", "3")
    assert row.refusals[0].params == {"found": 3, "expected": 2}


def test_the_stream_is_left_open():
    stream = io.BytesIO(b"a\n1\n")
    list(rows_of(stream, read_head(stream)))
    assert not stream.closed


def test_long_first_lines_are_not_taken_for_one_record():
    line = "1," + "x" * (LONGEST_LINE // 2)
    assert len(records(f"a,b\n{line}\n{line}\n{line}\n")) == 3
