"""What in the data should be looked at before its numbers are believed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.access import ObjectKind, scope_of
from book.past import ANY, SEGMENT, Past
from book.query import NO_CSM, UNCLASSIFIED, BookQuery
from core.formats import whole
from dashboards.day.tally import Tally, sum_of
from intake.quality.query import FindingQuery
from intake.quality.selectors import ME, NOBODY, waiting_for
from intake.selectors import failing_files
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
    """Something to look at, how many of what, and the way there ("" where it is not the reader's)."""

    word: Any
    count: int
    url: str
    unit: str = "accounts"

    @property
    def amount(self) -> str:
        """Return the count with its unit."""
        return _AMOUNTS[self.unit](self.count) % {"n": whole(self.count)}


def data_checks(accounts, found: list[Tally], *, night: date, is_mine) -> list[Check]:
    """Return what is to be checked of a queryset of AccountStatus and its tallies; not what is well."""
    unclassified = sum_of(each for each in found if each.segment is None).accounts
    nobodys = sum_of(each for each in found if each.csm is None).accounts
    every = (
        (_("Unclassified"), unclassified, BookQuery(segment=(UNCLASSIFIED,))),
        (_("Usage has not arrived"), sum_of(found).late, BookQuery(stale=True)),
        (_("Without a CSM"), nobodys, BookQuery(csm=(NO_CSM,))),
        (_("Left out by the night"), left_out(accounts, night=night).count(), _not_judged(night)),
    )
    return [Check(word, n, _in_book(query, is_mine)) for word, n, query in every if n]


def file_checks(*, for_user) -> list[Check]:
    """Return whether the latest file of some kind and source did not load: figures may be behind."""
    failing = len(failing_files())
    url = reverse("uploads") if scope_of(for_user, ObjectKind.UPLOAD) else ""
    return [Check(_("Files that did not load"), failing, url, "files")] if failing else []


def finding_checks(*, for_user) -> list[Check]:
    """Return the findings that wait for a member: those given to them, and nobody's of their accounts."""
    given, nobodys = waiting_for(for_user)
    every = (
        (_("Findings given to you"), given, FindingQuery(owner=ME)),
        (
            _("Findings about your accounts, nobody's yet"),
            nobodys,
            FindingQuery(owner=NOBODY, csm=ME),
        ),
    )
    url = reverse("findings")
    return [Check(word, n, url + query.url(), "findings") for word, n, query in every if n]


def left_out(accounts, *, night):
    """Return the `Quarantine` rows of a night, of a queryset of AccountStatus."""
    of_night = Quarantine.objects.filter(run__kind="nightly", run__business_date=night)
    return of_night.filter(account__in=accounts.values("pk"))


def _not_judged(night):
    return BookQuery(was=(Past(night, SEGMENT, ANY, is_not=True),))


def _in_book(query, is_mine):
    return reverse("book") + query.url(mine=is_mine)
