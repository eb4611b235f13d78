"""The churn-risk list: contracts by the month in which they end, as a page and as a file."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.chips import chips
from book.files.answers import check_form, file_answer
from book.query import BookQuery
from book.selectors import csms_to_filter_by, latest_night, reader_on, segments_in_order
from book.services import note_export
from core.calendar import business_date, judged_day
from core.models import Role
from dashboards.renewals.file import FIELDS, renewal_rows
from dashboards.renewals.forms import SORTS, RenewalForm
from dashboards.renewals.months import WINDOWS_DAYS, all_renewals, endless_contracts, renewal_page
from dashboards.renewals.rows import month_bars, rows_by_month
from health.selectors import risk_words


@requires(ObjectKind.RENEWAL)
@require_safe
def renewals(request):
    """Show one page of the contracts that end, under their months."""
    form, asked = _asked(request)
    query, page = asked["query"], renewal_page(**asked)
    shown = {
        **{"form": form, "query": query, "page": page, "as_of": asked["as_of"]},
        **{"chips": chips(form, query), "clear_url": query.cleared()},
        "endless": endless_contracts(
            for_user=request.user, judgements=asked["judgements"], query=query
        ),
        "endless_url": reverse("book") + _endless_in_book(query).url(),
        "has_book": Role.CSM in request.user.roles,
        "windows": [(days, query.url(days=days, month="")) for days in WINDOWS_DAYS],
        "ways": {
            "all": query.url(),
            "arr": query.url(sort="arr"),
            **{level: query.url(risk=(level,)) for level in ("high", "medium")},
        },
        "sorts": [(key, word, query.url(sort=key)) for key, word in SORTS],
        "bars": month_bars(page.months, query),
        "months": rows_by_month(
            page,
            query,
            judgements=asked["judgements"],
            words=risk_words(),
            as_of=asked["as_of"],
            today=business_date(timezone.now()),
        ),
    }
    return render(request, f"dashboards/{_template(request)}.html", shown)


@requires(ObjectKind.RENEWAL)
@require_safe
def renewals_file(request, form):
    """Give the whole list that the address asks for, in the order of the page, as a spreadsheet."""
    check_form(form)
    read, asked = _asked(request)
    listed = all_renewals(**asked)
    note_export(
        of="renewals",
        by=request.user,
        form=form,
        query=asked["query"].url()[1:],
        columns=[field.key for field in FIELDS],
        accounts=listed.count(),
        as_of=asked["as_of"],
    )
    rows = renewal_rows(
        listed,
        judgements=asked["judgements"],
        reader=reader_on(asked["as_of"], segments=read.segments),
    )
    return file_answer(form, rows, name=f"renewals-{asked['as_of']:%Y-%m-%d}", sheet=_("Renewals"))


def _endless_in_book(query):
    """Return the list of accounts that `endless_contracts` counts."""
    shared = ("mine", "segment", "csm", "risk", "differs")
    return BookQuery(contract="open", **{name: getattr(query, name) for name in shared})


def _template(request):
    if not request.htmx or request.htmx.history_restore_request:
        return "renewals"
    return "_renewal_results" if request.htmx.target == "renewals" else "_renewals"


def _asked(request):
    form = RenewalForm(
        request.GET,
        segments=segments_in_order(),
        csms=csms_to_filter_by(for_user=request.user),
    )
    return form, {
        "for_user": request.user,
        "judgements": judgements_for(request.user),
        "query": form.query(),
        "as_of": latest_night() or judged_day(timezone.now()),
    }
