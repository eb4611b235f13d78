"""Changing many accounts in one go, and undoing it: one transaction, the list up to date at once."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import Account
from accounts.spans import still_hold
from book.editing.foreseeing import Foreseen
from book.editing.parts import PARTS, Edit
from book.models import AccountStatus, BulkEdit
from segments.models import SegmentSpan

# More are narrowed by a filter: 5,000 take a few seconds, during which others wait on SQLite.
MOST_ACCOUNTS: Final = 5_000
UNDO_WITHIN: Final = timedelta(minutes=10)
# Then nobody can undo it any more, whatever clock they look at.
_KEPT = timedelta(days=1)


class NotUndoneError(Exception):
    """The edit is not the member's, is over for too long, was undone, or another came after it."""


@transaction.atomic
def edit_accounts(foreseen: Foreseen, edit: Edit, *, on, at, by) -> BulkEdit:
    """Change what was foreseen, from the day `on`; `at` is the instant from which undoing counts."""
    BulkEdit.objects.filter(made_at__lt=at - _KEPT).delete()
    turns = {
        each.part.key: each.part.write(each.ids, edit, on=on, by=by) for each in foreseen.parts
    }
    touched = {key for part in turns.values() for key in part}
    follow_edits(touched)
    return BulkEdit.objects.create(made_by=by, made_at=at, accounts=len(touched), turns=turns)


@transaction.atomic
def undo_edit(*, edit_id, on, at, by) -> BulkEdit:
    """Leave all accounts as they were before a member's own edit; raises NotUndoneError where it cannot."""
    edit = BulkEdit.objects.select_for_update().filter(pk=edit_id).first()
    if edit is None or not may_be_undone(edit, at=at, by=by):
        raise NotUndoneError
    touched = {int(key) for part in edit.turns.values() for key in part}
    _lock(touched)
    parts = [(part, edit.turns[part.key]) for part in PARTS if edit.turns.get(part.key)]
    if not all(still_hold(part.model, turns) for part, turns in parts):
        raise NotUndoneError
    for part, turns in parts:
        part.take_back(turns, on=on, by=by)
    follow_edits(touched)
    edit.undone_at = at
    edit.save(update_fields=["undone_at"])
    return edit


def may_be_undone(edit: BulkEdit, *, at, by) -> bool:
    """Tell whether the member may still undo this edit, as far as the clock and its row can say."""
    is_fresh = edit.undone_at is None and edit.made_at > at - UNDO_WITHIN
    return is_fresh and edit.made_by_id == by.pk


def follow_edits(account_ids) -> int:
    """Bring CSM, team, rank and segment of these accounts up to date in the list. Returns how many lines."""
    account = Account.objects.filter(pk=OuterRef("pk"))
    span = SegmentSpan.objects.filter(account=OuterRef("pk"), to_on=None)
    return AccountStatus.objects.filter(pk__among=account_ids).update(
        csm=Subquery(account.values("csm")),
        team=Subquery(account.values("team")),
        rank=Subquery(account.values("rank")),
        segment=Subquery(span.values("segment")[:1]),
    )


def _lock(account_ids):
    locked = Account.objects.select_for_update().filter(pk__among=account_ids).order_by("pk")
    list(locked.values_list("pk", flat=True))
