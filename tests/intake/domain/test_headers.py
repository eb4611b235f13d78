"""Recognising columns by name, synonym, or the caller's word."""

import io

import pytest

from intake.domain.datasets import DATASETS
from intake.domain.headers import match_header
from intake.domain.reading import read_head
from intake.domain.refusals import FileRefusedError


def match(text, dataset="tickets", mapped=None):
    head = read_head(io.BytesIO(text.encode()))
    return match_header(head, DATASETS[dataset], mapped)


def refused(text, dataset="tickets", mapped=None):
    with pytest.raises(FileRefusedError) as caught:
        match(text, dataset, mapped)
    return [(r.line, r.column, r.code) for r in caught.value.refusals]


@pytest.mark.parametrize(
    "text",
    [
        "account_id,ticket_id,opened_on",
        "Account ID,Ticket-Number,OPENED",
        "顧客ＩＤ,問い合わせID,受付日",
    ],
)
def test_columns_are_recognised_in_any_usual_writing(text):
    assert match(text).positions == {"account_id": 0, "ticket_id": 1, "opened_on": 2}


def test_further_columns_of_accounts_are_attributes():
    header = match("account_id,Region,name,名 前2", "accounts")
    assert header.positions == {"account_id": 0, "name": 2}
    assert header.further == {"Region": 1, "名 前2": 3}


def test_the_callers_word_goes_before_names():
    mapped = {"Their Id": "ticket_id", "ticket": "", "when": "opened_on"}
    header = match("account,ticket,their_id,When,junk", mapped=mapped | {"junk": ""})
    assert header.positions == {"account_id": 0, "ticket_id": 2, "opened_on": 3}
    assert header.name_of("opened_on") == "When"


def test_what_was_mapped_and_is_not_there_is_told():
    mapped = {"when": "opened_on", "Closed": "closed_on", "junk": ""}
    assert match("account_id,ticket_id,When", mapped=mapped).absent == ("Closed",)


def test_the_caller_cannot_map_to_a_column_that_is_not_declared():
    mapped = {"x": "nonsense"}
    assert refused("account,ticket,opened,x", mapped=mapped) == [(1, "x", "unknown_key")]


@pytest.mark.parametrize(
    ("text", "dataset", "refusals"),
    [
        ("account_id,ticket_id", "tickets", [(1, "opened_on", "missing_column")]),
        (
            "\n\naccount_id,ticket_id,opened_on,mood",
            "tickets",
            [(3, "mood", "unknown_header")],
        ),
        (
            "account_id,ticket_id,opened_on,Ticket Id",
            "tickets",
            [(1, "Ticket Id", "duplicate_header")],
        ),
        ("account_id,ticket_id,opened_on,", "tickets", [(1, "", "empty_header")]),
        (
            "account_id,mood,mood",
            "tickets",
            [
                (1, "mood", "unknown_header"),
                (1, "mood", "unknown_header"),
                (1, "ticket_id", "missing_column"),
                (1, "opened_on", "missing_column"),
            ],
        ),
        ("account_id,name,Region,region", "accounts", [(1, "region", "duplicate_header")]),
        (f"account_id,name,{'x' * 61}", "accounts", [(1, "x" * 39 + "…", "long_header")]),
    ],
)
def test_everything_wrong_with_a_header_is_named_at_once(text, dataset, refusals):
    assert refused(text, dataset) == refusals
