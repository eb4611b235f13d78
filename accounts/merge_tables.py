"""What follows an account of the tables of this app."""

from django.utils.translation import gettext_lazy as _

from accounts.merge_people import People
from accounts.merge_rows import Ending, Moving, Staying
from accounts.models import Contract, CsmSpan, RankSpan, RiskJudgement, Seal, SeatsSpan
from core.formats import day


def _contract(row):
    return f"{row.external_id} · {day(row.starts_on)}"


PARTS = (
    Moving(Contract, _("Contracts"), dates=("starts_on",), says=_contract),
    People(),
    Moving(RiskJudgement, _("Risk judgements")),
    Ending(CsmSpan),
    Ending(SeatsSpan),
    Ending(RankSpan),
    Staying(Seal),
)
