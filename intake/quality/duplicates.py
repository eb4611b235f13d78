"""The inspection for customers that were entered twice. What makes two names one is in domain/likeness.py."""

from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind
from accounts.models import Contact
from core.wording import listed
from intake.domain.likeness import Named, Pair, Reason, likely_pairs
from intake.domain.name_parts import firm_domains
from intake.models import FindingState
from intake.quality.inspections import Found, Group, Inspection, Line, Way

KEY = "duplicate"
REASONS = {
    Reason.SAME: _("The names are the same."),
    Reason.FOLDED: _(
        "The names differ only in company form (株式会社, ㈱, Co., Ltd.), width, case or kana."
    ),
    Reason.VARIANT: _(
        "The names differ only in variant characters (髙 for 高), long marks, accents or the word "
        "for a branch."
    ),
    Reason.NEAR: _("The names differ as by a typing error."),
}


def fingerprint_of(one_id: int, other_id: int) -> str:
    """Name a pair of accounts, whichever comes first."""
    return "-".join(str(each) for each in sorted((one_id, other_id)))


def detail_of(*names: str) -> dict[str, list[str]]:
    """Give what a pair rests on: under other names it would be looked at again."""
    return {"names": list(names)}


def figures_of(pair: Pair) -> dict[str, Any]:
    """Give why two names were taken for one, as a finding keeps it; see `evidence`."""
    return {
        "likeness": pair.likeness,
        "reason": pair.reason.value,
        "domains": list(pair.shared_domains),
        "places": list(pair.other_places),
    }


def _look(scope):
    accounts = scope.accounts().order_by("pk").values_list("pk", "name", "branch")
    mails = defaultdict(list)
    people = Contact.objects.filter(account__product=scope.product_id).exclude(email="")
    for account, email in people.values_list("account_id", "email"):
        mails[account].append(email)
    named = [Named(pk, *words, firm_domains(mails[pk])) for pk, *words in accounts]
    names = {each.id: each.name for each in named}
    for pair in likely_pairs(named):
        yield Found(
            fingerprint_of(pair.first, pair.second),
            detail_of(names[pair.first], names[pair.second]),
            account_id=pair.first,
            other_account_id=pair.second,
            count=2,
            figures=figures_of(pair),
        )


def _say(finding):
    first, second = finding.detail["names"]
    return gettext("“%(first)s” and “%(second)s” are likely one customer.") % {
        "first": first,
        "second": second,
    }


def evidence(finding) -> list[Line]:
    """Say why the two are taken for one, and what speaks for it and against it."""
    figures = finding.figures
    if not figures:
        return []
    lines = [
        Line(gettext("Names"), str(REASONS[Reason(figures["reason"])])),
        Line(gettext("Likeness"), gettext("%(share)s of 100") % {"share": figures["likeness"]}),
    ]
    if domains := figures["domains"]:
        words = gettext("People of both have addresses at %(names)s.")
        lines.append(Line(gettext("For it"), words % {"names": listed(domains)}))
    if places := figures["places"]:
        words = gettext("Only one of them names %(places)s.")
        lines.append(Line(gettext("Against it"), words % {"places": listed(places)}))
    return lines


def _ways(finding):
    if finding.state == FindingState.MENDED:
        return []
    address = reverse("merge_accounts", args=[finding.account_id, finding.other_account_id])
    return [Way(gettext("Compare and merge"), address, ObjectKind.MERGE)]


DUPLICATE = Inspection(
    key=KEY,
    group=Group.DOUBLE,
    name=_("Likely one customer"),
    meaning=_("Two accounts of one product that are likely one customer, entered twice."),
    remedy=_(
        "Compare the two and merge them, which can be undone; or say that they are two customers, "
        "and the pair does not come again."
    ),
    of_product=_look,
    says=_say,
    evidence=evidence,
    ways=_ways,
)
