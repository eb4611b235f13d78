"""Writing what the customers did and said: usage in packed months, touches, NPS, tickets, events."""

from datetime import timedelta

from core.bulk import upsert
from demo.domain import words
from demo.domain.curves import draw_curves
from demo.domain.initiatives import initiatives
from demo.domain.journey import milestones
from demo.domain.promised import promises
from demo.domain.usage import packed_months, site_columns, usage_columns
from demo.domain.voice import asked, attends, event_days, lived, touches, troubles, views
from demo.made import Made
from demo.product import journeys_of
from engagement.domain.facts import month_start
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Event,
    Milestone,
    NpsInvitation,
    Promise,
    Series,
    Ticket,
    UsageDay,
    UsageMonth,
    Watermark,
)

# The other product's file has not come for so many days.
LATE_DAYS = 6
DATASETS = ("accounts", "contacts", "contracts", "activities", "nps", "events", "tickets")


def write_history(made: Made) -> None:
    """Write all that happened with these accounts within the window."""
    _write_usage(made)
    _write_touches(made)
    _write_nps(made)
    _write_tickets(made)
    _write_events(made)
    _write_progress(made)
    _write_promises(made)
    Watermark.objects.bulk_create(
        Watermark(dataset=dataset, loaded_at=made.at) for dataset in DATASETS
    )


def _write_usage(made):
    upsert(UsageMonth, ("account", "month", "facts"), _months(made), key=("account", "month"))
    for product, late in ((made.product, 0), (made.other, LATE_DAYS)):
        latest = made.as_of - timedelta(days=late)
        length = (latest - made.first).days + 1
        UsageDay.objects.bulk_create(
            UsageDay(product=product, day=made.first + timedelta(days=day)) for day in range(length)
        )
        Watermark.objects.create(
            dataset="usage",
            product=product,
            latest_day=latest,
            loaded_at=made.at - timedelta(days=late),
        )


def _months(made):
    """Yield the packed months; who has left before the first day has none."""
    products = {
        False: (made.product, usage_columns, 0),
        True: (made.other, site_columns, LATE_DAYS),
    }
    numbers = {
        product.pk: dict(Series.objects.filter(product=product).values_list("name", "number"))
        for product, _, _ in products.values()
    }
    for story, account, rng in made.each(10):
        _, columns_of, late = products[story.sibling is not None]
        until = made.as_of - timedelta(days=late)
        curves = draw_curves(story, first=made.first, as_of=until, rng=rng)
        months = packed_months(columns_of(story, curves, rng), numbers[account.product_id])
        for month, facts in sorted(months.items()):
            yield account.pk, month_start(month), facts


def _lives(made, stream):
    for (story, account, rng), champion in zip(made.each(stream), made.champions, strict=True):
        yield story, account, champion, lived(story, as_of=made.as_of), rng


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
        for (story, account, champion, span, rng), agreed in zip(
            _lives(made, 11), made.terms, strict=True
        )
        for place, touch in enumerate(_touches(made, story, span, agreed, rng), start=1)
    )


def _touches(made, story, span, agreed, rng):
    """Return all touches, oldest first; initiatives belong to the main product."""
    ordinary = touches(story, span, rng)
    if story.sibling is not None:
        return ordinary
    special = initiatives(story, span, agreed, as_of=made.as_of, rng=rng)
    return sorted(ordinary + special, key=lambda touch: touch.on)


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
    Activity.objects.bulk_create(
        Activity(
            account=account,
            external_id=f"R{place}",
            happened_on=each.reminded_on,
            kind="nps_reminder",
            subject=words.REMINDER,
            contact=champion.on(each.reminded_on),
        )
        for story, account, champion, span, rng in _lives(made, 12)
        for place, each in enumerate(asked(story, span, as_of=made.as_of, rng=rng), start=1)
        if each.reminded_on and span.holds(each.reminded_on)
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
    first = min(story.starts for story in made.stories)
    days = event_days(first=first, as_of=made.as_of)
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
            attendees=int(rng.integers(1, 5)) if status == "attended" else None,
        )
        for story, account, _, span, rng in _lives(made, 14)
        for place, status in sorted(attends(story, span, days, rng).items())
    )


def _write_promises(made):
    Promise.objects.bulk_create(
        Promise(
            account=account,
            external_id=f"PR{story.number + 1:04}-{place}",
            promised_on=each.on,
            expected=each.words,
            metric=each.metric,
            baseline=each.baseline,
            target=each.target,
            due_on=each.due_on,
            made_by=account.csm,
        )
        for story, account, rng in made.each(21)
        if story.sibling is None
        for place, each in enumerate(promises(story, rng), start=1)
    )


def _write_progress(made):
    journeys = journeys_of(made.product)
    steps = {key: [(each.key, each.days) for each in own.steps] for key, own in journeys.items()}
    guides = [text.name_ja for step in journeys[""].steps for text in step.content]
    Milestone.objects.bulk_create(
        Milestone(account=account, key=key, due_on=due, reached_on=reached)
        for story, account, rng in made.each(15)
        if story.sibling is None
        for key, (due, reached) in milestones(
            story, steps.get(story.home, steps[""]), as_of=made.as_of, rng=rng
        ).items()
    )
    ContentView.objects.bulk_create(
        ContentView(account=account, external_id=f"V{place}", viewed_on=day, content=content)
        for story, account, _, span, rng in _lives(made, 16)
        for place, (day, content) in enumerate(views(story, span, guides, rng), start=1)
    )
