"""The day of a team: what each CSM and each segment has before it, and what moved since the day before."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from book.query import NO_CSM, UNCLASSIFIED, BookQuery
from core.models import User
from core.wording import listed, localized
from dashboards.day.tally import Tally, sum_of
from dashboards.renewals.months import ending_url
from segments.models import Segment

# More rows than a meeting can talk about are left to the filters of the book.
MOST_CSMS = 60


@dataclass(frozen=True)
class TeamLine:
    """One CSM or segment ("" where there is none), its counts, and the ways to what is behind them."""

    key: str
    name: str
    team: str
    url: str
    needing_url: str
    fallen_url: str
    risen_url: str
    ending_url: str
    tally: Tally


def csm_lines(found: list[Tally], *, for_user) -> list[TeamLine]:
    """Return a line for each CSM of some tallies, with the ways of a member, those with most to do first."""
    summed = _summed(found, "csm")[:MOST_CSMS]
    csms = User.objects.prefetch_related("teams").in_bulk([csm for csm, _ in summed if csm])
    return [_of_csm(csms.get(csm), tally, for_user) for csm, tally in summed]


def segment_lines(found: list[Tally], *, for_user) -> list[TeamLine]:
    """Return a line for each segment of some tallies in their order, the unclassified last."""
    segments = Segment.objects.select_related("team").in_bulk()
    summed = dict(_summed(found, "segment"))
    named = [segments[pk] for pk in summed if pk]
    order = [*sorted(named, key=lambda it: it.order), *([None] if None in summed else [])]
    return [_of_segment(each, summed[each and each.pk], for_user) for each in order]


def _summed(found, by):
    groups = defaultdict(list)
    for each in found:
        groups[getattr(each, by)].append(each)
    summed = [(key, sum_of(group)) for key, group in groups.items()]
    return sorted(summed, key=lambda it: (-it[1].needing, -it[1].arr_needing, it[0] or 0))


def _of_csm(csm, tally, for_user):
    key = str(csm.pk) if csm else NO_CSM
    return _line(
        key,
        csm.name if csm else "",
        listed(localized(team, "name") for team in csm.teams.all()) if csm else "",
        tally,
        {"csm": (key,)},
        for_user,
    )


def _of_segment(segment, tally, for_user):
    key = segment.key if segment else UNCLASSIFIED
    return _line(
        key,
        localized(segment, "name") if segment else "",
        localized(segment.team, "name") if segment and segment.team else "",
        tally,
        {"segment": (key,)},
        for_user,
    )


def _line(key, name, team, tally, asked, for_user):
    book = reverse("book")
    return TeamLine(
        key=key,
        name=name,
        team=team,
        url=book + BookQuery(**asked).url(),
        needing_url=book + BookQuery(**asked, needs=True).url(),
        fallen_url=book + BookQuery(**asked, moved="fell").url(),
        risen_url=book + BookQuery(**asked, moved="rose").url(),
        ending_url=ending_url(for_user=for_user, **asked),
        tally=tally,
    )
