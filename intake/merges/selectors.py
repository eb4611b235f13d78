"""Reads for the pages on which accounts are merged and merges undone."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from accounts.merge_parts import Foreseen
from accounts.merging import (
    Choice,
    MergeRefusedError,
    Preview,
    likely_master,
    what_merging_would_do,
    what_moved,
    why_not_undone,
)
from accounts.models import Account, Contract, Merge
from engagement.models import Activity, UsageMonth
from intake.models import DataFinding
from intake.quality import duplicates
from intake.quality.inspections import Line


@dataclass(frozen=True)
class Side:
    """One of two accounts, with what helps to tell which of them should stay."""

    account: Account
    ids: list[str]
    runs_to: date | None
    is_running: bool
    contracts: int
    used_to: date | None
    touched_on: date | None
    people: int


@dataclass(frozen=True)
class Comparison:
    """Two accounts side by side, the one that would stay first; `refusal` says why they cannot merge."""

    master: Side
    merged: Side
    choices: list[Choice]
    preview: Preview | None
    refusal: str
    finding: DataFinding | None
    evidence: list[Line]


@dataclass(frozen=True)
class Done:
    """A merge: what it moved, and in `against` what stands against undoing it."""

    moved: list[Foreseen]
    against: list[str]


def pair_in_sight(*, for_user, account_id, other_id) -> tuple[Account, Account] | None:
    """Return two standing accounts that the member may merge; None where one of them is out of reach."""
    if account_id == other_id:
        return None
    seen = Account.objects.mergeable_by(for_user).standing()
    found = seen.select_related("company", "product", "csm").in_bulk([account_id, other_id])
    return (found[account_id], found[other_id]) if len(found) == 2 else None


def comparison(one, other, *, judgements, at, on, master_id=None) -> Comparison:
    """Compare two accounts; `master_id` is the one that is to stay, the likelier one where it is None."""
    stays = {one.pk: one, other.pk: other}.get(master_id) or likely_master(one, other, on=on)
    goes = other if stays == one else one
    preview, refusal = None, ""
    try:
        preview = what_merging_would_do(master=stays, merged=goes, at=at)
    except MergeRefusedError as error:
        refusal = str(error)
    finding = finding_of(one, other)
    return Comparison(
        master=_side(stays, on),
        merged=_side(goes, on),
        choices=_open_choices(preview, judgements, (one, other)) if preview else [],
        preview=preview,
        refusal=refusal,
        finding=finding,
        evidence=duplicates.evidence(finding) if finding else [],
    )


def _open_choices(preview, judgements, accounts):
    """Leave out what is sealed for the reader on either side."""
    return [
        each
        for each in preview.choices
        if not any(judgements.hides(account.pk, each.question) for account in accounts)
    ]


def finding_of(one, other) -> DataFinding | None:
    """Return the finding that the two are one customer, whatever became of it."""
    fingerprint = duplicates.fingerprint_of(one.pk, other.pk)
    return DataFinding.objects.filter(kind=duplicates.KEY, fingerprint=fingerprint).first()


def _side(account, on):
    contracts = Contract.objects.filter(account=account)
    running = contracts.running_on(on)
    months = UsageMonth.objects.filter(account=account)
    touches = Activity.objects.touches().filter(account=account, happened_on__lte=on)
    return Side(
        account=account,
        ids=list(account.aliases.order_by("source", "value").values_list("value", flat=True)),
        is_running=running.exists(),
        runs_to=_runs_to(running),
        contracts=contracts.count(),
        used_to=months.aggregate(day=Max("month"))["day"],
        touched_on=touches.aggregate(day=Max("happened_on"))["day"],
        people=account.contacts.count(),
    )


def _runs_to(running):
    """Return the latest end of contracts, None where one has none."""
    ends = list(running.values_list("ends_on", flat=True))
    return None if None in ends else max(ends, default=None)


def merges_in_sight(*, for_user) -> list[Merge]:
    """Return the merges whose accounts the member may merge, newest first."""
    return list(_in_sight(for_user).order_by("-pk"))


def merge_in_sight(*, for_user, merge_id) -> Merge | None:
    return _in_sight(for_user).filter(pk=merge_id).first()


def _in_sight(user):
    seen = Account.objects.mergeable_by(user).values("pk")
    found = Merge.objects.filter(Q(master__in=seen) & Q(merged__in=seen))
    return found.select_related("master", "merged", "merged_by", "undone_by")


def done(merge) -> Done:
    return Done(what_moved(merge), why_not_undone(merge))
