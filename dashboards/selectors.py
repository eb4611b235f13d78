"""What the account page shows, read for one member."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from accounts.models import Account, Contact, ContactRole, Contract, RiskJudgement
from book.models import AccountStatus
from book.rows import BookRow, book_rows
from dashboards.verdicts import Ladder, RiskReason, ladder, risk_reasons
from dashboards.why import Why, why
from definitions.models import DefinitionVersion
from engagement.models import Activity
from health.selectors import risk_words
from metrics.selectors import Reading, metric_texts, night_history, readings
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


@dataclass(frozen=True)
class Agreed:
    """A contract, and whether it runs on the day of the page."""

    contract: Contract
    is_running: bool


@dataclass(frozen=True)
class Person:
    name: str
    title: str
    email: str
    roles: list[str]
    is_gone: bool
    latest_touch_on: date | None


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
    texts = metric_texts(product_id=account.product_id)
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
    )


def _bodies(kept: list[Reading]):
    ids = {
        reading.row.versions[kind] for reading in kept for kind in ("scorecard", "risk", "stages")
    }
    return dict(DefinitionVersion.objects.filter(pk__in=ids).values_list("pk", "body"))


def contracts_of(account, *, as_of) -> list[Agreed]:
    contracts = Contract.objects.filter(account=account).order_by("-starts_on", "-pk")
    return [Agreed(contract, contract.runs_on(as_of)) for contract in contracts]


def people_of(account, *, as_of) -> list[Person]:
    """Return the contacts with the roles they hold on `as_of`; those who hold none any more come last."""
    contacts = Contact.objects.filter(account=account).prefetch_related("role_spans")
    touched = dict(
        Activity.objects.filter(account=account, happened_on__lte=as_of)
        .exclude(contact=None)
        .values_list("contact")
        .annotate(latest=Max("happened_on"))
    )
    people = [_person(contact, touched, as_of) for contact in contacts.order_by("name", "pk")]
    return sorted(people, key=lambda person: (person.is_gone, not person.roles))


def _person(contact, touched, as_of):
    held = defaultdict(bool)
    for span in contact.role_spans.all():
        if span.from_on <= as_of:
            held[span.role] |= span.to_on is None or span.to_on > as_of
    roles = [role.label for role in ContactRole if held.get(role)]
    return Person(
        name=contact.name,
        title=contact.title,
        email=contact.email,
        roles=roles,
        is_gone=bool(held) and not roles,
        latest_touch_on=touched.get(contact.pk),
    )


def latest_risk_judgement(account) -> RiskJudgement | None:
    rows = RiskJudgement.objects.filter(account=account).select_related("judged_by")
    return rows.order_by("-judged_on", "-pk").first()
