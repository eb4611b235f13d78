"""The guided tour: a few stops at real places that show what is special. Where one is stands in the URL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind, Scope, scope_of
from accounts.models import Account
from accounts.selectors import judgements_for
from book.query import BookQuery
from book.selectors import book_page
from core.models import User
from demo.domain.planted import plant
from demo.domain.stories import cast
from demo.models import DemoCompany
from demo.selectors import demo_company
from stages.models import ClassificationRound

# Finds where one member sees something; None where they may not go.
Place = Callable[[User], str | None]


@dataclass(frozen=True)
class Sight:
    """What there is to see, and where."""

    title: Any
    words: Any
    place: Place


@dataclass(frozen=True)
class Stop:
    """A sight on one member's way round; `url` leads there with the tour's panel open."""

    number: int
    title: Any
    words: Any
    url: str


@dataclass(frozen=True)
class Tour:
    """One member's way round, standing at `stop`."""

    stops: Sequence[Stop]
    stop: Stop

    @property
    def before(self) -> Stop | None:
        return self.stops[self.stop.number - 2] if self.stop.number > 1 else None

    @property
    def after(self) -> Stop | None:
        return self.stops[self.stop.number] if self.stop.number < len(self.stops) else None


def _account(mark: str, asked: BookQuery, *, fragment: str = "", number: str = "") -> Place:
    """Lead to the account planted as `mark`, or where that is out of sight to the first one `asked` for.

    `number` leads to what opens behind one of its numbers.
    """

    def place(member):
        company = demo_company()
        found = _planted(mark, member, company) or _first(member, asked, company.as_of)
        if found is None:
            return None
        view, args = ("explain", [found.pk, number]) if number else ("account", [found.pk])
        return reverse(view, args=args) + fragment

    return place


def _room(view: str, kind: ObjectKind) -> Place:
    return lambda member: reverse(view) if scope_of(member, kind) != Scope.NONE else None


def _blind_round(member):
    held = ClassificationRound.objects.exclude(closed_on=None).order_by("-closed_on").first()
    return held and reverse("classification_round", args=[held.pk])


SIGHTS = (
    Sight(
        _("A score that can be taken apart"),
        _(
            "A health score is a plain sum, and what caps it is named. Bar and table say what each "
            "item adds and costs; what costs most is marked “improve this first”."
        ),
        _account("sponsor_left", BookQuery(band=("caution",)), fragment="#why"),
    ),
    Sight(
        _("Any number opens"),
        _(
            "A click on any number, anywhere, tells what it means, what went in and from where, how "
            "it came about, and which version of the rule made it."
        ),
        _account("sponsor_left", BookQuery(band=("caution",)), number="score"),
    ),
    Sight(
        _("What is missing to the next stage"),
        _(
            "Every day’s work aims at one step up. Here stands what this customer lacks for it, "
            "nearest first, with the figure now and the figure asked."
        ),
        _account("long_name", BookQuery(stage=("onboard",)), fragment="#stage"),
    ),
    Sight(
        _("Two verdicts, never averaged"),
        _(
            "The rules say one thing; the CSM, who speaks with the customer, says another. Both "
            "stand side by side, and where they differ comes first on the lists."
        ),
        _account("judged_otherwise", BookQuery(differs=True), fragment="#risk"),
    ),
    Sight(
        _("Late data is called late"),
        _(
            "The usage of this product has not arrived for some days. What rests on it bears a "
            "clock, and nobody takes a late file for a customer who went silent."
        ),
        _account("", BookQuery(stale=True), fragment="#why"),
    ),
    Sight(
        _("Tested blind before it counts"),
        _(
            "CSMs sorted their own customers into stages without seeing the computed one. The two "
            "are compared: how often they agree, where not, and what came of talking it through."
        ),
        _blind_round,
    ),
    Sight(
        _("Every night is on record"),
        _(
            "Each night judges every account anew and keeps what it knew. Run twice, it gives the "
            "same; an account that cannot be judged is named, and the others are."
        ),
        _room("nights", ObjectKind.NIGHT),
    ),
)

# Cases planted among the customers, to be met beside the tour.
PLANTED = {
    "champion_left": _("The champion has left, and the account still looks healthy"),
    "off_season": _("Hires graduates: silent out of season, and rightly not at risk"),
    "left_while_healthy": _("Healthy until it churned"),
    "free_contract": _("Still free of charge, and kept apart from ARR"),
    "came_in_twice": _("One company that came in twice, written in two ways"),
}


@dataclass(frozen=True)
class Case:
    """A planted case in one member's sight."""

    words: Any
    account: Account
    url: str


def stops_for(member: User) -> list[Stop]:
    """Return the way round for this member; empty in production and outside a demo."""
    if settings.IS_PRODUCTION or demo_company() is None:
        return []
    places = [(sight, sight.place(member)) for sight in SIGHTS]
    open_to_them = [(sight, url) for sight, url in places if url]
    return [
        Stop(number, sight.title, sight.words, _toured(url, number))
        for number, (sight, url) in enumerate(open_to_them, start=1)
    ]


def tour_at(member: User, number: str) -> Tour | None:
    """Return the tour where it has come to the stop of this number, None where there is none."""
    stops = stops_for(member)
    return next((Tour(stops, stop) for stop in stops if str(stop.number) == number), None)


def cases_for(member: User) -> list[Case]:
    """Return the planted cases that this member may see."""
    company = demo_company()
    found = [(words, _planted(mark, member, company)) for mark, words in PLANTED.items()]
    return [
        Case(words, account, reverse("account", args=[account.pk]))
        for words, account in found
        if account
    ]


def alias_of(mark: str, company: DemoCompany) -> str:
    """Return the id of the account planted as `mark`, "" where there is none."""
    return _aliases(company.accounts, company.as_of, company.seed).get(mark, "")


def _planted(mark, member, company):
    planted = Account.objects.filter(aliases__value=alias_of(mark, company))
    return planted.visible_to(member).first()


def _first(member, asked, as_of):
    page = book_page(for_user=member, judgements=judgements_for(member), query=asked, as_of=as_of)
    return page.statuses[0] if page.statuses else None


def _toured(url, number):
    parts = urlsplit(url)
    query = f"{parts.query}&tour={number}" if parts.query else f"tour={number}"
    return parts._replace(query=query).geturl()


@lru_cache(maxsize=4)
def _aliases(accounts, as_of, seed):
    """Return the id of each planted account, by its mark: the same stories are told again."""
    stories = plant(cast(accounts, as_of=as_of, seed=seed), as_of=as_of, seed=seed)
    return {story.mark: f"A{story.number + 1:04}" for story in stories if story.mark}
