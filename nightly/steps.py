"""The steps of a night and of a backfill, in order. Each shard is one task and one transaction."""

from datetime import date, timedelta

from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Account, Product
from book.comparing import compare_segments
from book.counting import count_segments
from book.kept_nights import compared_night, kept_nights
from book.models import SegmentNight
from book.services import keep_segment_nights, refresh
from core.calendar import to_ordinal
from core.models import State
from core.statistics import refresh_statistics
from core.work import RunKind, StepKind
from engagement.models import UsageDay
from intake.quality.steps import inspect_night
from intake.retention import sweep
from intake.undo.revisions import forget
from metrics.models import AccountNight
from nightly.judge import judge
from nightly.models import Quarantine
from nightly.plan import freeze, plan_of
from nightly.write import write_shard
from segments.selectors import segment_keys
from segments.services import install_segments

SHARD_ACCOUNTS = 1000
# A backfill holds every day of its range in memory at once.
BACKFILL_SHARD_ACCOUNTS = 250
# Nights are kept daily for this long, then one a week.
DAILY_FOR = timedelta(days=90)


def nights_of(run):
    """Return the nights that a run judges, ascending."""
    if run.kind == "nightly":
        return [run.business_date]
    first = date.fromisoformat(run.options["from"])
    every = run.options["every_days"]
    whole = (run.business_date - first).days
    return sorted(run.business_date - timedelta(days=back) for back in range(0, whole + 1, every))


def _open(task):
    """Freeze the definitions in force with the run, and write a row for every segment they name."""
    run = task.run
    refresh_statistics()
    with transaction.atomic():
        products = Product.objects.order_by("pk").values_list("pk", flat=True)
        run.options["versions"] = {str(product): freeze(product) for product in products}
        run.save(update_fields=["options"])
        for product in products:
            install_segments(_plan(run, product).segments)
        _take_back(run)
        task.finish({"products": len(products)})


def _take_back(run):
    """Drop what an earlier round wrote of accounts that turned out to have no contract that night."""
    for night in nights_of(run):
        _replaceable(run).of_night(night).exclude(account__in=_running_on(night)).delete()


def _replaceable(run):
    """Night rows that the run may replace: a backfill leaves alone what was known at its time."""
    rows = AccountNight.objects.in_force()
    return rows.filter(is_reconstructed=True) if run.kind == "backfill" else rows


def _plan(run, product_id):
    return plan_of(product_id, run.options["versions"][str(product_id)])


def _judge_shards(run):
    nights = nights_of(run)
    size = SHARD_ACCOUNTS if len(nights) == 1 else BACKFILL_SHARD_ACCOUNTS
    return _shards(run, _running_accounts(nights), size)


def _book_shards(run):
    return _shards(run, Account.objects.standing(), SHARD_ACCOUNTS)


def _shards(run, accounts, size):
    """Cut the accounts of each product into ranges of ids."""
    shards = []
    for product in run.options["versions"]:
        ids = sorted(set(accounts.filter(product_id=int(product)).values_list("pk", flat=True)))
        cuts = [ids[start : start + size] for start in range(0, len(ids), size)]
        shards += [{"product": int(product), "first": cut[0], "final": cut[-1]} for cut in cuts]
    return shards


def _running_accounts(nights):
    """Accounts with a contract that may run on some night of the range."""
    return Account.objects.standing().filter(
        Q(contracts__ends_on=None) | Q(contracts__ends_on__gte=nights[0]),
        contracts__starts_on__lte=nights[-1],
    )


def _ids(task, accounts):
    payload = task.payload
    rows = accounts.filter(
        product_id=payload["product"], pk__gte=payload["first"], pk__lte=payload["final"]
    )
    return sorted(set(rows.values_list("pk", flat=True)))


def _judge(task):
    run, nights = task.run, nights_of(task.run)
    plan = _plan(run, task.payload["product"])
    accounts = _running_accounts(nights) if len(nights) > 1 else _running_on(nights[0])
    shards, poisoned = _judge_isolating(plan, _ids(task, accounts), nights)
    totals = {}
    with transaction.atomic():
        for shard in shards:
            counts = write_shard(
                shard,
                is_reconstructed=run.options["is_reconstructed"],
                is_backfill=run.kind == "backfill",
            )
            totals = {key: totals.get(key, 0) + count for key, count in counts.items()}
        _quarantine(task, poisoned)
        seconds = shards[0].seconds if len(shards) == 1 else {}
        task.finish({**totals, "quarantined": len(poisoned), "seconds": seconds})


def _running_on(night):
    return Account.objects.standing().running_on(night)


def _judge_isolating(plan, ids, nights):
    """Judge, and where that fails halve until the accounts that cannot be judged stand alone.

    Returns (judged shards, {account id: error}). Trouble with the database is not an account's fault.
    """
    if not ids:
        return [], {}
    try:
        return [judge(plan, account_ids=ids, nights=list(map(to_ordinal, nights)))], {}
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 whatever one account's facts provoke must not stop others
        if len(ids) == 1:
            return [], {ids[0]: f"{type(error).__name__}: {error}"}
    middle = len(ids) // 2
    left, left_errors = _judge_isolating(plan, ids[:middle], nights)
    right, right_errors = _judge_isolating(plan, ids[middle:], nights)
    return left + right, left_errors | right_errors


