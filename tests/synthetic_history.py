"""What happened between us and a made-up company: touches, tickets, questions, events, milestones."""

from datetime import timedelta

import numpy as np

from core.bulk import upsert
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Event,
    Milestone,
    NpsInvitation,
    Ticket,
)

KINDS = ("meeting", "call", "email", "training", "visit", "qbr", "case")
PRIORITIES = ("low", "normal", "normal", "high", "urgent")


def write_history(made, first, days, rng):
    """Write what happened between us: touches, tickets, questions, events, milestones."""
    dated = _Scattered(made, first, days, rng)
    _write(Activity, ("happened_on", "kind", "subject", "body"), dated.rows(days / 25, _touch))
    _write(Ticket, ("opened_on", "closed_on", "priority", "subject"), dated.rows(3, _ticket))
    answer = ("invited_on", "responded_on", "score", "comment")
    _write(NpsInvitation, answer, dated.rows(2, _answer))
    _write(ContentView, ("viewed_on", "content"), dated.rows(4, lambda day, draw: (day, "guide")))
    for number in range(6):
        held_on = first + timedelta(days=(number + 1) * days // 7)
        event = Event.objects.create(
            external_id=f"E{number}", name=f"Event {number}", kind="user_group", held_on=held_on
        )
        came = [each for place, each in enumerate(made) if place % 6 <= number % 3]
        guests = [(event.pk, each.pk, "attended") for each in came]
        upsert(Attendance, ("event", "account", "status"), guests, key=("event", "account"))
    goals = [
        (each.pk, f"goal-{goal}", first + timedelta(days=goal * 40) if place % 3 else None)
        for place, each in enumerate(made)
        for goal in range(3)
    ]
    upsert(Milestone, ("account", "key", "reached_on"), goals, key=("account", "key"))


class _Scattered:
    """Dated records thrown over accounts and days."""

    def __init__(self, made, first, days, rng):
        self.made, self.first, self.days, self.rng = made, first, days, rng

    def rows(self, mean, record):
        counts = self.rng.poisson(mean, len(self.made))
        owners = np.repeat(np.arange(len(self.made)), counts)
        places = self.rng.integers(0, self.days, len(owners))
        draws = self.rng.integers(0, 1_000, len(owners))
        for serial, (owner, place, draw) in enumerate(zip(owners, places, draws, strict=True)):
            day = self.first + timedelta(days=int(place))
            yield (self.made[owner].pk, f"X{serial:08}", *record(day, int(draw)))


def _write(model, fields, rows):
    names = ("account", "external_id", *fields)
    upsert(model, names, rows, key=())


def _touch(day, draw):
    return day, KINDS[draw % len(KINDS)], "", ""


def _ticket(day, draw):
    closed = None if draw % 4 == 0 else day + timedelta(days=draw % 30)
    return day, closed, PRIORITIES[draw % len(PRIORITIES)], ""


def _answer(day, draw):
    is_silent = draw % 5 < 2
    return day, *((None, None) if is_silent else (day + timedelta(days=draw % 9), draw % 11)), ""
