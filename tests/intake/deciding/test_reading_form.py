"""What a person says of a file on its preview, and what of it is kept for the next file."""

import pytest

from intake.deciding.reading_form import ReadingForm
from intake.domain.datasets import DATASETS
from intake.domain.instructions import Instructions
from intake.models import Upload
from intake.selectors import dataset_text

TABLE = {
    "encoding": "utf-8",
    "separator": ",",
    "container": "workbook",
    "sheets": ["四月", "五月"],
    "sheet": "四月",
}
COLUMNS = [
    {"header": "account_id", "cells": ["A-1", ""], "key": "account_id", "rests_on": "name"},
    {"header": "番号", "cells": [], "key": "", "rests_on": ""},
    {"header": "starts_on", "cells": [], "key": "starts_on", "rests_on": "name"},
    {"header": "Plann", "cells": [], "key": "plan", "rests_on": "likeness"},
]


def form_of(data=None, **said):
    preview = {"table": TABLE, "columns": [{**each, "read": None} for each in COLUMNS]}
    upload = Upload(dataset="contracts", instructions=said, preview=preview)
    texts = dataset_text("contracts").columns
    return ReadingForm(data, upload=upload, dataset=DATASETS["contracts"], texts=texts)


def answered(*, said=None, **changes):
    """Send the form as it stands, but for what is changed; returns the instructions."""
    fresh = form_of(**(said or {}))
    data = {name: fresh[name].value() or "" for name in fresh.fields if name != "makes_accounts"}
    sent = form_of({**data, **changes}, **(said or {}))
    assert sent.is_valid(), sent.errors
    return sent.instructions()


def test_a_form_that_is_sent_as_it_stands_says_only_what_was_a_guess():
    assert answered() == Instructions(mapped={"Plann": "plan"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"column-1": "contract_id"}, {"番号": "contract_id", "Plann": "plan"}),
        ({"column-1": ""}, {"番号": "", "Plann": "plan"}),
        ({"column-0": ""}, {"account_id": "", "Plann": "plan"}),
        ({"column-3": "-"}, {}),
    ],
)
def test_only_what_a_name_does_not_tell_is_kept_of_the_columns(changes, expected):
    assert answered(**changes).mapped == expected


def test_what_was_said_of_columns_that_this_file_has_not_stays_said():
    said = {"mapped": {"契約番号": "contract_id"}, "dates": {"ends_on": "era"}}
    found = answered(said=said)
    assert found.mapped == {"契約番号": "contract_id", "Plann": "plan"}
    assert found.dates == {"ends_on": "era"}


def test_the_style_of_dates_is_said_by_column_and_may_be_taken_back():
    assert answered(**{"dates-2": "day-first"}).dates == {"starts_on": "day-first"}
    said = {"dates": {"starts_on": "day-first"}}
    assert answered(said=said).dates == {"starts_on": "day-first"}
    assert answered(said=said, **{"dates-2": ""}).dates == {}


@pytest.mark.parametrize(
    ("said", "chosen", "expected"),
    [({}, "四月", None), ({}, "五月", "五月"), ({"sheet": "四月"}, "四月", "四月")],
)
def test_a_sheet_that_was_found_is_not_asked_of_the_next_file(said, chosen, expected):
    assert answered(said=said, sheet=chosen).sheet == expected


def test_cells_and_guesses_are_shown_beside_their_column():
    lines = form_of().columns()
    assert [(line.header, line.cells, line.is_guess) for line in lines] == [
        ("account_id", ["A-1"], False),
        ("番号", [], False),
        ("starts_on", [], False),
        ("Plann", [], True),
    ]
    assert [bool(line.dates) for line in lines] == [False, False, True, False]
