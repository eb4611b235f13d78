"""The start of those who listen to many customers: what was asked for, what was answered, what is held."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse

from book.models import AccountStatus
from book.query import BookQuery
from core.formats import yen_in_text
from engagement.domain.nps import DETRACTORS_TO, PROMOTERS_FROM
from engagement.models import AttendanceStatus, Event, NpsInvitation, Request

WITHIN = timedelta(days=28)
MOST_REQUESTS, MOST_ANSWERS, MOST_EVENTS = 10, 8, 6
# Those of four weeks that can be unfolded below the first.
REQUESTS_READ = 200


@dataclass(frozen=True)
class Voice:
    """Something a customer said: on which day, to which effect, and for how much revenue they stand."""

    on: date
    account: str
    url: str
    arr: str
    what: str
    why: str = ""
    score: int | None = None
    way: str = ""


@dataclass(frozen=True)
class Answers:
    """Answers to NPS invitations by kind, each with the way to the accounts whose latest it is."""

    promoters: int
    passives: int
    detractors: int

    @property
    def total(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def kinds(self):
        """Yield (key, count, address) of each kind."""
        for key, count in (
            ("promoter", self.promoters),
            ("passive", self.passives),
            ("detractor", self.detractors),
        ):
            yield key, count, reverse("book") + BookQuery(nps=(key,)).url()


@dataclass(frozen=True)
class Held:
    """An event with how many accounts came, or where that is not known (yet) registered."""

    name: str
    on: date
    is_over: bool
    has_come: bool
    accounts: int
    url: str


@dataclass(frozen=True)
class Voices:
    """`asked` counts all requests within four weeks; lines are the latest of each, `earlier` follow them."""

    asked: int
    requests: list[Voice]
    earlier: list[Voice]
    answers: Answers
    said: list[Voice]
    events: list[Held]


def voices(*, for_user, today: date) -> Voices:
    """Read what customers in sight said within four weeks; a fixed number of queries."""
    since = today - WITHIN
    asked = Request.objects.visible_to(for_user).filter(
        asked_on__gt=since, account__merged_into=None
    )
    given = NpsInvitation.objects.visible_to(for_user).filter(
        responded_on__range=(since + timedelta(days=1), today), account__merged_into=None
    )
    requests = list(asked.select_related("account").order_by("-asked_on", "-pk")[:REQUESTS_READ])
    # The unhappy first: theirs is what somebody should answer.
    unhappy_first = F("score").asc(nulls_last=True)
    told = given.exclude(comment="").select_related("account")
    said = list(told.order_by(unhappy_first, "-responded_on", "-pk")[:MOST_ANSWERS])
    arr = _arr([each.account_id for each in (*requests, *said)])
    lines = [_of_request(each, arr) for each in requests]
    return Voices(
        asked=asked.count(),
        requests=lines[:MOST_REQUESTS],
        earlier=lines[MOST_REQUESTS:],
        answers=_counted(given),
        said=[_of_answer(each, arr) for each in said],
        events=_events(today),
    )


def _arr(account_ids):
    lines = AccountStatus.objects.filter(pk__in=account_ids, is_free=False)
    return dict(lines.values_list("pk", "arr"))


def _of_request(request, arr):
    return _voice(request, request.asked_on, arr, what=request.what, why=request.why)


def _of_answer(answer, arr):
    way = _way(answer.score)
    return _voice(
        answer, answer.responded_on, arr, what=answer.comment, score=answer.score, way=way
    )


def _voice(row, on, arr, **said):
    return Voice(
        on=on,
        account=row.account.name,
        url=reverse("account", args=[row.account_id]),
        arr=yen_in_text(arr.get(row.account_id)),
        **said,
    )


def _way(score):
    if score is None:
        return ""
    return "down" if score <= DETRACTORS_TO else "up" if score >= PROMOTERS_FROM else ""


def _counted(given):
    counts = given.order_by().aggregate(
        promoters=Count("pk", filter=Q(score__gte=PROMOTERS_FROM)),
        passives=Count("pk", filter=Q(score__gt=DETRACTORS_TO, score__lt=PROMOTERS_FROM)),
        detractors=Count("pk", filter=Q(score__lte=DETRACTORS_TO)),
    )
    return Answers(**counts)


def _events(today):
    came = Q(attendances__status=AttendanceStatus.ATTENDED)
    registered = Q(attendances__status=AttendanceStatus.REGISTERED)
    rows = Event.objects.filter(held_on__range=(today - WITHIN, today + WITHIN)).annotate(
        came=Count("attendances", filter=came), registered=Count("attendances", filter=registered)
    )
    return [
        Held(
            each.name,
            each.held_on,
            each.held_on < today,
            each.came > 0,
            each.came or each.registered,
            reverse("book") + BookQuery(event=each.pk, contract="all").url(),
        )
        for each in rows.order_by("-held_on", "pk")[:MOST_EVENTS]
    ]
