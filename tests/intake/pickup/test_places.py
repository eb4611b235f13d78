"""Nothing outside the one allowed folder is ever read, and what cannot be read says why."""

import os

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext

from core import outbox
from core.models import Mail, Role
from intake.pickup.finding import place_of
from intake.pickup.folder import Folder
from intake.pickup.looking import look
from intake.pickup.troubles import TROUBLES, PlaceError, in_words
from tests.builders import make_user
from tests.intake.pickup.conftest import uploads

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text", ["/etc", "..", "crm/../..", "../secret", "crm/..", "crm\\..", "c\0rm"]
)
def test_a_path_that_leads_out_is_no_place(text):
    with pytest.raises(PlaceError) as refusal:
        place_of(text)
    assert refusal.value.code == "outside"


@pytest.fixture
def secret(tmp_path, root):
    """A folder beside the one for pick-ups, with a file in it."""
    folder = tmp_path / "secret"
    folder.mkdir()
    (folder / "accounts.csv").write_text("secret")
    return folder


def trouble(text):
    with pytest.raises(PlaceError) as refusal:
        place_of(text).files("*.csv")
    return refusal.value.code, refusal.value.params


def test_a_link_to_a_folder_outside_is_not_followed(root, secret):
    (root / "crm" / "out").symlink_to(secret)
    (root / "far").symlink_to(secret.parent)
    assert trouble("crm/out")[0] in ("no_folder", "closed_folder")
    assert trouble("far/secret")[0] in ("no_folder", "closed_folder")


def test_a_link_to_a_file_outside_is_not_seen(root, secret):
    (root / "crm" / "accounts.csv").symlink_to(secret / "accounts.csv")
    assert place_of("crm").files("*.csv") == []


def test_a_file_that_became_a_link_meanwhile_is_not_read(root, secret, put):
    path = put("accounts.csv")
    (found,) = place_of("crm").files("*.csv")
    path.unlink()
    path.symlink_to(secret / "accounts.csv")
    with pytest.raises(PlaceError) as refusal, place_of("crm").blocks(found) as blocks:
        list(blocks)
    assert refusal.value.code == "closed_file"


def test_the_folder_itself_may_be_a_place(root):
    (root / "a.csv").write_text("x")
    assert [each.name for each in place_of(".").files("*.csv")] == ["a.csv"]


def test_without_a_folder_in_the_settings_nothing_is_looked_into(settings):
    settings.PICKUP_ROOT = None
    assert trouble("crm") == ("no_root", {})


def test_a_folder_that_is_not_there_is_named(root):
    assert trouble("erp/daily") == ("no_folder", {"place": "erp/daily"})


def test_a_file_in_the_place_of_a_folder_is_no_folder(root, put):
    put("a.csv")
    assert trouble("crm/a.csv") == ("no_folder", {"place": "crm/a.csv"})


def test_too_many_files_are_not_looked_through(root, put, monkeypatch):
    monkeypatch.setattr("intake.pickup.folder.MOST_FILES", 2)
    for name in "abc":
        put(f"{name}.csv")
    assert trouble("crm") == ("too_many", {"most": 2})


def test_files_are_left_open_nowhere(root, put):
    put("a.csv")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        (found,) = Folder("crm").files("*.csv")
        with Folder("crm").blocks(found) as blocks:
            assert b"".join(blocks)
        trouble("nowhere")
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("code", TROUBLES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_trouble_is_said_in_both_languages(code, language):
    params = {"place": "crm", "name": "a.csv", "reason": "denied", "most": 1}
    with translation.override(language):
        said = in_words({"code": code, "params": params}, gettext)
    assert said.isascii() is False if language == "ja" else said.endswith(".")
    assert "%" not in said


# A place that is away


def away(crm, root):
    (root / "crm").rename(root / "gone")


def back(crm, root):
    (root / "gone").rename(root / "crm")


def test_a_place_that_is_away_is_told_once_and_tried_again(crm, root, put, pass_time):
    put("accounts.csv")
    away(crm, root)
    for _ in range(3):
        pass_time(3700)
    crm.refresh_from_db()
    assert crm.trouble == {"code": "no_folder", "params": {"place": "crm"}}
    outbox.send_due()
    (told,) = mail.outbox
    assert (told.to, told.subject) == (
        ["ops@example.com"],
        "Nothing can be picked up from crm",
    )
    assert told.body.splitlines() == [
        "crm",
        "Accounts, source main",
        "",
        "The folder “crm” is not there. Create it, or correct the place. "
        "It is looked for again next time.",
        "You are told again only if it works in between.",
        "",
        f"http://localhost:8000/uploads/pickups/{crm.pk}/",
    ]
    back(crm, root)
    pass_time(3700)
    pass_time(60)
    crm.refresh_from_db()
    assert (crm.trouble, uploads()) == ({}, [("accounts.csv", "loaded")])
    away(crm, root)
    pass_time(3700)
    assert Mail.objects.count() == 2


def test_everyone_named_is_told_in_their_own_language(crm, root, pass_time):
    make_user(Role.OPS, email="kyoko@example.com", language="ja")
    crm.mail_to = "kyoko@example.com, list@example.com"
    crm.save()
    away(crm, root)
    pass_time(0)
    told = dict(Mail.objects.values_list("to", "subject"))
    assert told == {
        "kyoko@example.com": "crmから取り込めません",
        "list@example.com": "Nothing can be picked up from crm",
    }


def test_one_file_that_cannot_be_taken_keeps_no_other_from_coming(crm, put, monkeypatch):
    monkeypatch.setattr("intake.pickup.looking.LARGEST_BYTES", 200)
    put("large.csv", "x" * 201, ago=900)
    put("accounts.csv", ago=800)
    for name in ("large.csv", "accounts.csv"):
        put(f"{name}.done", "")
    found = look(crm, at=timezone.now())
    assert found.upload.file_name == "accounts.csv"
    assert found.trouble.as_kept() == {
        "code": "too_large",
        "params": {"name": "large.csv", "most": 1},
    }
