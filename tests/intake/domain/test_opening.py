"""Opening whatever file is brought: text in any usual encoding, packed text, workbooks."""

import gzip
import io
import random
import zipfile
from collections import Counter

import pytest

from intake.domain import unpacking
from intake.domain.datasets import DATASETS
from intake.domain.instructions import Instructions
from intake.domain.opening import open_table
from intake.domain.records import FileReader
from intake.domain.refusals import FileRefusedError, RefusedRow
from tests.intake.workbook_files import Raw, day, error, instant, workbook

TEXT = "顧客ID,名称\r\nA1,高橋カナ\r\n"


def opened(content, **said):
    """Give the text of a file, and how it was opened."""
    found = open_table(io.BytesIO(content), Instructions(**said))
    return found.text.read().decode(), found


def refused(content, **said):
    with pytest.raises(FileRefusedError) as caught:
        open_table(io.BytesIO(content), Instructions(**said))
    (refusal,) = caught.value.refusals
    assert "%(" not in refusal.describe()
    return refusal.line, refusal.column, refusal.code


# --- Text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp932", "cp932"),
        ("euc_jp", "euc_jp"),
    ],
)
def test_text_says_itself_what_it_is_written_in(codec, encoding):
    text, found = opened(TEXT.encode(codec))
    assert (text, found.encoding, found.container) == (TEXT, encoding, "")
    assert opened(TEXT.encode(codec), encoding=encoding)[0] == TEXT


def test_escape_sequences_tell_of_iso_2022_jp():
    plain = "a,b\n" * 300_000
    for text in ("顧客,名称\n", plain + "顧客,名称ｶﾅ\n"):
        assert opened(text.encode("iso2022_jp_ext"))[0] == text
        assert opened(text.encode("iso2022_jp_ext"))[1].encoding == "iso2022_jp"
    assert opened("顧客\x1b$B\n".encode())[1].encoding == "utf-8"


def test_what_windows_adds_to_euc_jp_is_read():
    content = "顧客ID,名称\nA1,".encode("euc_jp") + b"\xad\xea\xad\xa1\n"
    assert opened(content)[0] == "顧客ID,名称\nA1,㈱①\n"


def test_known_names_of_columns_decide_between_two_readings():
    assert opened("顧客ID,名称\nA1,亜\n".encode("euc_jp"))[1].encoding == "euc_jp"
    assert (
        opened("account_id,name\nA1,ｱｵﾊﾞ\n".encode("cp932") + "顧客,x".encode("cp932"))[1].encoding
        == "cp932"
    )


def test_where_nothing_decides_between_two_readings_the_file_is_refused():
    content = "account_id,name\nA1,ｱｵ\n".encode("cp932")
    assert refused(content) == (2, "", "ambiguous_encoding")
    assert opened(content, encoding="cp932")[0] == "account_id,name\nA1,ｱｵ\n"
    assert opened(content, encoding="euc_jp")[0] == "account_id,name\nA1,欝\n"


def test_text_that_lacks_half_a_character_is_cut_and_not_another_encoding():
    content = "account_id,name\nA1,あおば".encode("euc_jp")[:-1]
    assert refused(content) == (2, "", "cut_off")
    assert opened("account_id,name\nA1,アｵ".encode("cp932"))[1].encoding == "cp932"


def test_what_is_in_no_encoding_is_refused_as_no_utf_8():
    assert refused(b"account_id,name\nA1,\xff\xff\n") == (2, "", "not_utf8")
    assert refused(TEXT.encode(), encoding="euc_jp") == (1, "", "not_encoding")


# --- gzip --------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
def test_packed_text_is_unpacked(codec):
    text, found = opened(gzip.compress(TEXT.encode(codec)))
    assert (text, found.encoding, found.container) == (TEXT, codec, "gzip")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(TEXT.encode())[:-9], "damaged_archive"),
        (gzip.compress(TEXT.encode())[:-1] + b"\1", "damaged_archive"),
        (gzip.compress(gzip.compress(b"a")), "archive"),
        (gzip.compress(b"\0" * (50 << 20)), "unpacks_too_large"),
    ],
    ids=["cut", "wrong size", "packed twice", "too large"],
)
def test_what_is_packed_badly_is_refused(content, code):
    assert refused(content) == (0, "", code)


def test_nothing_packed_is_nothing():
    assert opened(gzip.compress(b""))[0] == ""


def test_text_never_unpacks_beyond_what_an_upload_may_be(monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 1000)
    assert refused(gzip.compress(bytes(range(256)) * 4)) == (0, "", "unpacks_too_large")


# --- Workbooks ---------------------------------------------------------------------------

ROWS = [
    ["account_id", "ticket_id", "opened_on", "subject"],
    ["A-1", 7, day(45383), "a\nb, c"],
    [],
    ["A-1", 8.0, instant(45384.5), None],
]


def tickets(content, **said):
    found = open_table(io.BytesIO(content), Instructions(**said))
    return list(FileReader(found.text, DATASETS["tickets"], Instructions(**said)))


