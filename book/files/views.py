"""The list as a file: exactly what is shown, over all its pages."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from book.asking import asked_of
from book.columns import shown_columns
from book.files.answers import check_form, file_answer
from book.files.rows import fields_of, file_rows
from book.selectors import reader_on, whole_list
from book.services import note_export


@requires(ObjectKind.ACCOUNT)
@require_safe
def book_file(request, form):
    """Give all accounts that the address asks for, in its order and columns."""
    check_form(form)
    read, asked = asked_of(request.GET, for_user=request.user)
    columns = shown_columns(asked["query"], for_user=request.user)
    listed = whole_list(**asked)
    note_export(
        of="book",
        by=request.user,
        form=form,
        query=asked["query"].url()[1:],
        columns=[column.key for column in columns],
        accounts=listed.count(),
        as_of=asked["as_of"],
    )
    rows = file_rows(
        listed,
        fields_of(columns),
        judgements=asked["judgements"],
        reader=reader_on(asked["as_of"], segments=read.segments),
    )
    name = f"accounts-{asked['as_of']:%Y-%m-%d}"
    return file_answer(form, rows, name=name, sheet=_("Accounts"))
