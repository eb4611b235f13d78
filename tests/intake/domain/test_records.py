"""Whole small files: rows that hold, rows that are refused, and findings."""

import datetime as dt
import io
from decimal import Decimal

import pytest

from intake.domain.attributes import AttributeKind
from intake.domain.datasets import DATASETS
from intake.domain.dates import days_of_facts
from intake.domain.instructions import Instructions
from intake.domain.records import FileReader, Row
from intake.domain.refusals import FileRefusedError, Finding, RefusedRow

ACTIVITIES = "account_id,activity_id,happened_on,kind,score\n"


def reader(text, dataset, mapped=None):
    return FileReader(
        io.BytesIO(text.encode()), DATASETS[dataset], Instructions(mapped=mapped or {})
    )


def refusals(text, dataset):
    rows = [row for row in reader(text, dataset) if isinstance(row, RefusedRow)]
    return [(r.line, r.column, r.code, dict(r.params)) for row in rows for r in row.refusals]


def findings(text, dataset):
    file = reader(text, dataset)
    assert all(isinstance(row, Row) for row in file)
    return file.findings()


def test_a_row_has_a_python_value_for_every_column():
    text = (
        "契約番号,account_id,開始日,ends_on,outcome,arr,currency,trial,seats,closed\n"
        "C-01,0012,2024/4/1,2025/03/31,継続,１２００,円,いいえ, 15 ,\n"
    )
    (row,) = reader(text, "contracts")
    assert row == Row(
        line=2,
        values={
            "contract_id": "C-01",
            "account_id": "0012",
            "starts_on": dt.date(2024, 4, 1),
            "ends_on": dt.date(2025, 3, 31),
            "outcome": "renewed",
            "annual_amount": Decimal("1200.00"),
            "currency": "JPY",
            "is_free": False,
            "seats": 15,
            "closed_on": None,
        },
        attributes={},
        cells=(
            "C-01",
            "0012",
            "2024/4/1",
            "2025/03/31",
            "継続",
            "１２００",
            "円",
            "いいえ",
            " 15 ",
            "",
        ),
    )


def test_decimals_are_ten_thousandths():
    (row,) = reader(ACTIVITIES + "A,1,2024-04-01,assessment,90.5\n", "activities")
    assert row.values["score"] == 905_000


def test_further_columns_of_accounts_are_kept_as_text_with_a_kind_for_all_of_them():
    file = reader(
        "account_id,name,credits,band,since\nA,N,0, 55<= ,\nB,M,240,,2024-01-01\n", "accounts"
    )
    assert [row.attributes for row in file] == [
        {"credits": "0", "band": "55<=", "since": ""},
        {"credits": "240", "band": "", "since": "2024-01-01"},
    ]
    assert file.attributes.kinds() == {
        "credits": AttributeKind.NUMBER,
        "band": AttributeKind.TEXT,
        "since": AttributeKind.DATE,
    }


class TestRefusals:
    def test_every_wrong_cell_of_a_row_is_named(self):
        text = ACTIVITIES + "A,1,2024-02-30,,x\n"
        assert refusals(text, "activities") == [
            (2, "happened_on", "not_a_date", {"value": "2024-02-30"}),
            (2, "kind", "required", {}),
            (2, "score", "not_a_number", {"value": "x"}),
        ]

    def test_the_same_key_twice_names_both_lines(self):
        text = ACTIVITIES + "A,1,2024-01-01,call,\nB,1,2024-01-01,call,\nA, 1 ,2024-01-02,mail,\n"
        params = {"key": "account_id, activity_id", "first_line": 2, "value": "A, 1"}
        assert refusals(text, "activities") == [(4, "activity_id", "duplicate_key", params)]

    def test_a_refused_row_does_not_take_its_key(self):
        text = ACTIVITIES + "A,1,x,call,\nA,1,2024-01-01,call,\n"
        assert [code for _, _, code, _ in refusals(text, "activities")] == ["not_a_date"]

    def test_dates_of_one_column_are_written_in_one_way(self):
        text = ACTIVITIES + "A,1,2024-01-01,call,\nA,2,2024/01/02,call,\nA,3,2024-01-03,call,\n"
        params = {"value": "2024/01/02", "first_line": 2}
        assert refusals(text, "activities") == [(3, "happened_on", "mixed_dates", params)]

    def test_two_columns_may_be_written_in_two_ways(self):
        text = "account_id,ticket_id,opened_on,closed_on\nA,1,2024-01-01,2024/1/2\n"
        assert refusals(text, "tickets") == []

    def test_no_cell_holds_a_nul_or_more_than_ten_thousand_characters(self):
        header = "account_id,activity_id,happened_on,kind,body\n"
        text = (
            header + f"A,1\0,2024-01-01,call,{'x' * 10_001}\nA,2,2024-01-01,call,{'x' * 10_000}\n"
        )
        assert refusals(text, "activities") == [
            (2, "activity_id", "nul_character", {}),
            (2, "body", "cell_too_long", {"found": 10_001, "longest": 10_000}),
        ]

    @pytest.mark.parametrize(
        ("score", "code"), [("11", "too_large"), ("-1", "too_small"), ("7.5", "not_an_integer")]
    )
    def test_an_nps_score_is_a_whole_number_from_0_to_10(self, score, code):
        text = f"account_id,response_id,invited_on,score\nA,1,2024-01-01,{score}\n"
        assert [(c, found) for _, c, found, _ in refusals(text, "nps")] == [("score", code)]

    def test_a_file_without_rows_is_refused(self):
        with pytest.raises(FileRefusedError) as refused:
            list(reader(ACTIVITIES + "\n,,,,\n", "activities"))
        assert [(r.line, r.code) for r in refused.value.refusals] == [(1, "no_rows")]

    def test_a_quote_that_never_closes_ends_the_file_after_rows_were_given(self):
        rows = iter(
            reader(ACTIVITIES + 'A,1,2024-01-01,call,\nA,2,2024-01-01,"call,\n', "activities")
        )
        assert next(rows).line == 2
        with pytest.raises(FileRefusedError, match="unclosed_quote"):
            next(rows)


