"""Writing from when to when an account had its CSM, its seats and its rank."""

from datetime import date

from accounts.models import CsmSpan, RankSpan, SeatsSpan
from core.bulk import upsert
from core.calendar import business_date

# What is said of an account for the first time has held for as long as anybody asks.
ALWAYS = date(1970, 1, 1)
HISTORIES = {"csm_id": CsmSpan, "seats": SeatsSpan, "rank": RankSpan}


def open_spans(accounts, *, at):
    """Begin the histories of new accounts, known at the instant `at`."""
    for field, model in HISTORIES.items():
        days = dict.fromkeys([each.pk for each in accounts], ALWAYS)
        _begin(model, field, accounts, days, known_at=at)


def move_spans(field, accounts, *, at):
    """Continue one history of accounts whose `field` has changed; returns {account id: from when}.

    What was never known before holds from the first of days, anything else from the day of `at`.
    """
    on = business_date(at)
    model, ids = HISTORIES[field], [each.pk for each in accounts]
    spans = model.objects.filter(account__among=ids)
    known = set(spans.values_list("account_id", flat=True))
    spans.filter(to_on=None, from_on__gte=on).delete()
    spans.filter(to_on=None).update(to_on=on)
    days = {pk: on if pk in known else ALWAYS for pk in ids}
    _begin(model, field, accounts, days, known_at=at)
    return days


def _begin(model, field, accounts, days, *, known_at):
    rows = (
        (each.pk, getattr(each, field), days[each.pk], known_at)
        for each in accounts
        if getattr(each, field) not in (None, "")
    )
    upsert(model, ("account", field, "from_on", "known_at"), rows, key=())
