"""What holds for every page: strict headers, nothing inline, one language at a time, all texts translated."""

import re
from itertools import chain

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.models import Role
from intake.models import Pickup
from segments.models import Segment
from tests import builders
from tests.architecture.reading import shown_text, text_of, texts_of_code, texts_of_templates
from tests.architecture.test_access import PAGES
from tests.builders import DAY, PASSWORD, make_account, make_user

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
SOURCES = sorted(
    path
    for app in [*settings.OWN_APPS, "cs_platform"]
    for path in (settings.BASE_DIR / app).rglob("*.py")
    if "migrations" not in path.parts
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Words that a Japanese page rightly writes in Latin letters.
LATIN = {
    *("CSM", "CS", "CRE", "NPS", "ARR", "CSV", "UTF", "Shift", "JIS", "ID", "Entry", "Onboard"),
    *("Active", "Loyal", "English", "Excel", "JPY", "S", "A", "B", "C", "d", "Enter", "Esc"),
    *("ARPA", "GB", "gzip"),
    # Folders and names of files, as examples.
    *("crm", "csv"),
}
# Names of products, series and kinds of record: data, the same in every language.
DATA = {"main", "job", "posting", "scheduling", "HR", "Cloud"}


@pytest.fixture
def judged(db):
    """An account with all a page can show, judged by a real night, and a member who sees everything."""
    member = make_user(Role.ADMIN, Role.CSM, name="森 花子", language="ja")
    account = make_account("青葉物流", csm=member, seats=100)
    builders.place_in_segment(account, Segment.objects.get(key="side_duty"))
    builders.make_contract(account)
    builders.make_usage(account, builders.steady_use())
    builders.make_contact(account, "sponsor", name="森 花子", to_on=DAY)
    run = builders.judge_night()
    return member, account, run


def pages_of(account, run):
    found = {
        **{"account_id": account.pk, "run_id": run.pk, "segment_key": "side_duty"},
        "finding_id": builders.make_finding(account).pk,
        "round_id": builders.make_round().pk,
        "merge_id": builders.make_merge(account, name="青葉物流").pk,
        "other_id": make_account("青葉物流", csm=account.csm, team=account.team).pk,
        "pickup_id": Pickup.objects.get_or_create(place="job/posting", dataset="accounts")[0].pk,
    }
    for name, page in PAGES.items():
        if "GET" in page.methods and page.argument != "upload_id" and not page.fixed:
            named = [each for each in (page.argument, page.beside) if each]
            arguments = {each: found[each] for each in named}
            yield reverse(name, kwargs=arguments)
    for subject in ("score", "measure/active_days", "metric/activity_score", "risk", "stage"):
        yield reverse("explain", args=[account.pk, subject])


def logged_in(member, language):
    client = Client()
    client.force_login(member)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def check_headers(response):
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_every_page_carries_strict_headers_and_is_kept_by_nobody(judged):
    member, account, run = judged
    client = logged_in(member, "en")
    for url in pages_of(account, run):
        response = client.get(url)
        check_headers(response)
        assert "no-store" in response.headers["Cache-Control"], url


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "status"), [("/nowhere/", 404), ("/login/?next=\x00", 200), ("/accounts/1/", 302)]
)
def test_answers_outside_the_pages_carry_them_too(client, url, status):
    response = client.get(url)
    assert response.status_code == status
    check_headers(response)


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("login"), {"username": "a@example.com", "password": "b"})
    assert response.status_code == 403
    assert "The form has expired" in response.content.decode()
    check_headers(response)


@pytest.mark.django_db
def test_the_tenth_wrong_password_locks_out_in_words(client):
    user = make_user(Role.CSM)
    wrong = {"username": user.email, "password": "wrong"}
    statuses = [client.post(reverse("login"), wrong).status_code for _ in range(9)]
    locked = client.post(reverse("login"), wrong)
    assert (statuses, locked.status_code) == ([200] * 9, 429)
    assert "Too many attempts" in locked.content.decode()
    check_headers(locked)
    right = client.post(reverse("login"), {"username": user.email, "password": PASSWORD})
    assert right.status_code == 429


@pytest.mark.django_db
def test_a_crash_is_told_in_words_without_its_cause(client, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr("core.views.static", crash)
    client.raise_request_exception = False
    response = client.get(reverse("favicon"))
    assert response.status_code == 500
    assert "Something broke" in response.content.decode()
    assert "secret" not in response.content.decode()
    check_headers(response)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_nothing_inline_and_escapes_everything(path):
    text = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|js:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", text) == []
    assert re.findall(r"\|\s*safe\b|autoescape|mark_safe|https?://", text) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_code_marks_text_as_safe(path):
    assert re.findall(r"\bmark_safe\(|\bSafeString\(", path.read_text()) == []


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.parent.name == "components"], ids=lambda p: p.name
)
def test_a_component_says_what_it_takes(path):
    assert re.match(r"{% comment %}[^{]+[.]({% endcomment %})", path.read_text())


def test_every_text_in_the_code_stands_in_the_catalogue():
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale/ja/LC_MESSAGES/django.po"))
    known = {entry.msgid for entry in catalogue}
    used = set(chain(texts_of_templates(TEMPLATES), texts_of_code(SOURCES)))
    assert sorted(used - known) == []


def test_a_japanese_page_has_no_stray_english(judged):
    member, account, run = judged
    client = logged_in(member, "ja")
    for url in pages_of(account, run):
        text = text_of(client.get(url, follow=True)).replace(member.email, "")
        assert set(re.findall(r"[A-Za-z]{2,}", text)) - LATIN - DATA == set(), url


def test_an_english_page_has_no_stray_japanese(judged):
    member, account, run = judged
    client = logged_in(member, "en")
    for url in pages_of(account, run):
        found = re.findall(r"[ぁ-んァ-ヶ一-龠]+", text_of(client.get(url, follow=True)))
        assert set(found) <= {"青葉物流", "森", "花子"}, url


def test_the_crawl_would_see_a_stray_word():
    assert "Hello" in shown_text('<p title="x">Hello <code>skip</code></p>')
    assert "skip" not in shown_text('<p>Hello <code>skip</code> <b lang="ja">skip</b></p>')
