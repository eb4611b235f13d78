"""The churn-risk list as a file: the same lines in the same order, as a spreadsheet takes them."""

from itertools import islice

from django.utils.translation import gettext as _

from book.fields.declared import STATIC
from book.files.rows import head_of, rows_by_account
from dashboards.renewals.evidence import latest_evidence
from engagement.selectors import next_step_by_account

FIELDS = tuple(
    STATIC[key]
    for key in (
        *("name", "segment", "plan", "csm", "ends", "ends_in", "arr", "free", "risk", "judged"),
        *("differs", "reasons", "stage", "band", "score", "touch"),
    )
)

_TOLD_AT_ONCE = 2_000


def renewal_rows(renewals, *, judgements, reader):
    """Yield the rows of a queryset of AccountStatus, the head first: days as days, money as a number.

    What people wrote follows the list's own fields: the CSM's evidence, and the next step.
    """
    yield [*head_of(FIELDS), *_heads()]
    lines = rows_by_account(renewals, FIELDS, judgements=judgements, reader=reader)
    while some := list(islice(lines, _TOLD_AT_ONCE)):
        told = _told([pk for pk, _row in some], judgements)
        yield from ([*row, *told[pk]] for pk, row in some)


def _heads():
    return [
        *(_("What the CSM's view rests on"), _("Next step"), _("Owner of the next step")),
        _("Next step due"),
    ]


def _told(ids, judgements):
    """Return {account: what people wrote}."""
    steps, evidence = next_step_by_account(ids), latest_evidence(ids)
    return {
        pk: [
            "" if judgements.hides(pk, "risk") else evidence.get(pk, ""),
            *_of_step(steps.get(pk)),
        ]
        for pk in ids
    }


def _of_step(step):
    return [step.what, step.owner.name, step.due_on] if step else ["", "", None]
