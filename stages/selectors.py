"""Reads about stages: the journey's milestones by name, and what came of blind classification."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Product
from core.wording import localized
from definitions.models import DefinitionVersion, Kind, VersionState
from definitions.selectors import versions_in_force
from segments.models import Segment, SegmentSpan
from stages.domain.agreement import Agreement, Pair, agreement, matrix, weighted_kappa
from stages.domain.definition import STAGE_KEYS
from stages.domain.journey import Journey, stored_journeys
from stages.models import ClassificationAnswer, ClassificationRound

LEVELS = len(STAGE_KEYS)
# The key of a product's success journey among definitions.
JOURNEY = "journey"


def journeys_of(*, product_id) -> dict[str, Journey]:
    """Return a product's journeys by segment, the common one under ""; empty where it has none."""
    versions = versions_in_force(kind=Kind.JOURNEY, product_id=product_id)
    return stored_journeys(versions[JOURNEY].body) if JOURNEY in versions else {}


def milestone_names(*, product_id) -> dict[str, str]:
    """Return {key: name in the reader's language} of a product's milestones."""
    return _names_in(journeys_of(product_id=product_id))


def milestone_words() -> dict[str, str]:
    """Return {key: name in the reader's language} of the milestones of all products; two queries."""
    found = DefinitionVersion.objects.filter(
        definition__kind=Kind.JOURNEY, definition__key=JOURNEY, state=VersionState.IN_FORCE
    )
    bodies = dict(found.values_list("definition__product", "body"))
    names = {}
    for product in Product.objects.order_by("-pk").values_list("pk", flat=True):
        body = bodies.get(product, bodies.get(None))
        names |= _names_in(stored_journeys(body)) if body else {}
    return names


def _names_in(journeys):
    steps = journeys[""].steps if journeys else ()
    return {step.key: localized(step.texts, "name") or step.key for step in steps}


@dataclass(frozen=True)
class PartAgreement:
    """The agreement within one segment."""

    name: str
    agreement: Agreement


@dataclass(frozen=True)
class TalkedThrough:
    """A disagreement that was talked through, and what it came to."""

    account: object
    answer: int
    computed: int
    cause: str
    note: str


@dataclass(frozen=True)
class RoundResult:
    """What a round came to; `matrix` has a row a computed level, a column an answer.

    Answers on accounts whose stage is sealed for the reader enter nothing; `sealed` counts them.
    """

    round: ClassificationRound
    overall: Agreement
    kappa: float | None
    matrix: tuple[tuple[int, ...], ...]
    by_segment: list[PartAgreement]
    open_disagreements: int
    talked: list[TalkedThrough]
    sealed: int


def finished_rounds() -> list[ClassificationRound]:
    """Return the rounds that are over, the latest first."""
    rounds = ClassificationRound.objects.exclude(closed_on=None).select_related("version")
    return list(rounds.order_by("-night", "-pk"))


def round_result(*, round_id, for_user, judgements) -> RoundResult | None:
    """Return the result of a finished round; None where there is none. Never says who answered what."""
    found = ClassificationRound.objects.exclude(closed_on=None).filter(pk=round_id)
    held = found.select_related("version__definition__product").first()
    if held is None:
        return None
    answers = ClassificationAnswer.objects.filter(round=held)
    seen = judgements.unsealed(answers, held.question)
    rows = list(seen.values_list("account_id", "answer", "computed"))
    pairs = [(answer, computed) for _, answer, computed in rows]
    overall = agreement(pairs)
    talked = _talked(seen, for_user)
    causes = seen.exclude(cause="").count()
    return RoundResult(
        round=held,
        overall=overall,
        kappa=weighted_kappa(pairs, levels=LEVELS),
        matrix=matrix(pairs, levels=LEVELS),
        by_segment=_by_segment(rows, held.night),
        open_disagreements=overall.count - overall.agreed - causes,
        talked=talked,
        sealed=answers.count() - overall.count,
    )


def _by_segment(rows, night):
    """Group by the segment that each account was in on the night, in the segments' order."""
    on_night = SegmentSpan.objects.filter(from_on__lte=night).filter(
        Q(to_on=None) | Q(to_on__gt=night)
    )
    held = on_night.filter(account__among=[account for account, *_ in rows])
    segment_of = dict(held.order_by("from_on", "pk").values_list("account_id", "segment_id"))
    groups: dict[int | None, list[Pair]] = defaultdict(list)
    for account, *pair in rows:
        groups[segment_of.get(account)].append(tuple(pair))
    return [
        PartAgreement(localized(segment, "name"), agreement(groups[segment.pk]))
        for segment in Segment.objects.all()
        if segment.pk in groups
    ]


def _talked(answers, user):
    rows = answers.exclude(cause="").visible_to(user).select_related("account")
    return [
        TalkedThrough(row.account, row.answer, row.computed, row.get_cause_display(), row.note)
        for row in rows.order_by("computed", "pk")
    ]
