"""How the accounts of a segment stand CSM by CSM: for coaching, and to see one's own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from book.past import LOWER
from book.query import NO_CSM
from core.models import User
from dashboards.figures import one_decimal
from dashboards.segment.counts import ENDS_SOON_DAYS
from dashboards.segment.flow import ups_by_csm


@dataclass(frozen=True)
class CsmLine:
    """One CSM's accounts in the segment; `is_me` marks the reader's own."""

    name: str
    is_me: bool
    url: str
    accounts: int
    arr: int
    arr_url: str
    mean_score: str
    score_url: str
    at_risk: int
    at_risk_url: str
    ups: int | None
    ups_url: str
    ending: int
    ending_url: str


def csm_lines(by_csm, stage_moves, *, lists, for_user) -> list[CsmLine]:
    """Return a line for each CSM of {CSM's id: Standing}, most at risk first; None has no CSM."""
    users = User.objects.in_bulk([pk for pk in by_csm if pk])
    ups = ups_by_csm(stage_moves) if stage_moves else None
    lines = [
        _line(users.get(pk), standing, ups, lists, for_user) for pk, standing in by_csm.items()
    ]
    return sorted(lines, key=lambda line: (-line.at_risk, -line.accounts, line.name))


def _line(csm, standing, ups, lists, reader):
    key = (str(csm.pk) if csm else NO_CSM,)

    def url(**asked):
        return lists.now(csm=key, **asked)

    counts = standing.counts
    return CsmLine(
        name=csm.name if csm else _("No CSM"),
        is_me=csm == reader,
        url=url(),
        accounts=counts.accounts,
        arr=counts.arr,
        arr_url=url(sort="-arr"),
        mean_score=one_decimal(counts.mean_score),
        score_url=url(sort="score"),
        at_risk=standing.at_risk.accounts,
        at_risk_url=url(band=("at_risk",)),
        ups=None if ups is None else ups[csm.pk if csm else None],
        ups_url=lists.moved_way("stage", LOWER, csm=key) if lists.since else "",
        ending=standing.ending.accounts,
        ending_url=url(ends=ENDS_SOON_DAYS, sort="ends"),
    )
