"""What a member has just changed, told by the next page that they see."""

from book.models import BulkEdit

_KEY = "just_edited"


def remember(request, edit: BulkEdit) -> None:
    request.session[_KEY] = edit.pk


def edit_to_tell_of(request) -> BulkEdit | None:
    """Return the edit that the member has just made, once; for whole pages."""
    if request.htmx or _KEY not in request.session:
        return None
    return BulkEdit.objects.filter(pk=request.session.pop(_KEY), undone_at=None).first()
