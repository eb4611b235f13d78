"""What verdicts on many accounts rest on: the facts behind risk reasons, and what members say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Account, RiskJudgement
from book.models import AccountStatus
from core.wording import listed, localized, noted
from dashboards.account.why import evidence_words
from definitions.models import DefinitionVersion, Kind
from health.domain.risk import for_segment
from metrics.domain.evidence import evidence_of
from metrics.selectors import metric_texts, readings_of

# What the line says anyway, and the unit of what is either so or not.
_SHOWN = ("days_to_end",)
_FLAG = "flag"


@dataclass(frozen=True)
class Reason:
    """A risk rule that holds, in words, the facts it rests on as (name, value), and the one that tells.

    `telling` is "" where the name of the rule says it all, or the rest of the line does.
    """

    name: str
    facts: list[tuple[str, str]]
    telling: str = ""

    @property
    def short(self) -> str:
        return noted(self.name, self.telling) if self.telling else self.name

    @property
    def whole(self) -> str:
        return ": ".join(
            filter(None, (self.name, listed(f"{name} {value}" for name, value in self.facts)))
        )


def reasons_of(statuses: Sequence[AccountStatus], *, judgements, night) -> dict[int, list[Reason]]:
    """Return {account: its reasons, the worst first}; accounts whose risk is sealed are left out.

    An account that was not judged that night is left out, too. A fixed number of queries.
    """
    open_ones = [each for each in statuses if not judgements.hides(each.pk, "risk")]
    kept = readings_of([each.pk for each in open_ones if each.risk_reasons], night=night)
    rules, texts = _Rules(kept), _texts(kept)
    return {
        each.pk: [
            _reason(rules.of(reading)[key], reading, texts[each.pk])
            for key in each.risk_reasons
            if key in rules.of(reading)
        ]
        for each in open_ones
        for reading in [kept.get(each.pk)]
        if reading
    }


def judged_by_csms(statuses: Sequence[AccountStatus], *, judgements) -> dict[int, RiskJudgement]:
    """Return {account: the latest judgement of its risk by a member}; sealed ones are left out."""
    ids = [
        each.pk
        for each in statuses
        if each.judged_risk is not None and not judgements.hides(each.pk, "risk")
    ]
    rows = RiskJudgement.objects.filter(account__in=ids).select_related("judged_by")
    return {row.account_id: row for row in rows.order_by("judged_on", "pk")}


def latest_evidence(account_ids) -> dict[int, str]:
    """Return {account: what the latest judgement of its risk by a member rests on}; seals are not asked."""
    rows = RiskJudgement.objects.filter(account__among=account_ids).order_by("judged_on", "pk")
    return dict(rows.values_list("account_id", "evidence"))


class _Rules:
    """The rules by which accounts were judged, by key; each version and segment is read once."""

    def __init__(self, kept):
        ids = {reading.row.versions[Kind.RISK] for reading in kept.values()}
        self._bodies = dict(DefinitionVersion.objects.filter(pk__in=ids).values_list("pk", "body"))
        self._read = {}

    def of(self, reading) -> Mapping:
        asked = reading.row.versions[Kind.RISK], reading.row.segment_key
        if asked not in self._read:
            version, segment_key = asked
            rules = for_segment(self._bodies[version], segment_key).rules
            self._read[asked] = {rule.key: rule for rule in rules}
        return self._read[asked]


def _texts(kept):
    """Return {account: the metrics of its product in words}."""
    products = dict(Account.objects.filter(pk__in=list(kept)).values_list("pk", "product_id"))
    texts = {product: metric_texts(product_id=product) for product in set(products.values())}
    return {account: texts[product] for account, product in products.items()}


def _reason(rule, reading, texts):
    facts = evidence_words(evidence_of(rule.evidence, reading.values), texts)
    telling = (value for key, _, value in facts if key not in _SHOWN and texts[key].unit != _FLAG)
    return Reason(
        localized(rule.texts, "name") or rule.key,
        [(name, value) for _, name, value in facts],
        next(telling, ""),
    )
