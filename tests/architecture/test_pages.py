"""What holds for every page: strict headers, nothing inline, one language at a time, all texts translated."""

import re
from itertools import chain

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.models import Role
from dashboards.writing.whats import BY_KEY
from engagement.services import change
from intake.models import Pickup
from segments.models import Segment
from tests import builders
from tests.architecture.reading import shown_text, text_of, texts_of_code, texts_of_templates
from tests.architecture.test_access import PAGES
from tests.architecture.words import stray_japanese, stray_latin
from tests.builders import DAY, PASSWORD, make_account, make_user
from tools.pages import NAMED, STATES

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
# Names of products, series and kinds of record: data, the same in every language.
DATA = {"main", "job", "posting", "scheduling", "HR", "Cloud"}
JAPANESE_DATA = {"青葉物流", "森", "花子"}


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


def written(account):
    """Return one of each that members write about an account, changed since."""
    member = account.csm
    rows = {
        "activity": builders.make_activity(account, by=member, subject="花子").row,
        "request": builders.make_request(account, by=member, what="花子", why="森").row,
        "next_step": builders.make_next_step(account, by=member, what="花子").row,
    }
    for row in rows.values():
        change(row, by=member, **({"kind": "visit"} if row == rows["activity"] else {"what": "森"}))
    return rows


def pages_of(account, run):
    found = {
        **{"account_id": account.pk, "run_id": run.pk, "segment_key": "side_duty"},
        "finding_id": builders.make_finding(account).pk,
        "round_id": builders.make_round().pk,
        "promise_id": builders.make_promise(account, expected="青葉物流").pk,
        "merge_id": builders.make_merge(account, name="青葉物流").pk,
        "other_id": make_account("青葉物流", csm=account.csm, team=account.team).pk,
        "company_id": account.company_id,
        "pickup_id": Pickup.objects.get_or_create(place="job/posting", dataset="accounts")[0].pk,
    }
    for name, page in PAGES.items():
        if "GET" in page.methods and page.argument != "upload_id" and not page.fixed:
            named = [each for each in (page.argument, page.beside) if each]
            arguments = {each: found[each] for each in named}
            yield reverse(name, kwargs=arguments)
    for what in BY_KEY:
        yield reverse("write_about", args=[account.pk, what])
        yield reverse("pick_account", args=[what])
    for kind, row in written(account).items():
        yield reverse("written", args=[kind, row.pk])
    for subject in NAMED["subject"]:
        yield reverse("explain", args=[account.pk, subject])
    for name, states in STATES.items():
        argument = PAGES[name].argument
        address = reverse(name, kwargs={argument: found[argument]} if argument else None)
        yield from (address + asked for asked in states)


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
def test_no_code_marks_text_as_safe_but_what_escapes_it(path):
    found = re.findall(r"\bmark_safe\(|\bSafeString\(", path.read_text())
    assert found == [] or path == settings.BASE_DIR / "core" / "markup.py"


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


def assert_in_japanese(text, url, member):
    asked = set(re.findall("[A-Za-z]+", url.partition("?")[2]))
    assert stray_latin(text.replace(member.email, "")) - DATA - asked == set(), url


def test_a_japanese_page_has_no_stray_english(judged):
    member, account, run = judged
    client = logged_in(member, "ja")
    for url in pages_of(account, run):
        assert_in_japanese(text_of(client.get(url, follow=True)), url, member)


def test_an_english_page_has_no_stray_japanese(judged):
    member, account, run = judged
    client = logged_in(member, "en")
    for url in pages_of(account, run):
        assert stray_japanese(text_of(client.get(url, follow=True))) <= JAPANESE_DATA, url


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_a_form_answers_to_nothing_is_said_in_one_language(judged, language):
    member, account, run = judged
    client = logged_in(member, language)
    urls = {url for url in pages_of(account, run) if "?" not in url}
    answers = {url: client.post(url, {}, follow=True) for url in urls}
    answered = {url: each for url, each in answers.items() if each.status_code != 405}
    assert sum(each.status_code == 422 for each in answered.values()) >= 5
    for url, answer in answered.items():
        if language == "ja":
            assert_in_japanese(text_of(answer), url, member)
        else:
            assert stray_japanese(text_of(answer)) <= JAPANESE_DATA, url


def test_the_crawl_would_see_a_stray_word():
    assert "Hello" in shown_text('<p title="x">Hello <code>skip</code></p>')
    assert "skip" not in shown_text('<p>Hello <code>skip</code> <b lang="ja">skip</b></p>')
