"""Merging two accounts that are one customer: what it would do, doing it, and undoing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.merge_journal import Journal, take_back
from accounts.merge_parts import Foreseen, Pair, fields_of, obstacles_to, part_of, parts
from accounts.models import Account, AccountAlias, Contract, Merge
from core import audit
from core.wording import listed


class MergeRefusedError(Exception):
    """These accounts cannot be merged, or their merge cannot be undone; the words say why."""


@dataclass(frozen=True)
class Choice:
    """One field of the record: what each account has, for people, and whose is proposed."""

    key: str
    name: Any
    masters: str
    other: str
    is_taken: bool
    question: str

    @property
    def is_same(self) -> bool:
        return self.masters == self.other


@dataclass(frozen=True)
class Preview:
    """What a merge would do; `ids` are those by which files will name the master from then on."""

    choices: list[Choice]
    tables: list[Foreseen]
    ids: list[AccountAlias]

    @property
    def named(self) -> str:
        """The ids, for people."""
        return listed(alias.value for alias in self.ids)


def likely_master(one: Account, other: Account, *, on: date) -> Account:
    """Return the one with a running contract; where both or neither have, the one with more facts."""
    return max(one, other, key=lambda each: (*_weight(each, on), -each.pk))


def _weight(account, on):
    is_running = Contract.objects.filter(account=account).running_on(on).exists()
    return is_running, sum(part.count(account) for part in parts())


def what_merging_would_do(*, master: Account, merged: Account, at) -> Preview:
    """Say what merging would do, writing nothing. Raises MergeRefusedError."""
    pair = Pair(master, merged, at)
    _check(pair)
    foreseen = (part.foresee(pair) for part in parts())
    return Preview(
        choices=_choices(pair),
        tables=[each for each in foreseen if each and (each.moves or each.met_count)],
        ids=list(merged.aliases.order_by("source", "value")),
    )


def _choices(pair):
    """Give the fields in which either has something; what only the merged one has is taken."""
    found = [
        Choice(
            key=each.key,
            name=each.name,
            masters=(masters := each.shown(pair.master)),
            other=(other := each.shown(pair.merged)),
            is_taken=bool(other and not masters),
            question=each.question,
        )
        for each in fields_of(pair)
    ]
    return [each for each in found if each.masters or each.other]


@transaction.atomic
def merge(*, master: Account, merged: Account, taken: Collection[str], at, by) -> Merge:
    """Let `merged` go up in `master`, with the fields `taken` (keys of choices) from it.

    Raises MergeRefusedError.
    """
    pair = _locked(master, merged, at)
    _check(pair)
    journal = Journal()
    for field in fields_of(pair):
        if field.key in taken and field.shown(pair.master) != field.shown(pair.merged):
            field.take(pair, journal)
    for part in parts():
        part.move(pair, journal)
    _move_ids(pair, journal)
    journal.change(pair.merged, merged_into_id=pair.master.pk)
    for part in parts():
        part.finish(pair, journal)
    done = Merge.objects.create(
        master=pair.master,
        merged=pair.merged,
        moved={"entries": journal.entries, "met": journal.met},
        merged_by=by,
        merged_at=at,
    )
    _record("merge", done, by, taken=sorted(taken))
    return done


def _locked(master, merged, at):
    rows = Account.objects.select_for_update().filter(pk__in=[master.pk, merged.pk])
    found = {account.pk: account for account in rows.order_by("pk")}
    return Pair(found[master.pk], found[merged.pk], at)


def _check(pair):
    if pair.master.pk == pair.merged.pk:
        raise MergeRefusedError(_("These are one and the same account."))
    if pair.master.product_id != pair.merged.product_id:
        raise MergeRefusedError(
            _("They use different products: each use is an account of its own.")
        )
    for account in (pair.master, pair.merged):
        if account.merged_into_id:
            raise MergeRefusedError(
                _("%(name)s was merged into another account already.") % {"name": account.name}
            )


def _move_ids(pair, journal):
    """Have files that name the merged account land on the master, and remember whose id it was."""
    for alias in AccountAlias.objects.filter(account=pair.merged).order_by("pk"):
        origin = alias.merged_from_id or pair.merged.pk
        journal.change(alias, account_id=pair.master.pk, merged_from_id=origin)


def merge_of(account: Account) -> Merge | None:
    """Return the merge by which an account went up in another, None where it stands."""
    return Merge.objects.filter(merged=account, undone_at=None).select_related("master").first()


def rows_moved(done: Merge, model) -> list[int]:
    """Return the ids of the rows of a table that a merge had point to the master."""
    label = model._meta.label_lower
    entries = [each for each in done.moved["entries"] if each.get("model") == label]
    return [
        pk
        for each in entries
        for pk in each.get("rows", [each.get("row")])
        if each["do"] in ("repoint", "change")
    ]


def what_moved(done: Merge) -> list[Foreseen]:
    """Say of each table how many rows a merge moved, and how many it only remembers."""
    found = [(part.name, *part.moved(done.moved["entries"])) for part in parts() if part.name]
    return [
        Foreseen(name, moves=moves, met_count=met) for name, moves, met in found if moves or met
    ]


def why_not_undone(done: Merge) -> list[str]:
    """Say in words what stands against undoing a merge; empty where nothing does."""
    if done.undone_at:
        return [_("This merge has been undone already.")]
    accounts = [done.master_id, done.merged_id]
    later = Merge.objects.filter(pk__gt=done.pk, undone_at=None).filter(
        Q(master__in=accounts) | Q(merged__in=accounts)
    )
    found = [
        _("“%(merged)s” was merged into “%(master)s” afterwards: undo that first.")
        % {"merged": each.merged.name, "master": each.master.name}
        for each in later.select_related("master", "merged").order_by("-pk")
    ]
    return found or obstacles_to(done)


@transaction.atomic
def undo_merge(done: Merge, *, at, by) -> None:
    """Bring back both accounts as they were; what came for the master since stays with it.

    Raises MergeRefusedError where something that came later rests on the merge.
    """
    done = Merge.objects.select_for_update().get(pk=done.pk)
    pair = _locked(done.master, done.merged, at)
    against = why_not_undone(done)
    if against:
        raise MergeRefusedError(" ".join(against))
    take_back(done.moved["entries"], lambda key, kept: part_of(key).take_back(kept, pair))
    for part in parts():
        part.finish_undo(pair)
    done.undone_at, done.undone_by = at, by
    done.save(update_fields=["undone_at", "undone_by"])
    _record("undo_merge", done, by)


def _record(verb, done, by, **detail):
    audit.record(
        actor=by,
        verb=verb,
        object_kind="account",
        object_id=done.master_id,
        detail={"merge": done.pk, "merged": done.merged_id, **detail},
    )
