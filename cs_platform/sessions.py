"""End a log-in that was idle too long or began too long ago.

Django's own cookie age counts from the latest save; nobody's log-in may live for ever by
being used, nor stay open on an unattended screen.
"""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.db import OperationalError

STARTED = "log_in_started_at"
SEEN = "log_in_seen_at"
# A stamp is a write: one in five minutes keeps reading pages free of them.
STAMP_EVERY_SECONDS = 300


class SessionAgeMiddleware:
    """Log out where the idle or the absolute age has passed; stamp the session otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SESSION_KEY in request.session:
            self._end_or_stamp(request, now=int(time.time()))
        return self.get_response(request)

    def _end_or_stamp(self, request, *, now: int) -> None:
        session = request.session
        started = session.get(STARTED, now)
        seen = session.get(SEEN, now)
        if is_over(started=started, seen=seen, now=now):
            logout(request)
        elif STARTED not in session or now - seen >= STAMP_EVERY_SECONDS:
            session[STARTED], session[SEEN] = started, now
            save_without_failing(session)


def is_over(*, started: int, seen: int, now: int) -> bool:
    """Say whether a log-in has ended, from Unix seconds; the last second still counts."""
    return now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_COOKIE_AGE


def save_without_failing(session) -> None:
    """Store the stamp; a database that is busy for the moment only postpones it."""
    try:
        session.save()
    except OperationalError:
        session.modified = False