def test_the_first_sheet_with_rows_is_read():
    text, found = opened(workbook(Empty=[], 問合せ=ROWS, Other=[["x"]]))
    assert (found.container, found.sheet) == ("workbook", "問合せ")
    assert found.sheets == ("Empty", "問合せ", "Other")
    assert text == (
        "account_id,ticket_id,opened_on,subject\n"
        'A-1,7,2024-04-01,"a\nb, c"\n'
        "\n"
        "A-1,8,2024-04-02 12:00:00,\n"
    )


def test_a_sheet_is_chosen_by_name():
    content = workbook(One=[["x"]], Two=ROWS)
    assert opened(content, sheet="Two")[1].sheet == "Two"
    assert refused(content, sheet="Three") == (0, "", "no_such_sheet")


def test_lines_are_rows_of_the_sheet():
    rows = [[], [], *ROWS, ["A-2"], ["A-1", 9, day(45383), "x\r\ny\n\nz"], ["A-1", 9, day(45383)]]
    found = tickets(workbook(Sheet=rows))
    assert [(row.line, isinstance(row, RefusedRow)) for row in found] == [
        (4, False),
        (6, False),
        (7, True),
        (8, False),
        (9, True),
    ]
    assert found[-1].refusals[0].params["first_line"] == 8


def test_what_was_said_of_text_does_not_touch_a_sheet():
    assert len(tickets(workbook(Sheet=ROWS), separator=";", encoding="cp932")) == 2


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12, "12"),
        (0.1, "0.1"),
        (1234.5, "1234.5"),
        (1e-7, "0.0000001"),
        (1e15, "1000000000000000"),
        (-3.0, "-3"),
        (Raw('t="b"><v>1</v>'), "TRUE"),
        (day(45383.0), "2024-04-01"),
        ("00123", "00123"),
        ("  x ", "  x "),
    ],
)
def test_a_cell_is_written_plainly(cell, text):
    assert opened(workbook(Sheet=[["a"], [cell]]))[0] == f"a\n{text}\n"


def test_a_cell_that_holds_an_error_is_named():
    content = workbook(First=[["a"]], Second=[["a", "b"], ["x", error()]])
    assert refused(content, sheet="Second") == (2, "B", "error_cell")
    assert opened(content)[0] == "a\n"


def test_a_workbook_without_rows_is_empty():
    assert refused(workbook(Sheet=[])) == (0, "", "empty_file")


def bomb(member, size):
    return workbook([(member, b"\0" * size)], Sheet=ROWS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb("xl/media/zeros.bin", 60 << 20), "unpacks_too_large"),
        (workbook([(f"x{n}", b"") for n in range(100)], Sheet=ROWS), "too_many_members"),
        (workbook([("xl/worksheets/SHEET1.xml", "")], Sheet=ROWS), "damaged_archive"),
        (workbook(Sheet=ROWS)[:-30], "damaged_archive"),
        (b"PK\x03\x04 and no more", "damaged_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
    ],
    ids=["too large", "too many parts", "two of one name", "cut", "a name only", "old"],
)
def test_what_is_no_workbook_to_trust_is_refused(content, code):
    assert refused(content) == (0, "", code)


@pytest.mark.parametrize("place", ["XFD1048576", "A4000000000", "A" + "9" * 5000])
def test_cells_that_lie_far_apart_do_not_fill_the_memory(place):
    far = f'<row r="1"><c r="{place}"><v>1</v></c></row>'
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{far}</sheetData></worksheet>'
    )
    content = workbook([("xl/worksheets/sheet1.xml", sheet)], Sheet=[])
    assert refused(content) == (0, "", "sheet_too_large")


def test_an_archive_of_anything_else_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("accounts.csv", "account_id,name\n")
    assert refused(packed.getvalue()) == (0, "", "archive")


def test_a_size_that_was_forged_deceives_nobody():
    content = bytearray(bomb("xl/media/zeros.bin", 60 << 20))
    true, forged = (60 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert content.count(true) == 2
    assert refused(bytes(content.replace(true, forged))) == (0, "", "damaged_archive")


def test_no_damage_to_a_workbook_brings_anything_down():
    chances = random.Random(20261122)
    good = zipfile.ZipFile(io.BytesIO(workbook(Sheet=ROWS)))
    became = Counter(outcome(damaged(good, chances)) for _ in range(400))
    assert became["opened"] > 20
    assert set(became) <= {"opened", "damaged_archive", "archive", "empty_file"}


def damaged(good, chances):
    """Give the workbook with some bytes of one of its parts changed."""
    target, packed = chances.choice(good.namelist()), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in good.namelist():
            content = bytearray(good.read(name))
            for _ in range(chances.randrange(1, 4) if name == target else 0):
                at = chances.randrange(len(content))
                content[at : at + chances.randrange(3)] = chances.randbytes(chances.randrange(3))
            archive.writestr(name, bytes(content))
    return packed.getvalue()


def outcome(content):
    try:
        open_table(io.BytesIO(content)).close()
    except FileRefusedError as error:
        return error.refusals[0].code
    return "opened"
