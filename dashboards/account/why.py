"""Why the score is what it is, line by line, as a reader sees it. All figures add up."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from book.verdicts import Sign, band_sign
from core.formats import signed
from core.wording import localized
from health.domain.explanation import explain
from health.domain.movement import Cause, what_moved
from health.domain.scorecard import for_segment
from metrics.formats import value_in_words

_CAUSES = {
    Cause.VALUE: _("its value changed"),
    Cause.WEIGHT: _("its weight changed, because another item came or went"),
    Cause.APPEARED: _("it is now known"),
    Cause.VANISHED: _("it is no longer known"),
}


@dataclass(frozen=True)
class Change:
    """What a line moved since a week ago: figure, way (up, down or ""), and why."""

    words: str
    way: str
    cause: object = ""


@dataclass(frozen=True)
class Line:
    """One item of the scorecard; texts ready, `is_worst` the one to improve first."""

    key: str
    name: str
    words: str
    metric: str
    value: str
    is_known: bool
    is_stale: bool
    points: str
    weight: str
    counts_as: str
    contribution: str
    lost: str
    is_worst: bool
    change: Change | None


@dataclass(frozen=True)
class Part:
    """A group in the score bar, in hundredths of a point from the left: its room, and what it fills."""

    x: int
    width: int
    filled: int
    number: int


@dataclass(frozen=True)
class Group:
    name: str
    words: str
    weight: str
    counts_as: str
    contribution: str
    lines: list[Line]
    part: Part


@dataclass(frozen=True)
class Capped:
    name: str
    words: str
    cap: int
    adjustment: str
    evidence: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Why:
    """The whole explanation; `is_known` false where too little is known to give a score."""

    is_known: bool
    band: Sign
    base: str
    score: str
    known_percent: int
    least_percent: int
    groups: list[Group]
    missing: list[str]
    capped: Capped | None
    compared_on: object
    change: Change | None


def why(reading, before, *, bodies, texts) -> Why:
    """Explain the score of a `Reading`, compared with an earlier one or None.

    `bodies` holds definition bodies by version id, `texts` the `MetricText`s by key.
    """
    scorecard = _scorecard(reading, bodies)
    explanation = explain(scorecard, reading.values)
    movement = None
    if before:
        movement = what_moved(explain(_scorecard(before, bodies), before.values), explanation)
    return Why(
        is_known=explanation.score is not None,
        band=band_sign(explanation.band),
        base=points(explanation.base),
        score=points(explanation.score),
        known_percent=explanation.known // 100,
        least_percent=scorecard.minimum_known // 100,
        groups=_groups(explanation, reading, movement, texts),
        missing=[_name(line) for line in explanation.measures if line.points is None],
        capped=_capped(explanation, texts),
        compared_on=before.row.night if before else None,
        change=_change(movement.change) if movement else None,
    )


def _scorecard(reading, bodies):
    return for_segment(bodies[reading.row.versions["scorecard"]], reading.row.segment_key)


def _groups(explanation, reading, movement, texts):
    moves = {move.key: move for move in movement.moves} if movement else {}
    groups, x = [], 0
    for number, group in enumerate(explanation.groups, start=1):
        part = Part(x, group.effective_weight, group.contribution, number)
        x += group.effective_weight
        groups.append(
            Group(
                name=localized(group.texts, "name"),
                words=localized(group.texts, "words"),
                weight=percent(group.weight),
                counts_as=percent(group.effective_weight),
                contribution=points(group.contribution),
                lines=[
                    _line(line, explanation, reading, moves.get(line.key), texts)
                    for line in group.measures
                ],
                part=part,
            )
        )
    return groups


def _line(line, explanation, reading, move, texts):
    metric = texts[line.metric]
    return Line(
        key=line.key,
        name=_name(line),
        words=localized(line.texts, "words"),
        metric=line.metric,
        value=value_in_words(line.value, metric.unit),
        is_known=line.points is not None,
        is_stale=line.metric in reading.stale,
        points="" if line.points is None else str(round(line.points / 10_000)),
        weight=percent(line.weight),
        counts_as=percent(line.effective_weight),
        contribution=points(line.contribution),
        lost=points(line.lost) if line.lost else "",
        is_worst=line.key == explanation.improve_first,
        change=_change(move.change, _CAUSES[move.cause]) if move else None,
    )


def _name(line):
    return localized(line.texts, "name") or line.key


def _capped(explanation, texts):
    exception = explanation.exception
    if exception is None:
        return None
    return Capped(
        name=localized(exception.texts, "name") or exception.key,
        words=localized(exception.texts, "words"),
        cap=exception.cap // 100,
        adjustment=points(exception.adjustment),
        evidence=evidence_words(exception.evidence, texts),
    )


def evidence_words(evidence, texts):
    """Return (metric key, its name, its value in words) for each piece of evidence."""
    return [
        (each.metric, texts[each.metric].name, value_in_words(each.value, texts[each.metric].unit))
        for each in evidence
    ]


def _change(hundredths, cause=""):
    if hundredths is None:
        return Change("", "", cause)
    way = "up" if hundredths > 0 else "down" if hundredths < 0 else ""
    return Change(points(hundredths, is_change=True), way, cause)


def points(hundredths, *, is_change=False):
    """Return hundredths of a point with both decimals, so that columns are seen to add up."""
    if hundredths is None:
        return ""
    whole, rest = divmod(abs(hundredths), 100)
    if hundredths == 0:
        return "±0.00" if is_change else "0.00"
    sign = signed(1 if hundredths > 0 else -1)[0]
    return f"{sign if is_change or hundredths < 0 else ''}{whole}.{rest:02}"


def percent(hundredths):
    """Return hundredths of a percent as 30% or 36.4%."""
    return f"{hundredths / 100:.1f}".removesuffix(".0") + "%"
