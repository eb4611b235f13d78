"""Every reason for which a file is refused: where it is found, and what is said."""

import datetime as dt
import io
import re
from gettext import NullTranslations
from itertools import chain
from pathlib import Path

import pytest

from intake.domain import refusals
from intake.domain.datasets import DATASETS
from intake.domain.dates import days_of_facts
from intake.domain.encodings import open_utf8
from intake.domain.instructions import Instructions
from intake.domain.messages.of_findings import FINDINGS
from intake.domain.records import FileReader
from intake.domain.refusals import (
    REASONS,
    FileRefusedError,
    Finding,
    Notes,
    Refusal,
    RefusedRow,
    excerpt,
)
from tests.intake.domain.usage_files import numbered, scanned

DOMAIN = Path(refusals.__file__).parent
# What only a file is refused for of which something was said; see the tests of saying it.
ASKED_FOR = {
    "lost_zeros",
    "rounded_id",
    "not_encoding",
    "too_many_accounts",
    "merged_meanwhile",
    "bytes_changed",
    "no_such_sheet",
    "row_ids_repeat",
}
# What is found before there is any text; see the tests of opening.
OPENING = {
    *("old_workbook", "archive", "damaged_archive", "unpacks_too_large", "too_many_members"),
    *("sheet_too_large", "error_cell", "uncomputed_cell", "ambiguous_encoding"),
}
COUNTED = [code for code, text in FINDINGS.items() if isinstance(text, tuple)]
FORMS = chain.from_iterable([text] if isinstance(text, str) else text for text in FINDINGS.values())
SPAN = days_of_facts(dt.date(2026, 11, 14))
TICKETS = "account_id,ticket_id,opened_on\n"
# One wrong file for each reason: (code, dataset, content, line, column).
CASES = [
    ("empty_file", "tickets", "", 0, ""),
    ("no_rows", "tickets", "account_id,ticket_id,opened_on\n", 1, ""),
    ("not_utf8", "tickets", b"account_id\nA\xff\n", 2, ""),
    ("cut_off", "tickets", "account_id\n名".encode()[:-1], 2, ""),
    ("lone_surrogate", "tickets", b"account_id\nA\xed\xb0\x80\n", 2, ""),
    ("unclosed_quote", "companies", 'company_id,name\n1,"a\n2,b\n', 2, "name"),
    ("line_too_long", "companies", "company_id,name\n1," + "a" * 1_000_000, 2, ""),
    (
        *("record_too_long", "companies"),
        "company_id,name\n1,a\n" + ('"' + "a\n" * 25_000 + '",') * 21,
        *(3, ""),
    ),
    ("empty_header", "companies", "company_id,name,\n1,a,b\n", 1, ""),
    ("duplicate_header", "companies", "company_id,name,会社名\n1,a,b\n", 1, "会社名"),
    ("unknown_header", "companies", "company_id,name,mood\n1,a,b\n", 1, "mood"),
    ("unknown_key", "accounts", "account_id,name,x\n1,a,b\n", 1, "x"),
    ("long_header", "accounts", f"account_id,name,{'y' * 61}\n1,a,b\n", 1, "y" * 39 + "…"),
    ("missing_column", "companies", "company_id\n1\n", 1, "name"),
    ("account_or_contract", "usage", "account_id,contract_id,date,x\n", 1, "contract_id"),
    (
        "too_many_series",
        "usage",
        "account_id,date," + ",".join(f"x{i}" for i in range(65_536)) + "\n\n1" + "," * 65_537,
        0,
        "",
    ),
    ("bad_quote", "companies", 'company_id,name\n1,"a"b\n', 2, "name"),
    ("short_row", "companies", "company_id,name\n1\n", 2, "name"),
    ("long_row", "companies", "company_id,name\n1,a,b\n", 2, "name"),
    ("nul_character", "companies", "company_id,name\n1,a\0b\n", 2, "name"),
    ("cell_too_long", "companies", f"company_id,name\n1,{'a' * 10_001}\n", 2, "name"),
    ("required", "companies", "company_id,name\n1, \n", 2, "name"),
    ("too_long", "companies", f"company_id,name\n1,{'a' * 201}\n", 2, "name"),
    ("damaged_id", "companies", "company_id,name\n1.20E+04,a\n", 2, "company_id"),
    ("not_a_number", "accounts", "account_id,name,seats\n1,a,ten\n", 2, "seats"),
    ("not_an_integer", "accounts", "account_id,name,seats\n1,a,1.5\n", 2, "seats"),
    ("too_small", "accounts", "account_id,name,seats\n1,a,-1\n", 2, "seats"),
    ("too_large", "accounts", "account_id,name,seats\n1,a,2147483648\n", 2, "seats"),
    ("not_a_date", "tickets", "account_id,ticket_id,opened_on\n1,2,today\n", 2, "opened_on"),
    ("two_digit_year", "tickets", "account_id,ticket_id,opened_on\n1,2,69/4/1\n", 2, "opened_on"),
    (
        "mixed_dates",
        "tickets",
        "account_id,ticket_id,opened_on\n1,2,2024-01-01\n1,3,2024/01/01\n",
        3,
        "opened_on",
    ),
    (
        "date_out_of_range",
        "tickets",
        "account_id,ticket_id,opened_on\n1,2,1899-12-30\n",
        2,
        "opened_on",
    ),
    ("not_in_style", "tickets", TICKETS + "1,2,2024-01-01\n", 2, "opened_on"),
    ("not_in_era", "tickets", TICKETS + "1,2,平成31年5月1日\n", 2, "opened_on"),
    ("ambiguous_dates", "tickets", TICKETS + "1,2,\n1,3,x\n1,4,01/02/2024\n", 4, "opened_on"),
    ("date_in_future", "tickets", TICKETS + "1,2,2026-11-16\n", 2, "opened_on"),
    ("date_too_old", "tickets", TICKETS + "1,2,1989-12-31\n", 2, "opened_on"),
    ("bad_grouping", "accounts", 'account_id,name,seats\n1,a,"10,00"\n', 2, "seats"),
    ("not_a_choice", "accounts", "account_id,name,rank\n1,a,D\n", 2, "rank"),
    ("not_an_email", "accounts", "account_id,name,csm_email\n1,a,kato\n", 2, "csm_email"),
    (
        "not_a_boolean",
        "contracts",
        "account_id,contract_id,starts_on,ends_on,is_free\n1,2,2024-01-01,2024-12-31,so\n",
        2,
        "is_free",
    ),
    (
        "not_a_currency",
        "contracts",
        "account_id,contract_id,starts_on,ends_on,currency\n1,2,2024-01-01,2024-12-31,1\n",
        2,
        "currency",
    ),
    (
        "other_currency",
        "contracts",
        "account_id,contract_id,starts_on,annual_amount\n1,2,2024-01-01,$5\n",
        2,
        "annual_amount",
    ),
    ("duplicate_key", "companies", "company_id,name\n1,a\n1,b\n", 3, "company_id"),
    ("unknown_account", "usage", "account_id,date,x\nB,2024-01-01,1\n", 2, "account_id"),
    ("unknown_contract", "usage", "contract_id,date,x\nB,2024-01-01,1\n", 2, "contract_id"),
    ("sum_too_large", "usage", "account_id,date,x\n" + "A-1,2024-01-01,1e12\n" * 2, 0, "value"),
]


