"""The inspection of usage that has not arrived when it usually does."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Product
from core.formats import whole
from intake.quality.freshness import usage_line
from intake.quality.inspections import Found, Group, Inspection, Line
from intake.quality.words import on, to_uploads


def _late(scope):
    if not scope.arrived:
        return
    product = Product.objects.get(pk=scope.product_id)
    line = usage_line(product, scope.arrived, as_of=scope.as_of)
    if line.days_late:
        latest = line.latest_on.isoformat()
        yield Found(
            f"{scope.product_id}:{latest}",
            {"product": scope.product_id, "latest": latest},
            figures={
                "days": line.days_late,
                "every": line.rhythm.every_days,
                "expected": line.expected_on.isoformat(),
            },
        )


def _say(finding):
    text = ngettext(
        "Usage reaches to %(latest)s; the next was expected on %(expected)s, %(days)s day ago.",
        "Usage reaches to %(latest)s; the next was expected on %(expected)s, %(days)s days ago.",
        finding.figures["days"],
    )
    return text % {
        "latest": on(finding.detail["latest"]),
        "expected": on(finding.figures["expected"]),
        "days": whole(finding.figures["days"]),
    }


def _lines(finding):
    return [
        Line(gettext("Latest day"), on(finding.detail["latest"])),
        Line(gettext("Next expected"), on(finding.figures["expected"])),
    ]


LATE = Inspection(
    key="usage_late",
    group=Group.SERIES,
    name=_("Usage is late"),
    meaning=_(
        "Usage of the product has not arrived though its rhythm says that it should have. Scores rest "
        "on the latest day that arrived; nothing counts as a fall."
    ),
    remedy=_("See whether the latest file was refused; ask its source, and bring it in."),
    of_product=_late,
    says=_say,
    evidence=_lines,
    ways=lambda finding: [to_uploads("usage")],
)
