"""The inspection for firms that stand twice because each was entered for another product."""

from collections import defaultdict

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Company, Product
from intake.domain.likeness import Named, likely_pairs
from intake.quality.duplicates import detail_of, evidence, figures_of, fingerprint_of
from intake.quality.inspections import Found, Group, Inspection
from intake.quality.words import to_account, to_uploads


def _look(scope):
    """Compare all firms, once: with the first product. Those that share a product are duplicates."""
    if scope.product_id != Product.objects.order_by("pk").values_list("pk", flat=True).first():
        return
    products, first_of = defaultdict(set), {}
    rows = Account.objects.standing().order_by("pk")
    for account, company, product in rows.values_list("pk", "company_id", "product_id"):
        products[company].add(product)
        first_of.setdefault(company, account)
    names = dict(Company.objects.filter(pk__among=products).values_list("pk", "name"))
    for pair in likely_pairs([Named(pk, name) for pk, name in names.items()]):
        if not products[pair.first] & products[pair.second]:
            yield Found(
                fingerprint_of(pair.first, pair.second),
                detail_of(names[pair.first], names[pair.second]),
                account_id=first_of[pair.first],
                other_account_id=first_of[pair.second],
                count=2,
                figures=figures_of(pair),
            )


def _say(finding):
    first, second = finding.detail["names"]
    return gettext(
        "“%(first)s” and “%(second)s” are likely one company that uses several products."
    ) % {"first": first, "second": second}


DOUBLE_FIRM = Inspection(
    key="double_firm",
    group=Group.DOUBLE,
    name=_("Likely one company"),
    meaning=_(
        "Two companies that are likely one: its accounts of several products do not stand together."
    ),
    remedy=_("Give both accounts the same company in the file of accounts, and bring it in again."),
    of_product=_look,
    says=_say,
    evidence=evidence,
    ways=lambda finding: [to_uploads("accounts"), to_account(finding)],
)
