"""The accounts of a day counted once, by segment and CSM: every total of the page adds these up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, Sum

from book.attention import has_moved, is_needing, with_attention
from book.domain.attention import ENDS_WITHIN_DAYS
from book.selectors import STALE


@dataclass(frozen=True)
class Tally:
    """How many accounts there are, need attention, fell, rose, end soon, rest on late usage; ARR in yen.

    `fallen` and `risen` count accounts whose band or stage moved since the working day before;
    `segment` and `csm` are ids, None where there is none, and in a sum of several.
    """

    segment: int | None = None
    csm: int | None = None
    accounts: int = 0
    needing: int = 0
    arr_needing: int = 0
    fallen: int = 0
    risen: int = 0
    ending: int = 0
    late: int = 0


_ADDED = ("accounts", "needing", "arr_needing", "fallen", "risen", "ending", "late")


def tallies(accounts, *, judgements, night, away=()) -> list[Tally]:
    """Count a queryset of AccountStatus in one query; what is in `away` needs nobody."""
    asking = is_needing(judgements, away)
    rows = (
        with_attention(accounts, judgements=judgements)
        .order_by()
        .values("segment", "csm")
        .annotate(
            accounts=Count("pk"),
            needing=Count("pk", filter=asking),
            arr_needing=Sum("arr", filter=asking & Q(is_free=False), default=0),
            fallen=Count("pk", filter=has_moved(judgements, "fell")),
            risen=Count("pk", filter=has_moved(judgements, "rose")),
            ending=Count("pk", filter=is_ending(night)),
            late=Count("pk", filter=STALE),
        )
    )
    return [Tally(**row) for row in rows]


def sum_of(found: Iterable[Tally]) -> Tally:
    found = list(found)
    return Tally(**{name: sum(getattr(each, name) for each in found) for name in _ADDED})


def is_ending(night) -> Q:
    """Return the condition that a contract ends soon and is not renewed yet."""
    soon = (night, night + timedelta(days=ENDS_WITHIN_DAYS))
    return Q(ends_on__range=soon, renewed_from=None)
