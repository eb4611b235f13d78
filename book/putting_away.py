"""What a member has seen and need not see again: until a day, or until the account asks for more.

Each member's own: what one has put away still asks all others.
"""

from datetime import date, timedelta

from django.db import transaction

from book.attention import shown_bits
from book.domain.attention import EVENTS
from book.models import AccountStatus, PutAway
from core import audit
from core.calendar import is_working_day, night_read_before, working_day_after

# A contract that ends untouched must not stay out of sight for long because somebody saw it once.
SEEN_FOR = timedelta(days=14)
WEEK, MONTH = timedelta(days=7), timedelta(days=28)


def morning_after(night: date) -> date:
    """Return the morning on which a night is read."""
    return night + timedelta(days=1)


def days_to_choose(morning: date) -> dict[str, date]:
    """Return {choice: the working day on which what is put away asks again, where it still holds}."""
    return {
        "seen": _worked(morning + SEEN_FOR),
        "next": working_day_after(morning),
        "week": _worked(morning + WEEK),
        "month": _worked(morning + MONTH),
    }


def _worked(day):
    return day if is_working_day(day) else working_day_after(day)


def away_from(member, *, judgements, night) -> dict[int, date]:
    """Return {account: until when} of what a member has put away and what has not asked for more since."""
    rows = PutAway.objects.filter(
        member=member, until__gt=morning_after(night), account__status__attention__gt=0
    )
    found = rows.values_list("account_id", "signals", "until", "account__status__attention")
    return {
        account: until
        for account, signals, until, attention in found
        if not shown_bits(account, attention, judgements) & ~signals
    }


@transaction.atomic
def put_away(*, member, account_id, judgements, until) -> bool:
    """Put away what an account asks a member for; False, and nothing kept, where it asks for nothing."""
    status = AccountStatus.objects.select_for_update().filter(pk=account_id).first()
    signals = status and shown_bits(account_id, status.attention, judgements)
    if not signals:
        return False
    PutAway.objects.update_or_create(
        member=member,
        account_id=account_id,
        defaults={"signals": signals, "night": status.night, "until": until},
    )
    _record(member, "put_away", account_id, {"signals": signals, "until": until})
    return True


@transaction.atomic
def bring_back(*, member, account_id):
    """Let an account ask the member again; where nothing was put away, nothing changes."""
    deleted, _ = PutAway.objects.filter(member=member, account_id=account_id).delete()
    if deleted:
        _record(member, "bring_back", account_id, {})


def _record(member, verb, account_id, detail):
    audit.record(
        actor=member, verb=verb, object_kind="account", object_id=account_id, detail=detail
    )


def forget_what_passed(account_ids, *, night):
    """Take out of what was put away all that holds no longer, so that it asks again when it comes back.

    An event is over once a night compares with one that was read after it.
    """
    before = night_read_before(night)
    rows = PutAway.objects.filter(account__among=account_ids).select_related("account__status")
    for row in rows.only("signals", "night", "account__status__attention"):
        lasting = ~EVENTS if before >= row.night else ~0
        held = row.signals & lasting & row.account.status.attention
        if held != row.signals:
            PutAway.objects.filter(pk=row.pk).update(signals=held)
    PutAway.objects.filter(account__among=account_ids, signals=0).delete()
