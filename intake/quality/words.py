"""Writing what stands in a finding's detail for the reader: days, amounts, lists of ids."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from accounts.access import ObjectKind
from core import formats
from core.exact import from_scaled
from core.wording import listed
from intake.quality.inspections import Way

# An id or a day more says nothing that these do not.
MOST_NAMED = 5


def on(text: str) -> str:
    """Write a day of a detail."""
    return formats.day(date.fromisoformat(text))


def between(first: str, final: str) -> str:
    """Write a day, or from which to which."""
    if first == final:
        return on(first)
    return gettext("%(first)s to %(final)s") % {"first": on(first), "final": on(final)}


def amount(scaled: int) -> str:
    """Write a value of usage."""
    return formats.number(from_scaled(scaled))


def named(ids) -> str:
    """Write the first of many ids."""
    more = [*ids[:MOST_NAMED], "…"] if len(ids) > MOST_NAMED else ids
    return listed(more)


def to_account(finding) -> Way:
    return Way(gettext("Open the account"), reverse("account", args=[finding.account_id]))


def to_usage(finding) -> Way:
    return Way(gettext("Usage as a table"), reverse("usage_table", args=[finding.account_id]))


def to_uploads(dataset: str) -> Way:
    address = f"{reverse('uploads')}?{urlencode({'dataset': dataset})}"
    return Way(gettext("Bring a corrected file in"), address, ObjectKind.UPLOAD)
