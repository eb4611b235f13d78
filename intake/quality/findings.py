"""Findings as rows: kept from one inspection to the next, and what members do about them."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date

from django.db import DatabaseError, transaction

from accounts.models import Product
from core import bulk
from core.exact import LARGEST
from intake.models import DataFinding, FindingState
from intake.quality.inspections import Found, inspections
from intake.quality.scope import Scope
from intake.quality.stakes import annual_yen, product_yen

log = logging.getLogger(__name__)

_WAITING = (FindingState.OPEN, FindingState.TAKEN)
_FIELDS = tuple(field.name for field in DataFinding._meta.fields if not field.primary_key)
_ATTRIBUTES = tuple(DataFinding._meta.get_field(name).attname for name in _FIELDS)


def find(
    *, as_of: date, leave_out: Callable[[int], None] = lambda account_id: None
) -> dict[str, dict[str, Found]]:
    """Look at everything, and write nothing: {kind: {fingerprint: what was found}}.

    Holds the usage of one shard of accounts at a time, and all that was found. `leave_out(account_id)`
    hears of each account that cannot be inspected.
    """
    found: dict[str, dict[str, Found]] = {each.key: {} for each in inspections()}
    for product in Product.objects.order_by("pk").values_list("pk", flat=True):
        for kind, each in _found_of(Scope(product, as_of), leave_out):
            found[kind][each.fingerprint] = each
    return found


def _found_of(scope, leave_out) -> Iterator[tuple[str, Found]]:
    of_shards = [each for each in inspections() if each.of_shard]
    for shard in scope.shards():
        yield from _found_in(shard, of_shards, leave_out)
    for inspection in inspections():
        if inspection.of_product:
            for found in inspection.of_product(scope):
                yield inspection.key, found


def _found_in(shard, of_shards, leave_out):
    """Look at a shard, and where that fails halve it until accounts that cannot be read stand alone.

    Those are left out, as the night leaves them out; trouble with the database is not an account's fault.
    """
    try:
        found = [(each.key, one) for each in of_shards for one in each.of_shard(shard)]
        shard.tell()
    except DatabaseError:
        raise
    except Exception:
        if len(shard.account_ids) == 1:
            log.exception("account %s cannot be inspected", shard.account_ids[0])
            leave_out(shard.account_ids[0])
            return []
        return [each for half in shard.halves() for each in _found_in(half, of_shards, leave_out)]
    return found


@transaction.atomic
def keep(
    found: Mapping[str, Mapping[str, Found]], *, as_of: date, left_out: Set[int] = frozenset()
) -> dict[str, int]:
    """Write down what `find` found; returns how many are new, seen again, reopened and gone.

    What is seen again keeps its state, owner, cause and note. What was accepted as right, and is
    different now, opens again, and so does what was gone. What is not found any more is gone, except
    of accounts that were `left_out`: nobody looked.
    """
    counts = Counter(new=0, again=0, reopened=0, gone=0)
    stakes = _stakes(found, as_of)
    for kind, of_kind in found.items():
        known = _known(kind, of_kind)
        rows = []
        for fingerprint in sorted(of_kind):
            row = known.pop(fingerprint, None)
            counts[_way(row, of_kind[fingerprint])] += 1
            rows.append(_row(kind, of_kind[fingerprint], row, as_of, stakes))
        bulk.upsert(DataFinding, _FIELDS, map(_values, rows), key=("kind", "fingerprint"))
        looked_at = (
            row
            for row in known.values()
            if left_out.isdisjoint((row.account_id, row.other_account_id))
        )
        counts["gone"] += _close(looked_at, as_of)
    return dict(counts)


def _stakes(found, as_of):
    """Return a function that gives the yen at stake with what was found, of its accounts or product."""
    every = [each for of_kind in found.values() for each in of_kind.values()]
    accounts = {pk for each in every for pk in (each.account_id, each.other_account_id) if pk}
    of_account = annual_yen(accounts, as_of=as_of)
    products = {each.detail["product"] for each in every if "product" in each.detail}
    of_product = {product: product_yen(product, as_of=as_of) for product in products}

    def at_stake(each):
        if each.account_id is None:
            yen = of_product.get(each.detail.get("product"), 0)
        else:
            yen = of_account.get(each.account_id, 0) + of_account.get(each.other_account_id, 0)
        # More money than there is must not keep the other findings from being written.
        return min(yen, LARGEST)

    return at_stake


def _known(kind, of_kind):
    """Return {fingerprint: row} of what waits, was accepted, or was gone and is here again; locked."""
    rows = DataFinding.objects.select_for_update().filter(kind=kind).order_by("pk")
    return {
        row.fingerprint: row
        for row in rows.iterator()
        if row.state != FindingState.MENDED or row.fingerprint in of_kind
    }


def _way(row, found):
    if row is None:
        return "new"
    if row.state in _WAITING or _is_accepted_as_it_is(row, found):
        return "again"
    return "reopened"


def _is_accepted_as_it_is(row, found):
    return row.state == FindingState.ACCEPTED and row.detail == dict(found.detail)


def _row(kind, found, row, as_of, stakes):
    """Bring a row, or a new one, up to what was found."""
    way = _way(row, found)
    row = row or DataFinding(kind=kind, fingerprint=found.fingerprint, first_seen_on=as_of)
    if way == "reopened":
        row.state, row.closed_on = FindingState.OPEN, None
    row.account_id, row.other_account_id = found.account_id, found.other_account_id
    row.detail, row.figures = dict(found.detail), dict(found.figures)
    row.count = found.count
    row.at_stake = stakes(found)
    row.latest_seen_on = as_of
    return row


def _values(row):
    return [getattr(row, name) for name in _ATTRIBUTES]


def _close(rows, as_of):
    """Mark as gone what waited and was not found any more."""
    gone = [row.pk for row in rows if row.state in _WAITING]
    DataFinding.objects.filter(pk__among=gone).update(state=FindingState.MENDED, closed_on=as_of)
    return len(gone)
