"""Uploads, mails and files: in Japanese without stray English, in English without Japanese."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from core import ledger
from core.disk_letters import tell_of_low_disks
from core.disks import WORDS, Disk
from core.models import Mail, Role
from intake.checks.holding import HOLDS
from intake.deciding.services import check_of
from intake.domain.messages.of_findings import FINDINGS
from intake.domain.refusals import REASONS
from intake.letters import tell_of_uploads
from intake.models import Origin, Pickup, Upload, UploadState
from intake.notices import NOTICES
from intake.pickup.letters import tell_of_trouble
from intake.pickup.troubles import TROUBLES
from tests.architecture.reading import text_of
from tests.architecture.test_pages import DATA, JAPANESE_DATA, logged_in
from tests.architecture.words import stray_japanese, stray_latin
from tests.builders import DAY, judge_night, make_account, make_contract, make_product, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])
HEADER = "account_id,name,seats,product\n"
# What a file is made of, whatever the language: its columns, codes and what only readers of it use.
OF_FILES = {*("account", "seats", "product", "hr", "main", "csv", "xlsx", "utf")}


@pytest.fixture(autouse=True)
def _in_its_own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def assert_in(language, text, *, data=frozenset()):
    text = re.sub(r"\S+@\S+|https?://\S+", "", text)
    if language == "ja":
        assert stray_latin(text) - DATA - data == set()
    else:
        assert stray_japanese(text) <= JAPANESE_DATA


def places(texts, value="1"):
    """Return a value for each place in some texts."""
    forms = " ".join(text if isinstance(text, str) else " ".join(text) for text in texts)
    return dict.fromkeys(re.findall(r"%\((\w+)\)s", forms), value)


def verdict_of_everything():
    """A verdict with every finding, notice and reason there is."""
    first = [
        {"line": line, "params": places(REASONS.values()), "cells": ["1", ""]} for line in (2, 3)
    ]
    notices = [{"code": code, "count": 2, "names": ["1", "2"]} for code in NOTICES]
    findings = [{"code": code, "column": "1", "count": 2, "lines": [2, 3]} for code in FINDINGS]
    return {
        "counts": {"new": 1, "changed": 2, "unchanged": 3, "refused": 4},
        "findings": [*notices, *findings],
        "header": ["1", "2"],
        "rows": 9,
        "reasons": [{"column": "1", "code": code, "count": 2, "first": first} for code in REASONS],
        "more_reasons": 2,
    }


def make_upload(by, state, **fields):
    return Upload.objects.create(
        dataset="accounts",
        file_name="1.csv",
        sha256="0" * 64,
        size_bytes=1,
        **{"state": state, "uploaded_by": by, "origin": Origin.PICKUP, **fields},
    )


@LANGUAGES
def test_the_page_of_an_upload_in_every_state(language):
    ops = make_user(Role.OPS, name="森 花子", language=language)
    client = logged_in(ops, language)
    first = make_upload(ops, UploadState.LOADED)
    said = {"verdict": verdict_of_everything(), "refused_rows_file": "1.csv", "same_as": first}
    for state in UploadState.values:
        upload = make_upload(ops, state, **said)
        if state not in (UploadState.PREVIEWED, UploadState.HELD):
            assert_in(language, text_of(client.get(reverse("upload", args=[upload.pk]))))


@LANGUAGES
def test_the_preview_of_a_file_with_mistakes_its_refused_rows_and_its_undo(language):
    make_product()
    ops = make_user(Role.OPS, name="森 花子", language=language)
    client = logged_in(ops, language)
    file = SimpleUploadedFile("1.csv", f"{HEADER}1,青葉物流,9,hr\n2,,x,hr\n".encode())
    sent = {"dataset": "accounts", "source": "main", "file": file}
    assert client.post(reverse("uploads"), sent).status_code == 302
    upload = Upload.objects.get()
    ledger.drive(upload.run_id)
    upload.refresh_from_db()
    upload.preview["holds"] = [
        {"code": code, "params": {"rows": 1, "known": 2, "all": 3, "before": 4, "upload": 5}}
        for code in HOLDS
    ]
    upload.save()
    page = reverse("upload", args=[upload.pk])
    for answer in (client.get(page), client.get(page, headers={"HX-Request": "true"})):
        assert_in(language, text_of(answer), data=OF_FILES)
    refused = client.get(reverse("refused_rows", args=[upload.pk]))
    titles = b"".join(refused.streaming_content).decode("utf-8-sig").splitlines()[0]
    assert_in(language, titles, data=OF_FILES)
    said = {"seen": check_of(upload), "good_rows": "on", "all_the_same": "on"}
    assert client.post(reverse("load_upload", args=[upload.pk]), said).status_code == 302
    ledger.drive(Upload.objects.get().run_id)
    for name in ("upload", "undo_upload"):
        assert_in(language, text_of(client.get(reverse(name, args=[upload.pk]))), data=OF_FILES)


@LANGUAGES
@pytest.mark.parametrize("sent", [{}, {"dataset": "none"}, {"text": "1", "dataset": "accounts"}])
def test_what_is_wrong_with_a_form_is_said_in_one_language(language, sent):
    client = logged_in(make_user(Role.OPS, name="森 花子", language=language), language)
    for name in ("uploads", "new_pickup"):
        answer = client.post(reverse(name), sent)
        assert_in(language, text_of(answer), data=OF_FILES | set(sent.values()))


@LANGUAGES
def test_mails(language, monkeypatch):
    ops = make_user(Role.OPS, name="森 花子", language=language, email="1@1.jp")
    monkeypatch.setattr("intake.letters.MOST_REASONS", len(REASONS) - 1)
    holds = [{"code": code, "params": places(HOLDS.values(), value=2)} for code in HOLDS]
    for state in UploadState.values:
        make_upload(ops, state, verdict=verdict_of_everything(), preview={"holds": holds})
    tell_of_uploads(timezone.now())
    for code in TROUBLES:
        trouble = {"code": code, "params": places(TROUBLES.values())}
        pickup = Pickup.objects.create(place="1", dataset="usage", trouble=trouble, set_by=ops)
        tell_of_trouble(pickup, at=timezone.now())
        pickup.delete()
    monkeypatch.setattr("core.disk_letters.low_disks", low_disks)
    tell_of_low_disks(timezone.now())
    mails = list(Mail.objects.all())
    assert len(mails) == 5 + len(TROUBLES) + 1
    for mail in mails:
        assert_in(language, f"{mail.subject}\n{mail.body}")


def low_disks():
    return [Disk({key: Path("/1") for key in WORDS}, free_bytes=5, used_bytes=100)]


@LANGUAGES
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_headers_of_files(language, form):
    member = make_user(Role.ADMIN, name="森 花子", language=language)
    make_contract(make_account("青葉物流", csm=member))
    judge_night(DAY)
    client = logged_in(member, language)
    for name in ("book_file", "renewals_file"):
        answer = client.get(reverse(name, args=[form]))
        assert answer.status_code == 200
        for line in rows_of(b"".join(answer), form):
            assert_in(language, line, data=OF_FILES)


def rows_of(content, form):
    if form == "csv":
        return content.decode("utf-8-sig").splitlines()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [" ".join(map(str, row)) for row in sheet.to_python()]
