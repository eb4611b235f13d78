"""Writing what the customers did and said: usage in packed months, touches, NPS, tickets, events."""

from datetime import timedelta

from core.bulk import upsert
from demo.domain.curves import draw_curves
from demo.domain.usage import packed_months, usage_columns
from demo.domain.voice import (
    asked,
    attends,
    event_days,
    lived,
    milestones,
    touches,
    troubles,
    views,
)
from demo.made import Made
from engagement.domain.facts import month_start
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Event,
    Milestone,
    NpsInvitation,
    Series,
    Ticket,
    UsageDay,
    UsageMonth,
    Watermark,
)

DATASETS = ("accounts", "contacts", "contracts", "activities", "nps", "events", "tickets")


def write_history(made: Made) -> None:
    """Write all that happened with these accounts within the window."""
    _write_usage(made)
    _write_touches(made)
    _write_nps(made)
    _write_tickets(made)
    _write_events(made)
    _write_progress(made)
    Watermark.objects.bulk_create(
        Watermark(dataset=dataset, loaded_at=made.at) for dataset in DATASETS
    )


def _write_usage(made):
    upsert(UsageMonth, ("account", "month", "facts"), _months(made), key=("account", "month"))
    length = (made.as_of - made.first).days + 1
    UsageDay.objects.bulk_create(
        UsageDay(product=made.product, day=made.first + timedelta(days=day))
        for day in range(length)
    )
    Watermark.objects.create(
        dataset="usage", product=made.product, latest_day=made.as_of, loaded_at=made.at
    )


def _months(made):
    numbers = dict(Series.objects.filter(product=made.product).values_list("name", "number"))
    for story, account, rng in made.each(10):
        curves = draw_curves(story, first=made.first, as_of=made.as_of, rng=rng)
        months = packed_months(usage_columns(story, curves, rng), numbers)
        for month, facts in sorted(months.items()):
            yield account.pk, month_start(month), facts


def _lives(made, stream):
    for (story, account, rng), champion in zip(made.each(stream), made.champions, strict=True):
        span = lived(story, first=made.first, as_of=made.as_of)
        if span.days > 0:
            yield story, account, champion, span, rng


def _write_touches(made):
    Activity.objects.bulk_create(
        Activity(
            account=account,
            external_id=f"T{place}",
            happened_on=touch.on,
            kind=touch.kind,
            subject=touch.subject,
            body=touch.body,
            contact=champion.on(touch.on),
            member=account.csm,
        )
        for story, account, champion, span, rng in _lives(made, 11)
        for place, touch in enumerate(touches(story, span, rng), start=1)
    )


def _write_nps(made):
    NpsInvitation.objects.bulk_create(
        NpsInvitation(
            account=account,
            external_id=f"N{place}",
            contact=champion.on(each.on),
            invited_on=each.on,
            responded_on=each.answered_on,
            score=each.score,
            comment=each.comment,
        )
        for story, account, champion, span, rng in _lives(made, 12)
        for place, each in enumerate(asked(story, span, as_of=made.as_of, rng=rng), start=1)
    )


def _write_tickets(made):
    Ticket.objects.bulk_create(
        Ticket(
            account=account,
            external_id=f"S{place}",
            opened_on=each.opened_on,
            closed_on=each.closed_on,
            priority=each.priority,
            subject=each.subject,
        )
        for story, account, _, span, rng in _lives(made, 13)
        for place, each in enumerate(troubles(story, span, rng), start=1)
    )


def _write_events(made):
    days = event_days(first=made.first, as_of=made.as_of)
    events = Event.objects.bulk_create(
        Event(
            external_id=f"UG{number:03}",
            name=f"第{number}回 ユーザー会",
            kind="user_group",
            held_on=day,
        )
        for number, day in enumerate(days, start=1)
    )
    Attendance.objects.bulk_create(
        Attendance(
            event=events[place],
            account=account,
            status=status,
            attendees=int(rng.integers(1, 4)) if status == "attended" else None,
        )
        for story, account, _, span, rng in _lives(made, 14)
        for place, status in sorted(attends(story, span, days, rng).items())
    )


def _write_progress(made):
    Milestone.objects.bulk_create(
        Milestone(account=account, key=key, due_on=due, reached_on=reached)
        for story, account, rng in made.each(15)
        for key, (due, reached) in milestones(story, as_of=made.as_of, rng=rng).items()
    )
    ContentView.objects.bulk_create(
        ContentView(account=account, external_id=f"V{place}", viewed_on=day, content=content)
        for story, account, _, span, rng in _lives(made, 16)
        for place, (day, content) in enumerate(views(story, span, rng), start=1)
    )
