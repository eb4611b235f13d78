"""Mails leave once what they tell of is committed: none is lost, one is known by its id."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.db.models.functions import Now

from core import outbox
from core.models import Mail

pytestmark = pytest.mark.django_db

LETTER = {"about": "upload-7", "to": "ops@example.com", "subject": "Refused", "body": "Line 3."}


def have_rested():
    Mail.objects.update(not_before=Now() - timedelta(seconds=1))


def break_off(monkeypatch, error):
    def send(self, fail_silently=False):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)


def test_a_mail_leaves_once_with_an_id_of_its_own():
    outbox.post(**LETTER)
    assert [outbox.send_due(), outbox.send_due()] == [1, 0]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["ops@example.com"], "Refused", "Line 3.")
    assert sent.extra_headers["Message-ID"] == "<upload-7.ops.at.example.com@localhost>"


def test_the_same_news_is_posted_once():
    outbox.post(**LETTER)
    outbox.post(**{**LETTER, "body": "Line 4."})
    outbox.post(**{**LETTER, "to": "head@example.com"})
    assert list(Mail.objects.order_by("pk").values_list("to", "body")) == [
        ("ops@example.com", "Line 3."),
        ("head@example.com", "Line 3."),
    ]


def test_what_is_rolled_back_is_never_told():
    with transaction.atomic():
        outbox.post(**LETTER)
        transaction.set_rollback(True)
    assert (outbox.send_due(), mail.outbox) == (0, [])


@pytest.mark.parametrize("error", [OSError("no route"), smtplib.SMTPDataError(451, b"later")])
def test_a_mail_that_did_not_leave_is_tried_again_after_a_rest(monkeypatch, error):
    outbox.post(**LETTER)
    with monkeypatch.context() as patched:
        break_off(patched, error)
        assert outbox.send_due() == 0
    kept = Mail.objects.get()
    assert (kept.attempts, kept.error, kept.sent_at) == (1, str(error), None)
    assert outbox.send_due() == 0
    have_rested()
    assert (outbox.send_due(), len(mail.outbox)) == (1, 1)


def test_a_mail_that_never_leaves_is_given_up_and_stays_with_its_error(monkeypatch):
    outbox.post(**LETTER)
    break_off(monkeypatch, OSError("no route"))
    for _ in range(10):
        outbox.send_due()
        have_rested()
    assert Mail.objects.values_list("attempts", "error").get() == (8, "no route")


def test_a_crash_after_sending_sends_it_once_more_under_the_same_id(monkeypatch):
    outbox.post(**LETTER)
    real = mail.EmailMessage.send

    def send_and_die(self, fail_silently=False):
        real(self)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", send_and_die)
        with pytest.raises(KeyboardInterrupt):
            outbox.send_due()
    have_rested()
    assert outbox.send_due() == 1
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1
    assert len(mail.outbox) == 2


def test_two_workers_send_one_mail_once():
    outbox.post(**LETTER)
    (seen_by_both,) = Mail.objects.all()
    assert [outbox._send(seen_by_both), outbox._send(seen_by_both)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_name_with_a_line_break_does_not_break_the_head():
    outbox.post(**{**LETTER, "subject": "a\nBcc: all@example.com"})
    outbox.send_due()
    assert mail.outbox[0].subject == "a Bcc: all@example.com"


def test_what_was_sent_long_ago_is_forgotten():
    outbox.post(**LETTER)
    outbox.send_due()
    Mail.objects.update(sent_at=Now() - timedelta(days=31))
    outbox.send_due()
    assert Mail.objects.count() == 0


def test_without_a_mail_server_a_site_in_use_posts_nothing(settings):
    settings.IS_MAIL_ON = False
    outbox.post(**LETTER)
    assert Mail.objects.count() == 0
