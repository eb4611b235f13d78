"""Files that no UTF-8 program wrote."""

import pytest
from django.utils import timezone

from accounts.models import Account
from intake.services import load_file

pytestmark = pytest.mark.django_db
TEXT = "account_id,name\na1,株式会社髙島①\n"


def load(tmp_path, content):
    path = tmp_path / "accounts.csv"
    path.write_bytes(content)
    verdict, _ = load_file(path, dataset="accounts", at=timezone.now())
    return verdict


def test_a_cp932_file_is_read_as_such_and_says_so(tmp_path):
    verdict = load(tmp_path, TEXT.encode("cp932"))
    assert (verdict.state, Account.objects.get().name) == ("loaded", "株式会社髙島①")
    assert [each.code for each in verdict.findings if each.code == "read_as"] == ["read_as"]


def test_a_utf_8_file_says_nothing_of_its_encoding(tmp_path):
    verdict = load(tmp_path, TEXT.encode())
    assert (verdict.state, Account.objects.get().name) == ("loaded", "株式会社髙島①")
    assert "read_as" not in [each.code for each in verdict.findings]


def test_what_is_neither_is_refused_as_no_utf_8(tmp_path):
    verdict = load(tmp_path, TEXT.encode("cp932") + b"a2,\x81 \n")
    assert verdict.state == "refused"
    assert [(each.line, each.code) for each in verdict.refusals()] == [(2, "not_utf8")]
    assert Account.objects.count() == 0
