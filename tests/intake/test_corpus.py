"""Every file of the corpus meets its verdict, to the line, the column and the word (F-14)."""

import time
from datetime import date

import pytest
from django.utils import translation

from accounts.models import AccountAlias, CompanyAlias, Contact, Contract, Product
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Milestone,
    NpsInvitation,
    Ticket,
)
from intake.domain.instructions import Instructions
from intake.domain.refusals import REASONS
from tests.builders import make_account, make_product
from tests.intake.corpus import AWKWARD, MALFORMED
from tests.intake.corpus.said import Said
from tests.intake.rows import all_rows, stored_usage

pytestmark = pytest.mark.django_db

# An id that a spreadsheet would shorten; it stands in no list below.
ZEROS = "00789"
STORED = {
    "companies": CompanyAlias.objects,
    "accounts": AccountAlias.objects.exclude(value=ZEROS),
    "contacts": Contact.objects,
    "contracts": Contract.objects,
    "activities": Activity.objects,
    "nps": NpsInvitation.objects,
    "events": Attendance.objects,
    "tickets": Ticket.objects,
    "content_views": ContentView.objects,
    "milestones": Milestone.objects,
}
MOST_SECONDS = 5
# What no file brings about by itself.
NOT_OF_FILES = {
    # It changes on the disk of the server: tests/intake/test_uploads_worked.py.
    "bytes_changed",
    # Accounts are merged while the file is read: tests/intake/loads/test_merged.py.
    "merged_meanwhile",
    # A product has numbers for 65,535 series in all: tests/intake/loads/test_usage.py.
    "series_used_up",
}


@pytest.fixture
def _world():
    """Two accounts, a contract and a contact of the first of them."""
    product = make_product("main")
    for value, name in (("A-1", "Aoba Logistics"), ("A-2", "Kita Foods")):
        account = make_account(name, product=product)
        AccountAlias.objects.create(value=value, account=account)
    AccountAlias.objects.create(value=ZEROS, account=account)
    account = AccountAlias.objects.get(value="A-1").account
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    Contract.objects.create(account=account, external_id="K-1", **days)
    Contact.objects.create(account=account, external_id="P-1", name="Hana Mori")


def of(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


@of(MALFORMED)
@pytest.mark.usefixtures("_world")
def test_a_malformed_file_is_refused_with_a_reason_for_each_fault(case, bring_in):
    for key in case.products:
        Product.objects.create(key=key, name=key)
    before, begun = all_rows(), time.process_time()
    verdict = bring_in(
        case.dataset,
        case.content,
        instructions=Instructions(**case.told),
        makes_accounts=case.makes_accounts,
    )
    took = time.process_time() - begun
    refusals = list(verdict.refusals())
    said = [Said(each.line, each.column, each.code, each.describe()) for each in refusals]
    assert said == list(case.said)
    assert verdict.state == "refused"
    assert verdict.counts.refused == len({row.line for row in verdict.refused_rows}) + case.unsaid
    assert all_rows() == before
    assert took < MOST_SECONDS
    assert_said_in_japanese(refusals)


def assert_said_in_japanese(refusals):
    with translation.override("ja"):
        texts = [each.describe(translation) for each in refusals]
    assert all(
        text != each.describe() and any("\u3040" <= sign <= "\u30ff" for sign in text)
        for text, each in zip(texts, refusals, strict=True)
    )


@of(AWKWARD)
@pytest.mark.usefixtures("_world")
def test_an_awkward_file_is_loaded_as_it_is_meant(case, bring_in):
    begun = time.process_time()
    verdict = bring_in(case.dataset, case.content, instructions=Instructions(**case.told))
    took = time.process_time() - begun
    assert [each.describe() for each in verdict.refusals()] == []
    assert verdict.state == "loaded"
    assert held(case) == sorted(case.rows, key=repr)
    assert counted(verdict.findings) == case.found
    assert took < MOST_SECONDS


def held(case):
    if case.dataset == "usage":
        facts = stored_usage().items()
        rows = [
            (who, str(day), series, f"{value.normalize():f}") for (who, series, day), value in facts
        ]
    else:
        found = STORED[case.dataset].values_list(*case.fields)
        rows = [tuple(map(plain, row)) for row in found]
    return sorted(rows, key=repr)


def plain(value):
    return value if isinstance(value, (str, bool, dict, type(None))) else str(value)


def counted(findings):
    """Count findings by code and column, and notices by their names; one that names nothing is one."""
    return {
        (each.code, getattr(each, "column", "")): getattr(each, "count", 0)
        or max(len(getattr(each, "names", ())), 1)
        for each in findings
    }


def test_the_corpus_is_as_large_as_it_says():
    names = [case.name for case in (*MALFORMED, *AWKWARD)]
    assert len(names) == len(set(names))
    assert (len(MALFORMED) >= 150, len(AWKWARD) >= 60) == (True, True)


def test_every_reason_for_which_a_file_can_be_refused_has_a_case():
    said = {each.code for case in MALFORMED for each in case.said}
    assert set(REASONS) - said == NOT_OF_FILES
