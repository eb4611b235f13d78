"""What a member asks of the list, read from an address, with all that answering it takes."""

from django.utils import timezone

from accounts.selectors import judgements_for
from book.forms import BookForm
from book.selectors import latest_night
from core.calendar import judged_day


def asked_of(data, *, for_user):
    """Return the form that read `data` (a QueryDict), and the arguments for the selectors of the list."""
    form = BookForm.for_reader(data, user=for_user)
    return form, {
        "for_user": for_user,
        "judgements": judgements_for(for_user),
        "query": form.query(),
        "as_of": latest_night() or judged_day(timezone.now()),
    }
