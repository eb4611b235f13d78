"""Reads of what members wrote about accounts, and of events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from core.models import User
from engagement.models import Activity, Attendance, AttendanceStatus, Event, NextStep, Request
from engagement.trail import MODELS, deed_of, events_of


@dataclass(frozen=True)
class Change:
    """One deed in the history of what was written: what was said before and after, by name.

    `deed` is make, change, finish, reopen or remove; `before` is empty for what was made.
    """

    at: datetime
    by: User | None
    deed: str
    before: dict[str, Any]
    after: dict[str, Any]


def written_in_sight(*, for_user, kind: str, written_id: int):
    """Return the activity, request or next step where the member may see its account, else None.

    Activities that a file brought are found, too; nobody may change these here.
    """
    if kind not in MODELS:
        return None
    rows = MODELS[kind].objects.visible_to(for_user).filter(account__merged_into=None)
    return rows.select_related("account", "made_by").filter(pk=written_id).first()


def may_change(*, for_user, row) -> bool:
    """Say whether the member may change or remove it: who wrote it, who owns it, who leads them."""
    return type(row).objects.changeable_by(for_user).filter(pk=row.pk).exists()


def history_of(row) -> list[Change]:
    """Return what was done with it, oldest first; nothing for what a file brought."""
    return [
        Change(
            at=event.at,
            by=event.actor,
            deed=deed_of(event),
            before=event.detail.get("before", {}),
            after=event.detail.get("after", {}),
        )
        for event in events_of(row).select_related("actor")
    ]


def next_steps_of(account) -> list[NextStep]:
    """Return the waiting next steps of an account with their owners, the one due first before all."""
    waiting = NextStep.objects.filter(account=account).waiting()
    return list(waiting.select_related("owner", "made_by", "activity").order_by("due_on", "pk"))


def next_steps_due(*, owner, by: date) -> list[NextStep]:
    """Return the waiting next steps of a member due on `by` or before, the longest overdue first.

    One query, with their accounts; those of accounts that the member may not see any more, and of
    accounts that were merged away, are left out. What is due before today is overdue.
    """
    mine = NextStep.objects.visible_to(owner).filter(owner=owner, account__merged_into=None)
    return list(mine.due_by(by).select_related("account").order_by("due_on", "pk"))


def next_step_by_account(account_ids) -> dict[int, NextStep]:
    """Return {account: the waiting next step due first, with its owner}; one query.

    Accounts that have none are left out. For lists: who owns the next step, and when it is due.
    """
    waiting = NextStep.objects.filter(account__among=account_ids).waiting()
    rows = waiting.select_related("owner").order_by("-due_on", "-pk")
    return {row.account_id: row for row in rows}


def requests_of(account) -> list[Request]:
    """Return what an account asked for, the latest first."""
    found = Request.objects.filter(account=account).select_related("contact", "made_by")
    return list(found.order_by("-asked_on", "-pk"))


def attendances_counted(event_id):
    """Return the attendances by which an event is told: who came, or where nobody has yet, who means to."""
    of_event = Attendance.objects.filter(event=event_id)
    came = of_event.filter(status=AttendanceStatus.ATTENDED)
    return came if came.exists() else of_event.filter(status=AttendanceStatus.REGISTERED)


def event_name(event_id) -> str:
    """Return the name of an event, "" where there is none."""
    return Event.objects.filter(pk=event_id).values_list("name", flat=True).first() or ""


def latest_touches(*, account_ids: Collection[int], until: date) -> dict[int, date]:
    """Return {contact: day of the latest touch at which they were present}, up to the day `until`."""
    touches = Activity.objects.touches().filter(account__among=account_ids, happened_on__lte=until)
    found: dict[int, date] = {}
    for field in ("contact", "also_present"):
        latest = touches.exclude(**{field: None}).values_list(field)
        for contact, day in latest.annotate(latest=Max("happened_on")):
            found[contact] = max(day, found.get(contact, day))
    return found
