"""What the account page shows, read for one member."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import (
    LONGEST_GAP,
    Account,
    Contact,
    ContactRole,
    Contract,
    RiskJudgement,
)
from book.models import AccountStatus
from book.rows import BookRow, book_rows
from dashboards.account.unused import Unused, unused_features
from dashboards.account.usage import latest_use
from dashboards.account.verdicts import Ladder, RiskReason, ladder, risk_reasons
from dashboards.account.why import Why, why
from definitions.models import DefinitionVersion, Kind
from definitions.selectors import versions_in_force
from engagement.selectors import latest_touches
from health.selectors import risk_words
from metrics.selectors import (
    ACTIVITY_SCORE,
    MetricText,
    Reading,
    features_of,
    night_history,
    readings,
    texts_of,
)
from stages.models import PathPoint

HISTORY_DAYS = 90


@dataclass(frozen=True)
class Judged:
    """The latest night's judgement taken apart; a part that is sealed is None."""

    night: date
    is_reconstructed: bool
    why: Why | None
    reasons: list[RiskReason] | None
    ladder: Ladder | None
    unused: list[Unused]
    reading: Reading
    texts: Mapping[str, MetricText]


# How often we expect to be in touch with somebody of a role, in days.
EXPECTED_DAYS = {ContactRole.CHAMPION: 30, ContactRole.SPONSOR: 90}


@dataclass(frozen=True)
class Agreed:
    """A contract, and whether it runs on the day of the page.

    `before` is the contract that it renewed; `change` in whole percent of that one's amount, None
    where the amounts do not compare.
    """

    contract: Contract
    is_running: bool
    before: Contract | None
    change: int | None


@dataclass(frozen=True)
class Person:
    """A contact; `is_overdue` when their role asks for a touch within `expected_days`, and none was."""

    pk: int
    name: str
    title: str
    email: str
    roles: list[str]
    is_gone: bool
    latest_touch_on: date | None
    expected_days: int | None
    is_overdue: bool
    product: str
    account_id: int


def account_in_sight(*, for_user, account_id) -> Account | None:
    """Return the account where the member may see it, else None: foreign and missing look alike."""
    found = Account.objects.visible_to(for_user).standing().filter(pk=account_id)
    return found.select_related("csm", "product", "team").first()


def may_edit(*, for_user, account) -> bool:
    return Account.objects.editable_by(for_user).filter(pk=account.pk).exists()


def header(*, account, judgements, as_of) -> tuple[AccountStatus | None, BookRow | None]:
    """Return the account's line in the list, as stored and as shown; None before its first night."""
    status = AccountStatus.objects.filter(pk=account.pk).select_related("segment", "csm").first()
    if status is None:
        return None, None
    (row,) = book_rows([status], judgements=judgements, words=risk_words(), as_of=as_of)
    return status, row


def judged(*, account, night, judgements) -> Judged | None:
    """Take the night's judgement of an account apart; None where it was not judged that night."""
    week_ago = night - timedelta(days=7)
    kept = readings(account_id=account.pk, nights=[night, week_ago])
    reading = kept.get(night)
    if reading is None:
        return None
    bodies = _bodies(kept.values())
    versions = versions_in_force(kind=Kind.METRIC, product_id=account.product_id)
    texts = texts_of(versions)
    seen = {
        question: not judgements.hides(account.pk, question)
        for question in ("score", "risk", "stage")
    }
    history = night_history(
        account_id=account.pk, since=night - timedelta(days=HISTORY_DAYS), until=night
    )
    point = PathPoint.objects.filter(account=account, lane=0).first()
    return Judged(
        night=night,
        is_reconstructed=reading.row.is_reconstructed,
        why=why(reading, kept.get(week_ago), bodies=bodies, texts=texts) if seen["score"] else None,
        reasons=risk_reasons(reading, history=history, bodies=bodies, texts=texts)
        if seen["risk"]
        else None,
        ladder=ladder(reading, point=point, bodies=bodies, texts=texts) if seen["stage"] else None,
        unused=unused_features(
            features=features_of(versions),
            source=versions[ACTIVITY_SCORE].body["source"],
            reading=reading,
            latest=latest_use(account, until=night),
        ),
        reading=reading,
        texts=texts,
    )


def _bodies(kept: list[Reading]):
    ids = {
        reading.row.versions[kind] for reading in kept for kind in ("scorecard", "risk", "stages")
    }
    return dict(DefinitionVersion.objects.filter(pk__in=ids).values_list("pk", "body"))


def contracts_of(account, *, as_of) -> list[Agreed]:
    """Return the contracts of an account, newest first, each with the one that it renewed."""
    contracts = list(Contract.objects.filter(account=account).order_by("-starts_on", "-pk"))
    return [_agreed(each, contracts[place + 1 :], as_of) for place, each in enumerate(contracts)]


def _agreed(contract, earlier, as_of):
    before = next((each for each in earlier if _is_renewed(each, contract)), None)
    return Agreed(contract, contract.runs_on(as_of), before, _change(before, contract))


def _is_renewed(before, contract):
    ended_on = before.ended_on
    return ended_on is not None and timedelta(0) <= contract.starts_on - ended_on <= LONGEST_GAP


def _change(before, contract):
    amounts = [each and each.annual_amount for each in (before, contract)]
    if not all(amounts) or before.currency != contract.currency:
        return None
    return round(100 * (amounts[1] - amounts[0]) / amounts[0])


def people_of(accounts, *, as_of) -> list[Person]:
    """Return the contacts with the roles they hold on `as_of`; those who hold none any more come last."""
    contacts = Contact.objects.filter(account__in=accounts).select_related("account__product")
    touched = latest_touches(account_ids=[each.pk for each in accounts], until=as_of)
    people = [
        _person(contact, touched, as_of)
        for contact in contacts.prefetch_related("role_spans").order_by("name", "pk")
    ]
    return sorted(people, key=lambda person: (person.is_gone, not person.roles))


def _person(contact, touched, as_of):
    held = defaultdict(bool)
    for span in contact.role_spans.all():
        if span.from_on <= as_of:
            held[span.role] |= span.to_on is None or span.to_on > as_of
    roles = [role for role in ContactRole if held.get(role)]
    touched_on = touched.get(contact.pk)
    expected = min((EXPECTED_DAYS[role] for role in roles if role in EXPECTED_DAYS), default=None)
    return Person(
        pk=contact.pk,
        name=contact.name,
        title=contact.title,
        email=contact.email,
        roles=[role.label for role in roles],
        is_gone=bool(held) and not roles,
        latest_touch_on=touched_on,
        expected_days=expected,
        is_overdue=bool(expected) and (touched_on is None or (as_of - touched_on).days > expected),
        product=contact.account.product.name,
        account_id=contact.account_id,
    )


def latest_risk_judgement(account) -> RiskJudgement | None:
    rows = RiskJudgement.objects.filter(account=account).select_related("judged_by")
    return rows.order_by("-judged_on", "-pk").first()
