"""The inspection of usage that names its contract, and is dated outside its days.

Facts are kept by account, so only the load of a file can see this: here stands what loads noted.
"""

from collections import defaultdict
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind
from core.formats import whole
from intake.domain.usage_spans import AFTER, BEFORE
from intake.models import LOADED_STATES, Upload
from intake.quality.inspections import Found, Group, Inspection, Line, Way
from intake.quality.words import to_uploads

# What was noted longer ago has been mended, or is on the board by account.
NOTED_WITHIN = timedelta(days=90)
# The latest files are named as evidence.
MOST_NAMED = 5


def _noted(scope):
    """Yield one thing for each source whose files were noted, whatever the product."""
    by_source = defaultdict(list)
    for upload, source, noted in _uploads(scope.as_of):
        by_source[source].append((upload, noted))
    for source, of_source in by_source.items():
        before, after = (
            sum(noted.get(code, 0) for _, noted in of_source) for code in (BEFORE, AFTER)
        )
        if before or after:
            uploads = [upload for upload, noted in of_source if noted]
            yield Found(
                source,
                {"source": source},
                count=before + after,
                figures={"before": before, "after": after, "uploads": uploads[:MOST_NAMED]},
            )


def _uploads(as_of):
    """Yield (id, source, {code: rows}) of files that stand, the latest first; a file again counts once."""
    loaded = Upload.objects.filter(
        dataset="usage",
        state__in=LOADED_STATES,
        created_at__date__gt=as_of - NOTED_WITHIN,
    )
    seen = set()
    for pk, source, sha256, verdict in loaded.values_list("pk", "source", "sha256", "verdict"):
        if (source, sha256) not in seen:
            seen.add((source, sha256))
            counts = {each["code"]: each["count"] for each in verdict.get("findings", ())}
            yield pk, source, {code: counts[code] for code in (BEFORE, AFTER) if code in counts}


def _say(finding):
    text = gettext(
        "Files of the source “%(source)s”: rows dated before the contract they name began: "
        "%(before)s; after it was over: %(after)s."
    )
    figures = finding.figures
    return text % {
        "source": finding.detail["source"],
        "before": whole(figures["before"]),
        "after": whole(figures["after"]),
    }


def _lines(finding):
    figures = finding.figures
    files = Upload.objects.filter(pk__in=figures["uploads"]).values_list("pk", "file_name")
    return [
        Line(gettext("Before the contract began"), whole(figures["before"])),
        Line(gettext("After the contract was over"), whole(figures["after"])),
        *(Line(gettext("Upload %(id)s") % {"id": pk}, name) for pk, name in files),
    ]


OUTSIDE_CONTRACT = Inspection(
    key="usage_outside_contract",
    group=Group.CONTRADICTION,
    name=_("Usage outside its contract"),
    meaning=_(
        "Rows of usage that name a contract are dated before it began or after it was over. They were "
        "loaded, for the account; another of its contracts may have run on that day."
    ),
    remedy=_(
        "Either the days of the contracts are wrong, or the system names the wrong contract. Correct "
        "them there, bring the contracts in again, then the usage."
    ),
    of_product=_noted,
    says=_say,
    evidence=_lines,
    ways=lambda finding: [
        to_uploads("contracts"),
        Way(gettext("See the uploads"), reverse("uploads"), ObjectKind.UPLOAD),
    ],
)
