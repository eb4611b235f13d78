"""The outbox: mails are rows first, and leave once what they tell of is committed.

A crash loses none; one that strikes between sending and writing that down sends that mail once more,
under the same Message-ID. Never knows what a mail is about.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.db.models.functions import Now

from core.models import Mail

log = logging.getLogger(__name__)

# After each attempt a mail rests; the first rest is longer than any attempt lasts, so that no two
# workers send one at the same time.
RESTS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 240, 720, 1440))
KEPT = timedelta(days=30)
_LONGEST_SUBJECT = Mail._meta.get_field("subject").max_length
_LONGEST_ERROR = Mail._meta.get_field("error").max_length


def post(*, about, to, subject, body):
    """Put a mail into the outbox; one that is `about` the same thing to the same address is there once.

    Call inside the transaction of what the mail tells of.
    """
    if not settings.IS_MAIL_ON:
        return
    Mail.objects.get_or_create(
        message_id=_message_id(about, to),
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:_LONGEST_SUBJECT],
            "body": body,
            "not_before": Now(),
        },
    )


def send_due():
    """Send what waits and may go; forget what was sent long ago. Returns how many were sent."""
    Mail.objects.filter(sent_at__lt=Now() - KEPT).delete()
    due = Mail.objects.filter(sent_at=None, not_before__lte=Now(), attempts__lt=len(RESTS))
    return sum(_send(mail) for mail in due.order_by("pk"))


def _send(mail):
    """Send one mail if nobody else does; True where it left."""
    mine = Mail.objects.filter(pk=mail.pk, sent_at=None, attempts=mail.attempts)
    if not mine.update(attempts=F("attempts") + 1, not_before=Now() + RESTS[mail.attempts]):
        return False
    try:
        _message(mail).send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail %s was not sent: %s", mail.pk, type(error).__name__)
        Mail.objects.filter(pk=mail.pk).update(error=str(error)[:_LONGEST_ERROR])
        return False
    Mail.objects.filter(pk=mail.pk).update(sent_at=Now(), error="")
    return True


def _message(mail):
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers)


def _message_id(about, to):
    name = to.replace("@", ".at.")
    return f"<{about}.{name}@{settings.SITE_HOST}>"