# What was said of the file, where the reason needs that.
SAID = {
    "unknown_key": Instructions(mapped={"x": "mood"}),
    "not_in_style": Instructions(dates={"opened_on": "slash"}),
}


def refusals_of(dataset, content, said=None):
    """Read a file as a load does, and give every refusal of its rows or of all of it."""
    content = content if isinstance(content, bytes) else content.encode()
    try:
        rows = usage_rows(content) if dataset == "usage" else record_rows(dataset, content, said)
    except FileRefusedError as error:
        return list(error.refusals)
    return [refusal for row in rows for refusal in row.refusals]


def usage_rows(content):
    with scanned(content) as found:
        list(found.packed(numbered(found.series())))
        return found.refused


def record_rows(dataset, content, said):
    reader = FileReader(open_utf8(io.BytesIO(content)), DATASETS[dataset], said, SPAN)
    return [row for row in reader if isinstance(row, RefusedRow)]


@pytest.mark.parametrize(
    ("code", "dataset", "content", "line", "column"), CASES, ids=[case[0] for case in CASES]
)
def test_each_reason_is_found_at_its_line_and_column(code, dataset, content, line, column):
    (refusal,) = refusals_of(dataset, content, SAID.get(code))
    assert (refusal.code, refusal.line, refusal.column) == (code, line, column)
    said = refusal.describe()
    assert said.count(".") >= 2 or said.count(":") >= 1
    assert "%(" not in said


