"""Which tables hold anything of an account: most accounts have nothing in most of them."""

from django.db.models import Model

from accounts.models import RiskJudgement
from core.presence import held_of
from dashboards.account.sources import SOURCES
from engagement.models import ForeignScore, Promise

_ASKED = (
    *(source.model for source in SOURCES if source.model),
    ForeignScore,
    Promise,
    RiskJudgement,
)

Held = frozenset[type[Model]]


def held_by(account_id: int) -> Held:
    """Return the tables of a timeline, and of what else the page shows, that know the account; one query."""
    return held_of(field="account", pk=account_id, models=_ASKED)
