"""The sentence that a day begins with: how many need somebody, out of how many."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import whole, yen_in_text

NOON, EVENING = 12, 18


def greeted(sentence: str, at: datetime) -> str:
    """Put a greeting by the hour in the business time zone before a sentence."""
    return _("%(greeting)s %(sentence)s") % {"greeting": _greeting(at), "sentence": sentence}


def _greeting(at):
    hour = at.astimezone(ZoneInfo(settings.BUSINESS_TIME_ZONE)).hour
    if hour < NOON:
        return _("Good morning.")
    return _("Good afternoon.") if hour < EVENING else _("Good evening.")


def of_mine(day) -> str:
    if not day.accounts:
        return _("You look after no account with a running contract.")
    if not day.needs.total:
        return ngettext(
            "Your %(accounts)s account does not need you.",
            "None of your %(accounts)s accounts needs you.",
            day.accounts,
        ) % _counts(day)
    return ngettext(
        "%(needing)s of your %(accounts)s accounts needs you.",
        "%(needing)s of your %(accounts)s accounts need you.",
        day.needs.total,
    ) % _counts(day)


def of_team(day) -> str:
    if not day.accounts:
        return _("No account with a running contract is in your sight.")
    if not day.needs.total:
        return ngettext(
            "%(accounts)s account, and it needs no attention.",
            "None of %(accounts)s accounts needs attention.",
            day.accounts,
        ) % _counts(day)
    return ngettext(
        "%(needing)s of %(accounts)s accounts needs attention.",
        "%(needing)s of %(accounts)s accounts need attention.",
        day.needs.total,
    ) % _counts(day)


def of_operations(found) -> str:
    things = len(found.low_disks) + len(found.to_do)
    if not things:
        return _("Nothing waits for you.")
    return ngettext(
        "%(things)s thing waits for you.", "%(things)s things wait for you.", things
    ) % {"things": things}


def of_voices(found) -> str:
    return _("Within 28 days: %(requests)s and %(answers)s.") % {
        "requests": ngettext("%(n)s request", "%(n)s requests", found.asked)
        % {"n": whole(found.asked)},
        "answers": ngettext("%(n)s NPS answer", "%(n)s NPS answers", found.answers.total)
        % {"n": whole(found.answers.total)},
    }


def of_renewals(total, days) -> str:
    """Say what ends within `days`; `total` adds up all its months, or is None where nothing ends."""
    if total is None:
        return _("No contract ends within %(days)s days.") % {"days": days}
    return ngettext(
        "%(accounts)s contract ends within %(days)s days: %(arr)s a year, %(high)s of it at high risk.",
        "%(accounts)s contracts end within %(days)s days: %(arr)s a year, %(high)s of it at high risk.",
        total.accounts,
    ) % {
        "accounts": whole(total.accounts),
        "days": days,
        "arr": yen_in_text(total.arr),
        "high": yen_in_text(total.high),
    }


def _counts(day):
    return {"needing": whole(day.needs.total), "accounts": whole(day.accounts)}