def test_no_reason_that_reading_finds_is_without_a_case():
    written = "".join(path.read_text() for path in DOMAIN.glob("*.py"))
    found_here = {code for code in REASONS if f'"{code}"' in written}
    assert found_here <= ASKED_FOR | OPENING | {case[0] for case in CASES}
    assert {case[0] for case in CASES} <= set(REASONS)


def test_an_encoding_that_was_named_is_named_again():
    with pytest.raises(FileRefusedError) as caught:
        open_utf8(io.BytesIO(b"a\n\x81\x00"), "cp932")
    assert caught.value.refusals[0].describe() == (
        "Line 2 is not cp932: byte 3 of the file is 0x81. "
        "Name the encoding in which the file was saved."
    )


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            Refusal(3, "date", "mixed_dates", {"value": "2024/1/2", "first_line": 2}),
            "“2024/1/2” is written unlike the date on line 2 of the same column. "
            "Write all dates of a column in one way.",
        ),
        (
            Refusal(3, "b", "short_row", {"found": 2, "expected": 3}),
            "Line 3 fills only 2 of the header's 3 columns. "
            "Add what is missing, or check for a line break inside a cell.",
        ),
        (
            Refusal(2, "名称", "unclosed_quote"),
            "The quote that opens in column 名称 on line 2 is never closed, so the rest of the "
            "file cannot be told apart. Close it, or double it if it belongs to the text.",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_how_to_mend_it(refusal, said):
    assert refusal.describe() == said


def test_the_translation_is_asked_for_with_the_english_text():
    asked = []

    class Japanese(NullTranslations):
        def gettext(self, message):
            asked.append(message)
            return "%(line)s行目: %(found)s"

    refusal = Refusal(3, "b", "short_row", {"found": 2, "expected": 3})
    assert refusal.describe(Japanese()) == "3行目: 2"
    assert asked == [REASONS["short_row"]]


@pytest.mark.parametrize("message", [*REASONS.values(), *FORMS])
def test_texts_have_named_places_only(message):
    assert message.count("%") == len(re.findall(r"%\([a-z_]+\)s", message))


def test_a_long_cell_is_shortened():
    assert excerpt("x" * 40) == "x" * 40
    assert excerpt("x" * 41) == "x" * 39 + "…"


@pytest.mark.parametrize("code", COUNTED)
def test_a_finding_is_said_of_one_and_of_several(code):
    one = Finding(code, "seats", 1, (2,)).describe()
    several = Finding(code, "seats", 2, (2, 3)).describe()
    assert re.match(r"1 (row|value|amount|cell|date|contact|contract|answer|ticket)\b", one)
    assert re.match(r"2 (row|value|amount|cell|date|contact|contract|answer|ticket)s\b", several)
    assert "lines" not in one
    if "line" in one:
        assert "on line 2)" in one
        assert "(first on lines 2, 3)" in several


def test_findings_keep_the_first_lines_whatever_their_order():
    notes = Notes()
    notes.add("rounded", "value", 9, 4)
    notes.add("rounded", "value", 2, 3, 8, 7, count=100)
    notes.add("added_up", count=0)
    (finding,) = notes.findings()
    assert (finding.count, finding.lines) == (102, (2, 3, 4, 7, 8))
