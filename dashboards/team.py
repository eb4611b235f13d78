"""The morning meeting: what each CSM has before them today, and what moved since the working day before."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from book.attention import is_needing, with_attention
from book.query import NO_CSM, BookQuery
from core.models import User
from core.wording import listed, localized
from dashboards.day import is_ending
from dashboards.renewals import RenewalQuery

# More rows than a meeting can talk about are left to the filters of the book.
MOST_CSMS = 60


@dataclass(frozen=True)
class CsmLine:
    """One CSM's accounts: how many there are, need attention, fell, rose and end soon; ARR in yen.

    `fallen` and `risen` count accounts whose band or stage moved since the working day before.
    """

    name: str
    team: str
    url: str
    accounts: int
    needing: int
    needing_url: str
    fallen: int
    risen: int
    ending: int
    ending_url: str
    arr_needing: int


def csm_lines(accounts, *, judgements, night) -> list[CsmLine]:
    """Return a line for each CSM of a queryset of AccountStatus, those with most to do first."""
    rows = list(_counted(accounts, judgements, night)[:MOST_CSMS])
    csms = User.objects.prefetch_related("teams").in_bulk([row["csm"] for row in rows])
    return [_line(row, csms.get(row["csm"])) for row in rows]


def _counted(accounts, judgements, night):
    asking = is_needing(judgements)
    return (
        with_attention(accounts, judgements=judgements)
        .order_by()
        .values("csm")
        .annotate(
            accounts=Count("pk"),
            needing=Count("pk", filter=asking),
            arr_needing=Sum("arr", filter=asking & Q(is_free=False)),
            fallen=Count("pk", filter=_moved(judgements, "lt")),
            risen=Count("pk", filter=_moved(judgements, "gt")),
            ending=Count("pk", filter=is_ending(night)),
        )
        .order_by("-needing", F("arr_needing").desc(nulls_last=True), "csm")
    )


def _moved(judgements, way):
    """Return the condition that band or stage is now lower ("lt") or higher ("gt") than before.

    An unknown band (0) is neither.
    """
    is_known = Q(band__gt=0, band_before__gt=0)
    band = Q(**{f"band__{way}": F("band_before")}) & is_known
    stage = Q(**{f"stage__{way}": F("stage_before")})
    return (band & _open(judgements, "score")) | (stage & _open(judgements, "stage"))


def _open(judgements, question):
    return ~Q(pk__in=judgements.sealed.get(question, ()))


def _line(row, csm):
    key = (str(csm.pk) if csm else NO_CSM,)
    book = reverse("book")
    return CsmLine(
        name=csm.name if csm else "",
        team=listed(localized(team, "name") for team in csm.teams.all()) if csm else "",
        url=book + BookQuery(csm=key).url(),
        accounts=row["accounts"],
        needing=row["needing"],
        needing_url=book + BookQuery(csm=key, needs=True).url(),
        fallen=row["fallen"],
        risen=row["risen"],
        ending=row["ending"],
        ending_url=reverse("renewals") + RenewalQuery(csm=key).url(),
        arr_needing=row["arr_needing"] or 0,
    )
