"""What the accounts of a segment or a CSM add up to, as the list has them now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from book.models import AccountStatus
from book.selectors import NPS_ANSWERS
from book.verdicts import BANDS, RISKS, STAGES
from health.domain.risk import RiskLevel
from health.domain.scorecard import Band

ENDS_SOON_DAYS = 90
QUESTIONS = ("score", "stage", "risk")


@dataclass(frozen=True)
class Counts:
    """Accounts by band and stage, left out where sealed; `score_total` in hundredths over `scored`.

    `arr` in yen, free contracts left out.
    """

    accounts: int
    arr: int
    bands: Mapping[int, int]
    stages: Mapping[int, int]
    score_total: int
    scored: int

    @property
    def banded(self) -> int:
        """Accounts with a band, unknown included."""
        return sum(self.bands.values())

    @property
    def mean_score(self) -> float | None:
        """The mean score in points."""
        return self.score_total / self.scored / 100 if self.scored else None

    @property
    def at_risk_percent(self) -> float | None:
        return 100 * self.bands[Band.AT_RISK] / self.banded if self.banded else None


@dataclass(frozen=True)
class Nps:
    """Latest answers within a year, one an account, and how many of those asked in 180 days answered."""

    promoters: int
    detractors: int
    answers: int
    asked: int
    answered: int

    @property
    def value(self) -> int | None:
        if not self.answers:
            return None
        return round(100 * (self.promoters - self.detractors) / self.answers)

    @property
    def response_percent(self) -> int | None:
        return round(100 * self.answered / self.asked) if self.asked else None


@dataclass(frozen=True)
class Money:
    """Accounts, and their ARR in yen."""

    accounts: int
    arr: int


@dataclass(frozen=True)
class Standing:
    """All that the list tells of a group of accounts with a running contract.

    `ending` within 90 days; `features` counts the accounts that used each key feature, out of
    `judged`; `sealed` counts by question what is left out.
    """

    counts: Counts
    paying: int
    free: int
    judged: int
    at_risk: Money
    risks: Mapping[int, Money]
    ending: Money
    ending_at_high_risk: Money
    nps: Nps
    features: Mapping[str, int]
    sealed: Mapping[str, int]

    @property
    def high_risk(self) -> Money:
        return self.risks[RiskLevel.HIGH]

    @property
    def arpa(self) -> int | None:
        return self.counts.arr // self.paying if self.paying else None


def standings(*, for_user, judgements, as_of: date, by, segment=None, features=()):
    """Return {value of the field `by`: Standing} of the accounts in sight, in one query.

    `segment` narrows to one; `features` are the keys to be counted.
    """
    seen = AccountStatus.objects.visible_to(for_user).filter(is_running=True)
    if segment is not None:
        seen = seen.filter(segment=segment)
    rows = seen.order_by().values(by).annotate(**_aggregates(judgements, as_of, features))
    return {row[by]: _standing(row, features) for row in rows}


def _aggregates(judgements, as_of, features):
    scored, staged, risked = (
        ~Q(account__among=ids) if ids else Q()
        for ids in (judgements.sealed.get(name) for name in QUESTIONS)
    )
    return {
        "accounts": Count("pk"),
        "judged": Count("night"),
        **_of_health(scored),
        **{f"stage_{sign.level:d}": _counted(Q(stage=sign.level) & staged) for sign in STAGES},
        **_of_contracts(as_of, risked),
        **_of_answers(),
        **{
            f"feature_{place}": _counted(Q(features__contains=f",{key},"))
            for place, key in enumerate(features)
        },
        **{
            f"sealed_{question}": _counted(Q(account__among=ids))
            for question, ids in judgements.sealed.items()
            if question in QUESTIONS
        },
    }


def _of_health(scored):
    return {
        "score_total": Sum("score", filter=scored, default=0),
        "scored": Count("score", filter=scored),
        **{f"band_{sign.level:d}": _counted(Q(band=sign.level) & scored) for sign in BANDS},
        **_with_arr("at_risk", Q(band=Band.AT_RISK) & scored),
    }


def _of_contracts(as_of, risked):
    ending = Q(ends_on__range=(as_of, as_of + timedelta(days=ENDS_SOON_DAYS)))
    found = {
        "total_arr": Sum("arr", filter=Q(is_free=False), default=0),
        "paying": Count("arr", filter=Q(is_free=False)),
        "free": Count("pk", filter=Q(is_free=True)),
        **_with_arr("ending", ending),
        **_with_arr("ending_high", ending & Q(risk=RiskLevel.HIGH) & risked),
    }
    for sign in RISKS:
        found |= _with_arr(f"risk_{sign.level:d}", Q(risk=sign.level) & risked)
    return found


def _of_answers():
    return {
        "promoters": _counted(NPS_ANSWERS["promoter"]),
        "detractors": _counted(NPS_ANSWERS["detractor"]),
        "answers": Count("nps"),
        "asked": Count("is_nps_answered"),
        "answered": _counted(Q(is_nps_answered=True)),
    }


def _counted(condition):
    return Count("pk", filter=condition)


def _with_arr(name, condition):
    return {
        f"{name}_accounts": _counted(condition),
        f"{name}_arr": Sum("arr", filter=condition & Q(is_free=False), default=0),
    }


def _standing(row, features):
    def money(name):
        return Money(row[f"{name}_accounts"], row[f"{name}_arr"])

    return Standing(
        counts=Counts(
            accounts=row["accounts"],
            arr=row["total_arr"],
            bands={sign.level: row[f"band_{sign.level:d}"] for sign in BANDS},
            stages={sign.level: row[f"stage_{sign.level:d}"] for sign in STAGES},
            score_total=row["score_total"],
            scored=row["scored"],
        ),
        paying=row["paying"],
        free=row["free"],
        judged=row["judged"],
        at_risk=money("at_risk"),
        risks={sign.level: money(f"risk_{sign.level:d}") for sign in RISKS},
        ending=money("ending"),
        ending_at_high_risk=money("ending_high"),
        nps=Nps(
            *(row[name] for name in ("promoters", "detractors", "answers", "asked", "answered"))
        ),
        features={key: row[f"feature_{place}"] for place, key in enumerate(features)},
        sealed={
            name.removeprefix("sealed_"): count
            for name, count in row.items()
            if name.startswith("sealed_")
        },
    )


def together(found: Collection[Standing]) -> Standing | None:
    """Add groups up; None where there is none."""
    return _added(list(found)) if found else None


def _added(parts):
    """Add up numbers, mappings of equal keys and dataclasses of them."""
    first = parts[0]
    if isinstance(first, int):
        return sum(parts)
    if isinstance(first, Mapping):
        return {key: _added([part[key] for part in parts]) for key in first}
    names = (field.name for field in fields(first))
    return type(first)(**{name: _added([getattr(part, name) for part in parts]) for name in names})
