"""Outlines for the text of an activity, by its kind: what is worth saying each time."""

from typing import Final

from django.utils.translation import gettext_lazy as _

OUTLINES: Final = {
    "meeting": _("What they told us:\n\nWhat was agreed:\n\nWhat is still open:\n"),
    "call": _("Why we spoke:\n\nWhat they said:\n\nWhat was agreed:\n"),
    "visit": _("Whom we met:\n\nWhat we saw at work:\n\nWhat was agreed:\n"),
    "training": _("Who took part:\n\nWhat they can do now:\n\nWhat is still unclear:\n"),
    "qbr": _(
        "Results against the plan:\n\nWhat worked, what did not:\n\nGoals until next time:\n\n"
        "Risks:\n"
    ),
    "renewal_review": _(
        "Value delivered so far:\n\nWho decides, and when:\n\nWhat speaks against renewal:\n\n"
        "What we propose:\n"
    ),
}