def _quarantine(task, poisoned):
    """Name the accounts left out, and only them; take back what an earlier round wrote of them."""
    run, payload = task.run, task.payload
    rows = _replaceable(run).filter(night__in=nights_of(run))
    rows.filter(account__among=poisoned).delete()
    of_shard = run.quarantines.filter(
        account__product_id=payload["product"],
        account__gte=payload["first"],
        account__lte=payload["final"],
    )
    of_shard.exclude(account__in=poisoned).delete()
    for account_id, error in sorted(poisoned.items()):
        Quarantine.objects.update_or_create(
            run=run, account_id=account_id, defaults={"step": "judge", "error": error[:2000]}
        )


def _refresh_book(task):
    """Bring the list up to the latest night that was kept, which may be later than this one."""
    product = task.payload["product"]
    latest = AccountNight.objects.in_force().order_by("-night").values_list("night", flat=True)
    night = max(latest.first() or task.run.business_date, task.run.business_date)
    usage_to = (
        UsageDay.objects.filter(product_id=product, day__lte=night)
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )
    with transaction.atomic():
        rows = refresh(_ids(task, Account.objects.standing()), night=night, usage_to=usage_to)
        task.finish({"rows": rows})


def _count(task):
    """Count how each segment stood on the nights of the run, outside the transaction that keeps it."""
    nights = nights_of(task.run)
    lines = [line for night in nights for line in count_segments(night=night)]
    compared = _compared(nights)
    with transaction.atomic():
        kept = keep_segment_nights(lines, nights=nights, comparisons=compared)
        task.finish({"rows": kept})


def _compared(nights):
    """Compare the night of a nightly run with the one that its dashboards open beside it."""
    if len(nights) != 1:
        return []
    (night,) = nights
    since = compared_night(kept_nights(), as_of=night)
    # Those without accounts, too: what is not kept is looked for among all accounts.
    keys = [*segment_keys(), ""]
    return compare_segments(keys, night=night, since=since) if since else []


def _thin(task):
    """Keep the nights of the latest 90 days and the latest of each week before; let go of what is over."""
    at = timezone.now()
    dropped = _passed_nights(before=task.run.business_date - DAILY_FOR)
    with transaction.atomic():
        rows, _ = AccountNight.objects.filter(night__in=dropped).delete()
        SegmentNight.objects.filter(night__in=dropped).delete()
        forgotten = forget(on=task.run.business_date)
        swept = sweep(on=task.run.business_date, at=at)
        sessions, _ = Session.objects.filter(expire_date__lt=at).delete()
        task.finish(
            {
                "rows_dropped": rows,
                "revisions_dropped": forgotten,
                "uploads_swept": swept,
                "sessions_ended": sessions,
            }
        )
    refresh_statistics()


def _passed_nights(*, before):
    """Return the nights before a day that a later one of their week stands in for.

    They are looked up one by one: to read all rows for their days takes as long as there are rows.
    """
    passed, week = [], None
    while night := AccountNight.objects.filter(night__lt=before).aggregate(it=Max("night"))["it"]:
        if night.isocalendar()[:2] == week:
            passed.append(night)
        before, week = night, night.isocalendar()[:2]
    return passed


def _close(run):
    """Add up what the shards counted; a quarantined account makes the run partial."""
    judged = run.steps.filter(name="judge", state=State.DONE).values_list("counts", flat=True)
    totals, seconds = {}, {}
    for counts in judged:
        for part, spent in counts.get("seconds", {}).items():
            seconds[part] = round(seconds.get(part, 0) + spent, 3)
        for key, count in counts.items():
            if key != "seconds":
                totals[key] = totals.get(key, 0) + count
    return {**totals, "seconds": seconds, "is_partial": bool(totals.get("quarantined"))}


OPEN = StepKind("open", _open)
JUDGE = StepKind("judge", _judge, needs=("open",), shards=_judge_shards, is_vital=False)
BOOK = StepKind("book", _refresh_book, needs=("judge",), shards=_book_shards, is_vital=False)
COUNT = StepKind("count", _count, needs=("judge",), is_vital=False)
INSPECT = StepKind("inspect", inspect_night, needs=("book", "count"), is_vital=False)
THIN = StepKind("thin", _thin, needs=("book", "count"), is_vital=False)

# A night goes on where the one before ended: with its paths, its spans and its placements.
NIGHTLY = RunKind(
    "nightly",
    queue="nightly",
    steps=(OPEN, JUDGE, BOOK, COUNT, INSPECT, THIN),
    close=_close,
    is_in_order=True,
)
BACKFILL = RunKind("backfill", queue="nightly", steps=(OPEN, JUDGE, BOOK, COUNT), close=_close)
