"""Every answer carries the strict headers, errors included."""

import pytest

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.django_db
def test_the_content_security_policy_allows_only_what_is_ours(client):
    response = client.get("/nowhere")
    assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.django_db
def test_an_answer_is_not_framed_guessed_at_or_told_to_others(client):
    headers = client.get("/nowhere").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
