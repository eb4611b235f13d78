"""What customers did and said follows their account when it is merged into another."""

from base64 import b64decode, b64encode
from datetime import date, timedelta
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from accounts.merge_parts import Foreseen, Met, Part, words_of
from accounts.merge_rows import SHOWN_MET, Moving, MovingApart
from core.exact import from_scaled
from core.formats import day, number
from engagement.domain.facts import decode
from engagement.domain.moving import laid_apart, laid_together, values_of_both, without
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    FactChange,
    ForeignScore,
    ForeignStage,
    ForeignTask,
    Milestone,
    NextStep,
    NpsInvitation,
    Promise,
    Request,
    Series,
    Ticket,
    UsageMonth,
)


class Usage(Part):
    """Usage moves fact by fact; where both have one for a day and series, the master's stays.

    The journal keeps each month in two chunks: what was laid on the master, and what was not.
    """

    key = "usage"
    name = _("Usage facts")
    models = (UsageMonth,)

    def count(self, account):
        return UsageMonth.objects.filter(account=account).count()

    def foresee(self, pair):
        moves, met = 0, []
        for row, mine in _months(pair):
            taken, held = laid_apart(decode(row.facts), decode(mine))
            moves += len(taken)
            met += [(row.month, *each) for each in values_of_both(decode(mine), held)]
        names = _series_names(pair.master.product_id) if met else {}
        shown = [_met(names, *each) for each in met[:SHOWN_MET]]
        return Foreseen(self.name, moves=moves, met=shown, met_count=len(met))

    def move(self, pair, journal):
        kept = []
        for row, mine in _months(pair):
            taken, held = laid_apart(decode(row.facts), decode(mine))
            kept.append([row.pk, row.month.isoformat(), _as_text(taken), _as_text(held)])
            if len(taken):
                _write(pair.master, row.month, laid_together(decode(mine), taken))
                journal.see([row.month + timedelta(days=int(taken["day"].min()) - 1)])
        UsageMonth.objects.filter(account=pair.merged).delete()
        if kept:
            journal.keep(self.key, kept)

    def moved(self, entries):
        kept = (each["kept"] for each in entries if each.get("part") == self.key)
        chunks = [list(map(_as_facts, month[2:])) for months in kept for month in months]
        return sum(len(taken) for taken, _ in chunks), sum(len(held) for _, held in chunks)

    def take_back(self, kept, pair):
        for pk, month, *chunks in kept:
            month, (taken, held) = date.fromisoformat(month), map(_as_facts, chunks)
            stored = UsageMonth.objects.filter(account=pair.master, month=month).first()
            if stored:
                _write(pair.master, month, without(decode(stored.facts), taken))
            facts = laid_together(taken, held).tobytes()
            UsageMonth.objects.create(pk=pk, account=pair.merged, month=month, facts=facts)


def _months(pair):
    """Give the merged account's months, each with the master's chunk of that month, b"" for none."""
    mine = UsageMonth.objects.filter(account=pair.master)
    chunks = {month: bytes(facts) for month, facts in mine.values_list("month", "facts")}
    for row in UsageMonth.objects.filter(account=pair.merged).order_by("month"):
        yield row, chunks.get(row.month, b"")


def _write(account, month, facts):
    """Store a month, or none where no fact is left."""
    rows = UsageMonth.objects.filter(account=account, month=month)
    if not len(facts):
        rows.delete()
    elif not rows.update(facts=facts.tobytes()):
        UsageMonth.objects.create(account=account, month=month, facts=facts.tobytes())


def _as_text(facts):
    return b64encode(facts.tobytes()).decode()


def _as_facts(text):
    return decode(b64decode(text))


def _series_names(product_id):
    return {each.number: each.label for each in Series.objects.filter(product=product_id)}


def _met(names, month, series, on, mine, other):
    what = f"{names.get(series, series)} · {day(month + timedelta(days=on - 1))}"
    return Met(what, *(number(from_scaled(value)) for value in (mine, other)))


class Attendances(Moving):
    """Part in events, from the day of the event on."""

    def __init__(self):
        super().__init__(Attendance, _("Events"), key=("event_id",), what=_event, says=_attended)

    def move(self, pair, journal):
        journal.see(pair.merged.attendances.values_list("event__held_on", flat=True))
        super().move(pair, journal)


def _event(row):
    return row.event.name


def _attended(row):
    return row.get_status_display()


class Changes(Part):
    """Tells the next night from when on the facts are different."""

    key = "changes"
    models = (FactChange,)

    def finish(self, pair, journal):
        if journal.first_day:
            change = FactChange.objects.create(account=pair.master, earliest_day=journal.first_day)
            journal.keep(self.key, [change.pk, journal.first_day.isoformat()])

    def take_back(self, kept, pair):
        """What no night has taken in yet needs no night; else both accounts are judged anew."""
        pk, day = kept
        still_waits, _ = FactChange.objects.filter(pk=pk).delete()
        if not still_waits:
            for account in (pair.master, pair.merged):
                FactChange.objects.create(account=account, earliest_day=date.fromisoformat(day))


def _dated(*names):
    """Say a row by its dates and words."""

    def says(row):
        values = (getattr(row, name) for name in names)
        return " · ".join(day(v) if isinstance(v, date) else str(v) for v in values if v)

    return says


def _milestone(row):
    return words_of(Milestone).get(row.key, row.key)


def _score(row):
    return number(row.score)


PARTS = (
    Usage(),
    MovingApart(
        Activity,
        _("Activities"),
        key=("tool", "external_id"),
        dates=("happened_on",),
        says=_dated("happened_on", "subject", "external_id"),
    ),
    MovingApart(
        NpsInvitation,
        _("NPS"),
        key=("external_id",),
        dates=("invited_on", "responded_on"),
        says=_dated("invited_on", "responded_on", "external_id"),
    ),
    MovingApart(
        Ticket,
        _("Tickets"),
        key=("external_id",),
        dates=("opened_on", "closed_on"),
        says=_dated("opened_on", "closed_on", "subject", "external_id"),
    ),
    MovingApart(
        ContentView,
        _("Content views"),
        key=("external_id",),
        dates=("viewed_on",),
        says=_dated("viewed_on", "content"),
    ),
    Moving(
        Milestone,
        _("Milestones"),
        key=("key",),
        dates=("due_on", "reached_on"),
        what=_milestone,
        says=_dated("due_on", "reached_on"),
    ),
    Attendances(),
    Moving(Request, _("Requests"), says=_dated("asked_on", "what")),
    Moving(NextStep, _("Next steps"), says=_dated("due_on", "what")),
    MovingApart(
        Promise,
        _("Promised results"),
        key=("external_id",),
        says=_dated("promised_on", "expected"),
    ),
    Moving(
        ForeignScore,
        _("Scores of another tool"),
        key=("tool", "scored_on"),
        what=_dated("tool", "scored_on"),
        says=_score,
    ),
    Moving(
        ForeignStage,
        _("Stages of another tool"),
        key=("tool", "from_on"),
        what=_dated("tool", "from_on"),
        says=attrgetter("stage"),
    ),
    Moving(
        ForeignTask,
        _("Tasks of another tool"),
        key=("tool", "external_id"),
        what=_dated("tool", "external_id"),
        says=attrgetter("title"),
    ),
    Changes(),
)
