"""What in the data should be looked at before its numbers are believed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from book.query import NO_CSM, UNCLASSIFIED, BookQuery
from book.selectors import STALE
from core.formats import whole
from nightly.models import Quarantine

_AMOUNTS = {
    "accounts": lambda n: ngettext("%(n)s account", "%(n)s accounts", n),
    "nights": lambda n: ngettext("%(n)s night", "%(n)s nights", n),
    "runs": lambda n: ngettext("%(n)s run", "%(n)s runs", n),
    "files": lambda n: ngettext("%(n)s file", "%(n)s files", n),
    "findings": lambda n: ngettext("%(n)s finding", "%(n)s findings", n),
    "rows": lambda n: ngettext("%(n)s row", "%(n)s rows", n),
}


@dataclass(frozen=True)
class Check:
    """Something to look at, how many of what, and the way there ("" where there is no list of it)."""

    word: Any
    count: int
    url: str
    unit: str = "accounts"

    @property
    def amount(self) -> str:
        """Return the count with its unit."""
        return _AMOUNTS[self.unit](self.count) % {"n": whole(self.count)}


def data_checks(accounts, *, night: date, is_mine) -> list[Check]:
    """Return what is to be checked of a queryset of AccountStatus; what is well is left out."""
    counts = accounts.aggregate(
        unclassified=Count("pk", filter=Q(segment=None)),
        late=Count("pk", filter=STALE),
        nobodys=Count("pk", filter=Q(csm=None)),
    )
    every = (
        (_("Unclassified"), counts["unclassified"], BookQuery(segment=(UNCLASSIFIED,))),
        (_("Usage has not arrived"), counts["late"], BookQuery(stale=True)),
        (_("Without a CSM"), counts["nobodys"], BookQuery(csm=(NO_CSM,))),
        (_("Left out by the night"), left_out(accounts, night=night).count(), None),
    )
    return [
        Check(word, n, _in_book(query, is_mine) if query else "") for word, n, query in every if n
    ]


def left_out(accounts, *, night):
    """Return the `Quarantine` rows of a night, of a queryset of AccountStatus."""
    of_night = Quarantine.objects.filter(run__kind="nightly", run__business_date=night)
    return of_night.filter(account__in=accounts.values("pk"))


def _in_book(query, is_mine):
    return reverse("book") + query.url(mine=is_mine)
