"""The days with which a night is usually compared, one click away."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core.fiscal import fiscal_quarter, fiscal_year
from dashboards.segment.nights import Chosen


@dataclass(frozen=True)
class Earlier:
    """One such day: its words, its address, and whether it is the one that was asked for."""

    word: str
    url: str
    is_chosen: bool


def earlier_days(chosen: Chosen) -> list[Earlier]:
    """Return those from which on nights are kept, the latest first."""
    words = {day: word for word, day in _days(chosen.as_of) if day >= chosen.earliest}
    asked = chosen.asked_since or chosen.since
    return [
        Earlier(words[day], _url(chosen, day), day == asked) for day in sorted(words, reverse=True)
    ]


def _days(as_of):
    day = timedelta(days=1)
    return [
        (_("a week"), as_of - 7 * day),
        (_("4 weeks"), as_of - 28 * day),
        (_("since the quarter began"), fiscal_quarter(as_of).first - day),
        (_("since the fiscal year began"), fiscal_year(as_of).first - day),
        (_("a year"), as_of - 364 * day),
    ]


def _url(chosen: Chosen, since: date) -> str:
    asked = {} if chosen.is_latest else {"as_of": chosen.as_of.isoformat()}
    return "?" + urlencode({**asked, "since": since.isoformat()})
