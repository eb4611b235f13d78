"""What members enter by hand: for which accounts it is filled in, and how old it is."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, ContactRole, ContactRoleSpan, RankSpan, RiskJudgement
from engagement.models import Activity
from intake.quality.coverage import Gap, asked_of, lacking

# An account with which nothing was logged for so long counts as one without activities.
LOGGED_WITHIN = timedelta(days=90)
_KNOWN_ROLES = (ContactRole.CHAMPION, ContactRole.SPONSOR)


@dataclass(frozen=True)
class Field:
    """Something that is entered by hand; `gap` is what lacks it, `entered(as_of)` gives its rows with
    their accounts and days as (queryset, path to the account, path to the day).
    """

    key: str
    word: object
    gap: Gap
    entered: Callable


@dataclass(frozen=True)
class Filled:
    """One field of one CSM's running accounts (None: of all): filled for `part` of `whole`, `age_days`
    the median age of what is there.
    """

    field: str
    csm: int | None
    part: int
    whole: int
    age_days: int | None


def _no_rank(as_of):
    return Q(rank="")


def _no_risk(as_of):
    return ~Exists(RiskJudgement.objects.filter(account=OuterRef("pk"), judged_on__lte=as_of))


def _no_roles(as_of):
    return ~Exists(_roles(as_of).filter(contact__account=OuterRef("pk")))


def _no_activity(as_of):
    since = as_of - LOGGED_WITHIN
    return ~Exists(
        Activity.objects.touches().filter(
            account=OuterRef("pk"), happened_on__gt=since, happened_on__lte=as_of
        )
    )


def _roles(as_of):
    held = Q(to_on=None) | Q(to_on__gt=as_of)
    return ContactRoleSpan.objects.filter(held, role__in=_KNOWN_ROLES, from_on__lte=as_of)


FIELDS = (
    Field(
        "rank",
        _("Rank"),
        Gap(
            "no_rank",
            _("Without a rank"),
            _("The account has a running contract, and its CSM has given no rank S, A, B or C."),
            _("Give the rank on the account's page."),
            "accounts",
            _no_rank,
        ),
        lambda as_of: (RankSpan.objects.filter(to_on=None), "account", "from_on"),
    ),
    Field(
        "risk",
        _("Risk as judged"),
        Gap(
            "no_risk",
            _("Without a judged risk"),
            _("The account has a running contract, and its CSM has never said how the risk looks."),
            _("Say how the risk looks on the account's page, with what speaks for it."),
            "accounts",
            _no_risk,
        ),
        lambda as_of: (
            RiskJudgement.objects.filter(judged_on__lte=as_of),
            "account",
            "judged_on",
        ),
    ),
    Field(
        "roles",
        _("Champion or sponsor"),
        Gap(
            "no_roles",
            _("Without a champion or sponsor"),
            _(
                "The account has a running contract, and no contact is its champion or sponsor today."
            ),
            _("Find out who it is, and bring the contacts in with their roles."),
            "contacts",
            _no_roles,
        ),
        lambda as_of: (_roles(as_of), "contact__account", "from_on"),
    ),
    Field(
        "activity",
        _("Activities logged"),
        Gap(
            "no_activity",
            _("Nothing logged for 90 days"),
            _("The account has a running contract, and no touch was logged within 90 days."),
            _("Log what happened, or meet the customer."),
            "activities",
            _no_activity,
        ),
        lambda as_of: (
            Activity.objects.touches().filter(happened_on__lte=as_of),
            "account",
            "happened_on",
        ),
    ),
)


def completeness(*, as_of: date) -> list[Filled]:
    """Return how each field stands for each CSM and for all, of accounts with a running contract.

    A few queries and a row for each account, whatever their number.
    """
    asked = asked_of(FIELDS[0].gap, Account.objects.all(), as_of=as_of)
    csm_of = dict(asked.values_list("pk", "csm_id"))
    return [line for field in FIELDS for line in _of_field(field, csm_of, as_of)]


def _of_field(field, csm_of, as_of):
    missing = lacking(field.gap, Account.objects.all(), as_of=as_of)
    lacking_ids = set(missing.values_list("pk", flat=True))
    latest = _latest(field, as_of)
    whole, part, ages = defaultdict(int), defaultdict(int), defaultdict(list)
    for account, csm in csm_of.items():
        for whose in {csm or 0, None}:
            whole[whose] += 1
            if account in lacking_ids:
                continue
            part[whose] += 1
            if account in latest:
                ages[whose].append((as_of - latest[account]).days)
    for whose, every in whole.items():
        age = median_low(ages[whose]) if ages[whose] else None
        yield Filled(field.key, whose, part[whose], every, age)


def _latest(field, as_of):
    """Return {account id: the latest day of the field}."""
    rows, account, day = field.entered(as_of)
    found = rows.order_by().values_list(account).annotate(latest=Max(day))
    return dict(found)