class TestFindings:
    def test_what_contradicts_itself_is_found_and_loaded(self):
        header = "account_id,contract_id,starts_on,ends_on,closed_on\n"
        text = header + "A,1,2024-04-01,2024-03-31,\nA,2,2024-04-01,2025-03-31,2024-03-01\n"
        assert findings(text, "contracts") == (
            Finding("closed_before_start", "closed_on", 1, (3,)),
            Finding("ends_before_start", "ends_on", 1, (2,)),
        )

    def test_a_day_on_both_sides_is_no_contradiction(self):
        text = "account_id,ticket_id,opened_on,closed_on\nA,1,2024-01-01,2024-01-01\n"
        assert findings(text, "tickets") == ()

    def test_conversions_and_gaps_are_counted_with_their_first_lines(self):
        rows = [f"A,{i},2024-01-01,x,{'' if i % 2 else '1.00005'}\n" for i in range(12)]
        assert findings(ACTIVITIES + "".join(rows), "activities") == (
            Finding("empty_expected", "score", 6, (3, 5, 7, 9, 11)),
            Finding("rounded", "score", 6, (2, 4, 6, 8, 10)),
        )

    def test_a_finding_is_said_in_words(self):
        (finding,) = findings(ACTIVITIES + "A,1,2024-01-01,x,\n", "activities")
        assert finding.describe() == "1 row has nothing in “score” (on line 2)."


@pytest.mark.parametrize(
    ("status", "day", "codes"),
    [
        ("invited", "2026-12-31", []),
        ("registered", "2026-12-31", []),
        ("attended", "2026-11-15", []),
        ("attended", "2026-11-16", ["date_in_future"]),
        ("absent", "2026-11-16", ["date_in_future"]),
        ("attended", "1989-12-31", ["date_too_old"]),
        ("invited", "1989-12-31", []),
    ],
)
def test_nobody_came_to_an_event_that_lies_ahead(status, day, codes):
    text = f"account_id,event_id,held_on,status\nA-1,E-1,{day},{status}\n"
    span = days_of_facts(dt.date(2026, 11, 14))
    (row,) = FileReader(io.BytesIO(text.encode()), DATASETS["events"], None, span)
    found = row.refusals if isinstance(row, RefusedRow) else ()
    assert [(each.line, each.column, each.code) for each in found] == [
        (2, "held_on", code) for code in codes
    ]


@pytest.mark.parametrize(
    ("amount", "currency", "codes"),
    [
        ("¥5", "", []),
        ("5円", "JPY", []),
        ("\\5", "JPY", []),
        ("￥５", "CNY", []),
        ("$5", "USD", []),
        ("$5", "SGD", []),
        ("-EUR 5", "EUR", ["too_small"]),
        ("5 EUR", "EUR", []),
        ("5", "USD", []),
        ("$5", "", ["other_currency"]),
        ("¥5", "USD", ["other_currency"]),
        ("5円", "€", ["other_currency"]),
        ("5 USD", "EUR", ["other_currency"]),
        ("£5", "$", ["other_currency"]),
    ],
)
def test_an_amount_is_in_the_currency_of_its_row(amount, currency, codes):
    header = "account_id,contract_id,starts_on,annual_amount,currency\n"
    text = f"{header}A-1,K-1,2026-01-01,{amount},{currency}\n"
    assert [code for _, _, code, _ in refusals(text, "contracts")] == codes
