"""The churn-risk list as a file: the same lines in the same order, as a spreadsheet takes them."""

from itertools import chain

from django.utils.translation import gettext as _

from book.fields.declared import STATIC
from book.files.rows import file_rows
from dashboards.renewals.evidence import latest_evidence
from engagement.selectors import next_step_by_account

FIELDS = tuple(
    STATIC[key]
    for key in (
        *("name", "segment", "plan", "csm", "ends", "ends_in", "arr", "free", "risk", "judged"),
        *("differs", "reasons", "stage", "band", "score", "touch"),
    )
)


def renewal_rows(renewals, *, judgements, reader):
    """Yield the rows of a queryset of AccountStatus, the head first: days as days, money as a number.

    What people wrote follows the list's own fields: the CSM's evidence, and the next step.
    """
    ids = list(renewals.values_list("pk", flat=True))
    told = chain([_heads()], _told(ids, judgements))
    for row, more in zip(
        file_rows(renewals, FIELDS, judgements=judgements, reader=reader), told, strict=True
    ):
        yield [*row, *more]


def _heads():
    return [
        *(_("What the CSM's view rests on"), _("Next step"), _("Owner of the next step")),
        _("Next step due"),
    ]


def _told(ids, judgements):
    steps, evidence = next_step_by_account(ids), latest_evidence(ids)
    for pk in ids:
        said = "" if judgements.hides(pk, "risk") else evidence.get(pk, "")
        yield [said, *_of_step(steps.get(pk))]


def _of_step(step):
    return [step.what, step.owner.name, step.due_on] if step else ["", "", None]
