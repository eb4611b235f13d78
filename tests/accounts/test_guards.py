"""Whoever's login ended in the middle comes back to the page they were on, and decides anew."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


def way_back(answer):
    where = answer.headers.get("HX-Redirect") or answer["Location"]
    return where.removeprefix("/login/?next=").replace("%3F", "?").replace("%3D", "=")


def test_a_page_that_was_asked_for_is_come_back_to(client):
    assert way_back(client.get("/uploads/7/?show=changed")) == "/uploads/7/?show=changed"


def test_a_form_leads_back_to_the_page_it_stood_on(client):
    page = {"Referer": f"{HERE}/uploads/7/?show=changed"}
    answer = client.post(reverse("load_upload", args=[7]), headers=page)
    assert way_back(answer) == "/uploads/7/?show=changed"


@pytest.mark.parametrize("referrer", [{}, {"Referer": "https://elsewhere.example/uploads/7/"}])
def test_a_form_of_an_unknown_page_leads_to_the_start(client, referrer):
    answer = client.post(reverse("load_upload", args=[7]), headers=referrer)
    assert way_back(answer) == "/"


@pytest.mark.parametrize(
    ("seen", "back"),
    [(f"{HERE}/uploads/7/", "/uploads/7/"), ("https://elsewhere.example/uploads/7/", "/")],
)
def test_a_fragment_has_the_whole_page_go_to_the_login(client, seen, back):
    answer = client.get("/uploads/7/", headers={"HX-Request": "true", "HX-Current-URL": seen})
    assert (answer.status_code, answer.content, way_back(answer)) == (204, b"", back)
