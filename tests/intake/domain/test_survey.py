"""Looking a file over: what its columns may be, and what is wrong before anything is read."""

import io

from intake.domain.datasets import DATASETS
from intake.domain.instructions import Instructions
from intake.domain.survey import survey


def surveyed(text, dataset="tickets", **said):
    return survey(io.BytesIO(text.encode()), DATASETS[dataset], Instructions(**said))


def keys(found):
    return [(each.header, each.key, each.rests_on) for each in found.columns]


def test_columns_are_proposed_by_name_synonym_and_likeness_and_a_guess_says_so():
    found = surveyed("account_id;Ticket Number;openedon;mood\nA-1;7;2024-01-01;good\n")
    assert keys(found) == [
        ("account_id", "account_id", "name"),
        ("Ticket Number", "ticket_id", "name"),
        ("openedon", "opened_on", "likeness"),
        ("mood", "", ""),
    ]
    assert [each.is_guess for each in found.columns] == [False, False, True, False]
    assert found.separator == ";"


def test_a_guess_is_not_applied_by_itself():
    found = surveyed("account_id,ticket_id,openedon\nA-1,7,2024-01-01\n")
    assert found.missing == ("opened_on",)
    assert [(each.column, each.code) for each in found.refusals] == [
        ("openedon", "unknown_header"),
        ("opened_on", "missing_column"),
    ]


def test_what_is_like_two_columns_is_none_of_them():
    found = surveyed("account_id,ticket_id,oloned on\nA-1,7,x\n")
    assert keys(found)[2] == ("oloned on", "", "")


def test_what_was_said_goes_first_and_a_key_is_proposed_once():
    found = surveyed("id,ticket_id,opened\nA-1,7,x\n", mapped={"id": "ticket_id", "opened": ""})
    assert keys(found) == [
        ("id", "ticket_id", "said"),
        ("ticket_id", "ticket_id", "name"),
        ("opened", "", "said"),
    ]
    assert [each.code for each in found.refusals] == [
        "duplicate_header",
        "missing_column",
        "missing_column",
    ]


def test_samples_are_the_first_whole_rows():
    rows = "A-1,7,2024-01-01\nshort\n\n" + "".join(f"A-{i},7,x\n" for i in range(2, 20))
    found = surveyed("account_id,ticket_id,opened_on\n" + rows)
    assert found.columns[0].samples == ("A-1", "A-2", "A-3", "A-4", "A-5")
    assert found.columns[2].samples == ("2024-01-01", "x", "x", "x", "x")


def test_a_header_alone_and_nothing_at_all_are_surveyed_too():
    assert [each.samples for each in surveyed("account_id,x").columns] == [(), ()]
    nothing = surveyed("")
    assert (nothing.columns, [each.code for each in nothing.refusals]) == ((), ["empty_file"])


def test_usage_is_surveyed_in_its_own_layout():
    found = surveyed("subscription_id,usage_date,usage_count\nS,2024-01-01,1\n", "usage")
    assert keys(found) == [
        ("subscription_id", "contract_id", "name"),
        ("usage_date", "date", "name"),
        ("usage_count", "value", "name"),
    ]
    assert found.refusals == ()


def test_the_stream_stays_where_it_was():
    text = io.BytesIO(b"xyzaccount_id,name\nA-1,Aoba\n")
    text.seek(3)
    assert survey(text, DATASETS["accounts"]).columns[0].header == "account_id"
    assert text.tell() == 3
