"""Usage that names a contract and is dated outside its days: noted by the load, shown on the board."""

from datetime import timedelta

import pytest
from django.utils import translation

from intake.domain.refusals import Finding
from intake.models import DataFinding, Upload
from intake.quality.findings import find, keep
from intake.quality.outside_contract import OUTSIDE_CONTRACT
from tests.builders import DAY

pytestmark = pytest.mark.django_db

CONTRACTS = (
    "account_id,contract_id,starts_on,ends_on,closed_on\n"
    "A-1,K-1,2026-10-01,2026-10-31,\nA-1,K-2,2026-09-01,,\nA-2,K-3,2026-09-01,2026-12-31,2026-10-15\n"
)
USAGE = (
    "contract_id,date,metric,value\nK-1,2026-09-30,posts,1\nK-1,2026-10-01,posts,1\n"
    "K-1,2026-11-01,posts,1\nK-2,2026-11-01,posts,1\nK-3,2026-10-14,posts,1\nK-3,2026-10-15,posts,1\n"
)


@pytest.fixture
def contracts(bring_in, accounts):
    bring_in("contracts", CONTRACTS)


def noted(verdict):
    found = [each for each in verdict.findings if isinstance(each, Finding)]
    return {each.code: (each.count, each.lines) for each in found}


def on_board(as_of=DAY):
    return [
        (each.fingerprint, each.count, each.figures)
        for each in find(as_of=as_of)["usage_outside_contract"].values()
    ]


def test_a_load_takes_such_rows_and_notes_their_lines(bring_in, contracts):
    verdict = bring_in("usage", USAGE)
    assert (verdict.state, verdict.counts.refused) == ("loaded", 0)
    assert noted(verdict) == {
        "added_up": (1, ()),
        "after_contract": (2, (4, 7)),
        "before_contract": (1, (2,)),
    }


def test_usage_by_account_is_not_held_against_contracts(bring_in, contracts):
    verdict = bring_in("usage", "account_id,date,metric,value\nA-1,1999-01-01,posts,1\n")
    assert "before_contract" not in noted(verdict)
    assert on_board() == []


def test_the_board_adds_up_what_loads_of_a_source_noted(bring_in, contracts):
    bring_in("usage", USAGE)
    first = Upload.objects.latest("pk").pk
    bring_in("usage", "contract_id,date,metric,value\nK-1,2026-09-29,posts,1\n")
    second = Upload.objects.latest("pk").pk
    figures = {"before": 2, "after": 2, "uploads": [second, first]}
    assert on_board() == [("main", 4, figures)]
    assert keep(find(as_of=DAY), as_of=DAY)["new"] >= 1


def test_the_same_file_again_counts_once_and_one_undone_not_at_all(bring_in, contracts):
    bring_in("usage", USAGE)
    bring_in("usage", USAGE)
    latest = Upload.objects.latest("pk")
    assert on_board() == [("main", 3, {"before": 1, "after": 2, "uploads": [latest.pk]})]
    Upload.objects.filter(dataset="usage").update(state="undone")
    assert on_board() == []


def test_what_was_noted_long_ago_is_off_the_board(bring_in, contracts):
    bring_in("usage", USAGE)
    assert len(on_board(DAY + timedelta(days=89))) == 1
    assert on_board(DAY + timedelta(days=90)) == []


def test_a_file_whose_contracts_were_corrected_is_off_the_board_once_loaded_again(
    bring_in, contracts
):
    bring_in("usage", USAGE)
    bring_in(
        "contracts",
        "account_id,contract_id,starts_on,ends_on,closed_on\n"
        "A-1,K-1,2026-09-01,,\nA-2,K-3,2026-09-01,2026-12-31,\n",
    )
    bring_in("usage", USAGE)
    assert on_board() == []


def test_a_finding_says_how_many_and_which_files(bring_in, contracts):
    bring_in("usage", USAGE)
    keep(find(as_of=DAY), as_of=DAY)
    finding = DataFinding.objects.get(kind=OUTSIDE_CONTRACT.key)
    with translation.override("en"):
        assert OUTSIDE_CONTRACT.says(finding) == (
            "Files of the source “main”: rows dated before the contract they name began: 1; "
            "after it was over: 2."
        )
        lines = [(line.word, line.value) for line in OUTSIDE_CONTRACT.evidence(finding)]
    upload = Upload.objects.latest("pk")
    assert lines == [
        ("Before the contract began", "1"),
        ("After the contract was over", "2"),
        (f"Upload {upload.pk}", upload.file_name),
    ]
