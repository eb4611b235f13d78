"""People with a session, the accounts they look after, and nights that go on while they read."""

import datetime as dt
import os
import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import Account
from core import ledger
from core.calendar import from_ordinal
from core.models import Role, State, User, UserRole
from nightly.services import request_night
from segments.models import Segment

# Of twenty people, so many lead; the others are CSMs with accounts of their own.
_OF, _HEADS = 20, 2
_ACCOUNTS_EACH = 40
_NICE = 10


def admit(*, people, night):
    """Make members, give the CSMs all accounts in turn, judge a first night; who they are and see."""
    members = [_member(place) for place in range(people)]
    csms = [member for place, member in enumerate(members) if place % _OF >= _HEADS]
    for place, csm in enumerate(csms):
        mine = [pk for pk in _ids() if pk % len(csms) == place]
        Account.objects.filter(pk__among=mine).update(csm=csm)
    _judge(night)
    keys = list(Segment.objects.order_by("pk").values_list("key", "team"))
    return {"people": [_person(each, *keys[n % len(keys)]) for n, each in enumerate(members)]}


def judge_until(*, first, seconds):
    """Judge one night after the other, with all others that do so, for so long; seconds of each."""
    os.nice(_NICE)
    until, taken = time.monotonic() + seconds, []
    for night in range(first, first + 1_000):
        begun = time.monotonic()
        if begun > until:
            break
        _judge(night)
        taken.append(time.monotonic() - begun)
    return {"nights": taken}


def _judge(night):
    day = from_ordinal(night)
    at = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(1), dt.UTC)
    run = ledger.drive(request_night(night=day, at=at).pk)
    if run.state != State.DONE:
        raise RuntimeError(f"the night of {day} is {run.state}")


def _member(place):
    user = User.objects.create(email=f"m{place}@example.com", name=f"Member {place}", language="en")
    role = Role.CS_HEAD if place % _OF < _HEADS else Role.CSM
    UserRole.objects.create(user=user, role=role)
    return user


def _person(member, segment, team):
    member.teams.add(team)
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    mine = Account.objects.filter(csm=member).order_by("pk").values_list("pk", flat=True)
    accounts = list(mine[:_ACCOUNTS_EACH]) or _ids()[:_ACCOUNTS_EACH]
    return {"session": session.session_key, "accounts": accounts, "segment": segment}


def _ids():
    return list(Account.objects.order_by("pk").values_list("pk", flat=True))
