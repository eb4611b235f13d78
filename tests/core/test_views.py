"""Login, language, theme and the probe."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from core.models import AuditEvent, Role
from tests.builders import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def log_in(client, user, *, password=PASSWORD, **more):
    return client.post(reverse("login"), {"username": user.email, "password": password, **more})


def test_a_member_logs_in_with_any_capitals_in_the_address_and_sees_their_language(client):
    user = make_user(Role.CSM, language="ja", email="sato@example.com")
    response = client.post(reverse("login"), {"username": "Sato@Example.com", "password": PASSWORD})
    assert response["Location"] == "/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ja"
    assert client.get(reverse("book")).context["user"] == user
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.detail) == ("log_in", user, {"door": "password"})


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    user = make_user(Role.CSM)
    known = log_in(client, user, password="wrong").content.decode()
    unknown = client.post(
        reverse("login"), {"username": "nobody@example.com", "password": "wrong"}
    ).content.decode()
    assert "E-mail or password is wrong" in known
    assert without_what_differs(known, user.email) == without_what_differs(
        unknown, "nobody@example.com"
    )


def without_what_differs(page, email):
    """Take away the address typed and the form's token, which is new on every page."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.replace(email, ""))


def test_a_member_who_has_left_cannot_log_in(client):
    user = make_user(Role.CSM, is_active=False)
    assert log_in(client, user).status_code == 200
    assert client.get(reverse("book")).status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "\t//evil.example",
    ],
)
def test_no_form_leads_to_another_host(client, elsewhere):
    user = make_user(Role.CSM)
    assert log_in(client, user, next=elsewhere)["Location"] == "/"
    for url, choice in (
        ("choose_language", {"language": "ja"}),
        ("choose_theme", {"theme": "dark"}),
    ):
        response = client.post(reverse(url), {**choice, "next": elsewhere})
        assert response["Location"] == "/"


def test_the_language_chosen_is_kept_with_the_member(client):
    user = make_user(Role.CSM, language="en")
    client.force_login(user)
    response = client.post(
        reverse("choose_language"), {"language": "ja", "next": "/accounts/?mine=1"}
    )
    user.refresh_from_db()
    assert (response["Location"], user.language) == ("/accounts/?mine=1", "ja")
    assert "顧客一覧" in client.get(reverse("book")).content.decode()


def test_an_unknown_language_or_theme_changes_nothing(client):
    user = make_user(Role.CSM, language="en")
    client.force_login(user)
    client.post(reverse("choose_language"), {"language": "xx"})
    client.post(reverse("choose_theme"), {"theme": "pink"})
    user.refresh_from_db()
    assert user.language == "en"
    assert "theme" not in client.cookies


def test_the_theme_chosen_is_drawn_by_the_server(client):
    assert 'data-bs-theme="light" data-theme-auto' in client.get(reverse("login")).content.decode()
    client.post(reverse("choose_theme"), {"theme": "dark"})
    page = client.get(reverse("login")).content.decode()
    assert 'data-bs-theme="dark"' in page
    assert "data-theme-auto" not in page


def test_logging_out_ends_the_session_and_clears_what_the_browser_kept(client):
    client.force_login(make_user(Role.CSM))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    response = client.post(reverse("logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    assert client.get(reverse("book")).status_code == 302


def test_the_probe_answers_without_a_login(client):
    assert client.get(reverse("health")).content == b"ok\n"
