"""What an edit of many accounts would do, before it is done. Writes nothing."""

import hashlib
from dataclasses import dataclass
from typing import Any

from accounts.models import Account
from accounts.querysets import seen_by
from book.editing.parts import PARTS, Edit
from segments.models import SegmentSpan

# So many accounts are named of each kind; the rest is counted.
SHOWN = 12
NAMED = 3


@dataclass(frozen=True)
class Change:
    """What an account has now; None where that is sealed."""

    name: str
    was: str | None


@dataclass(frozen=True)
class ForeseenPart:
    """What becomes of one field: of these accounts it changes, of others it stays, or may not be touched.

    `ids` are those of the accounts that change. Where a value is sealed the account counts among them,
    so that the count says nothing of it.
    """

    part: Any
    to: str
    ids: list[int]
    changes: list[Change]
    same: int
    refused: int
    refused_names: list[str]

    @property
    def more(self) -> int:
        return len(self.ids) - len(self.changes)

    @property
    def more_refused(self) -> int:
        return self.refused - len(self.refused_names)


@dataclass(frozen=True)
class Foreseen:
    """What an edit does to the accounts `ids`, all of them in the member's sight; `names` are the first."""

    ids: list[int]
    names: list[str]
    parts: list[ForeseenPart]

    @property
    def changing(self) -> int:
        """How many accounts change in one way or another."""
        return len({key for part in self.parts for key in part.ids})

    @property
    def print(self) -> str:
        """A fingerprint of who changes in what, by which a promise is known again."""
        told = ";".join(f"{part.part.key}={part.to}:{sorted(part.ids)}" for part in self.parts)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def foresee(account_ids, edit: Edit, *, for_user, judgements) -> Foreseen:
    """Say what `edit` does to those of the accounts that the member may see; others are as if missing."""
    rows = _rows(account_ids, for_user)
    asked = [part for part in PARTS if part.to(edit)]
    ids = [row.pk for row in rows]
    names = [row.name for row in rows[:NAMED]]
    return Foreseen(
        ids,
        names,
        [_part(part, edit, rows, _open_to(part, ids, for_user), judgements) for part in asked],
    )


def _rows(account_ids, for_user):
    """Return the accounts by name, each with the `span` of its segment."""
    seen = Account.objects.visible_to(for_user).standing().filter(pk__among=account_ids)
    rows = list(seen.select_related("csm").order_by("name", "pk"))
    spans = SegmentSpan.objects.filter(account__among=[row.pk for row in rows], to_on=None)
    by_account = {span.account_id: span for span in spans.select_related("segment")}
    for row in rows:
        row.span = by_account.get(row.pk)
    return rows


def _open_to(part, ids, for_user):
    of_kind = Account.objects.filter(seen_by(for_user, kind=part.kind), pk__among=ids)
    return set(of_kind.values_list("pk", flat=True))


def _part(part, edit, rows, is_open, judgements):
    refused = [row.name for row in rows if row.pk not in is_open]
    may = [row for row in rows if row.pk in is_open]
    sealed = {row.pk for row in may if part.question and judgements.hides(row.pk, part.question)}
    changing = [row for row in may if row.pk in sealed or not part.is_same(row, edit)]
    return ForeseenPart(
        part=part,
        to=part.to(edit),
        ids=[row.pk for row in changing],
        changes=[
            Change(row.name, None if row.pk in sealed else part.was(row))
            for row in changing[:SHOWN]
        ],
        same=len(may) - len(changing),
        refused=len(refused),
        refused_names=refused[:SHOWN],
    )
