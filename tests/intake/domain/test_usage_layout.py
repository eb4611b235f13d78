"""Usage by account or by contract, long or wide."""

import io

import pytest

from intake.domain.instructions import Instructions
from intake.domain.refusals import FileRefusedError
from intake.domain.usage_layout import BY_ACCOUNT, BY_CONTRACT, read_layout


def layout(text, mapped=None):
    return read_layout(io.BytesIO(text.encode()), Instructions(mapped=mapped or {}))


def test_a_long_file_has_a_column_of_series_and_one_of_values():
    read = layout("value,metric,date,account_id\n")
    assert not read.is_wide
    assert (read.id_key, read.id_at, read.date_at) == (BY_ACCOUNT, 3, 2)
    assert (read.series_at, read.value_at, read.wide) == (1, 0, {})


def test_a_wide_file_has_a_column_for_each_series():
    read = layout("契約ID,日付,Logins,検索\n")
    assert read.is_wide
    assert (read.id_key, read.wide) == (BY_CONTRACT, {"Logins": 2, "検索": 3})


def test_a_wide_file_may_call_a_series_count():
    assert layout("account_id,date,count\n").wide == {"count": 2}


def test_columns_may_be_mapped_and_left_out():
    mapped = {"usage_id": "", "feature_name": "metric", "usage_count": "value", "secs": ""}
    read = layout("usage_id,subscription_id,usage_date,feature_name,usage_count,secs\n", mapped)
    assert (read.id_key, read.id_at, read.series_at, read.value_at) == (BY_CONTRACT, 1, 3, 4)


@pytest.mark.parametrize(
    ("text", "refusals"),
    [
        ("date,metric,value", [("account_id", "missing_column")]),
        ("account_id,metric,value", [("date", "missing_column")]),
        ("account_id,date,metric", [("value", "missing_column")]),
        ("account_id,date,value", [("metric", "missing_column")]),
        ("account_id,date", [("metric", "missing_column"), ("value", "missing_column")]),
        ("account_id,契約ID,date,metric,value", [("契約ID", "account_or_contract")]),
        ("account_id,date,metric,value,mood", [("mood", "unknown_header")]),
        ("account_id,date,logins,LOGINS", [("LOGINS", "duplicate_header")]),
        (f"account_id,date,{'x' * 81}", [("x" * 39 + "…", "long_header")]),
    ],
)
def test_any_other_layout_is_refused(text, refusals):
    with pytest.raises(FileRefusedError) as caught:
        layout(text)
    assert [(r.column, r.code) for r in caught.value.refusals] == refusals
    assert {r.line for r in caught.value.refusals} == {1}
