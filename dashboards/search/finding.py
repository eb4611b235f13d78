"""Everything that a text names and that a member may see, in groups."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.search.customers import accounts_found, contacts_found
from dashboards.search.hits import Group
from dashboards.search.places import books_found, metrics_found, pages_found, segments_found


def found(text, *, for_user, judgements, as_of, most) -> list[Group]:
    """Return the groups that hold something, at most `most` hits each; the pages where `text` is empty."""
    pages = Group("pages", _("Pages"), pages_found(text, for_user=for_user, most=most))
    if not text:
        return [pages]
    asked = {"for_user": for_user, "most": most}
    list_url = f"{reverse('book')}?{urlencode({'q': text, 'contract': 'all'})}"
    groups = [
        Group(
            "accounts",
            _("Accounts"),
            accounts_found(text, judgements=judgements, **asked),
            list_url,
        ),
        Group("people", _("Contacts"), contacts_found(text, as_of=as_of, **asked)),
        Group("books", _("CSMs"), books_found(text, **asked)),
        pages,
        Group("segments", _("Segments"), segments_found(text, **asked)),
        Group("metrics", _("Metrics"), metrics_found(text, most=most)),
    ]
    return [group for group in groups if group.hits]
