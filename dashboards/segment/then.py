"""What an earlier night kept of a segment's accounts: the same figures that the list tells of the latest."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from book.pair import AMOUNT
from book.verdicts import BANDS, RISKS, STAGES
from core.exact import MISSING, SCALE
from dashboards.segment.counts import ENDS_SOON_DAYS, QUESTIONS, Counts, Money, Nps, Standing
from engagement.domain.nps import DETRACTORS_TO, PROMOTERS_FROM
from health.domain.risk import RiskLevel
from health.domain.scorecard import Band
from metrics.models import AccountNight
from metrics.selectors import KeyFeature, metric_places

TO_END, NPS, ANSWERED = "days_to_end", "nps_score", "nps_answered_180"


@dataclass(frozen=True)
class NightOf:
    """The accounts of one segment on one night, a row each, in arrays of equal length.

    `columns` holds metrics in ten-thousandths, MISSING where not known; `sealed` by question.
    """

    night: date
    csms: list[int | None]
    bands: NDArray[np.int64]
    stages: NDArray[np.int64]
    risks: NDArray[np.int64]
    scores: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.int64]]
    sealed: Mapping[str, NDArray[np.bool_]]

    @property
    def arr(self) -> NDArray[np.int64]:
        """Yen a year, 0 where the account pays nothing."""
        amount = self.columns[AMOUNT]
        return np.where(amount == MISSING, 0, amount // SCALE)

    def known(self, metric: str) -> NDArray[np.bool_]:
        return self.columns[metric] != MISSING

    def ends_within(self, days: int) -> NDArray[np.bool_]:
        left = self.columns[TO_END]
        return self.known(TO_END) & (left >= 0) & (left <= days * SCALE)

    def end_of(self, row: int) -> date:
        return self.night + timedelta(days=int(self.columns[TO_END][row]) // SCALE)


def night_of(
    *, segment_key: str, night: date, judgements, features: Collection[KeyFeature]
) -> NightOf:
    """Read one night of one segment, in two queries."""
    rows = list(
        AccountNight.objects.in_force()
        .of_night(night)
        .filter(segment_key=segment_key)
        .order_by()
        .values_list(
            *("account", "account__csm", "band", "stage", "risk", "score"),
            *("registry_id", "metrics"),
        )
    )
    ids, csms, bands, stages, risks, scores, registries, packed = (
        zip(*rows, strict=True) if rows else ((),) * 8
    )
    keys = [AMOUNT, TO_END, NPS, ANSWERED, *(feature.metric for feature in features)]
    return NightOf(
        night=night,
        csms=list(csms),
        bands=np.array(bands, np.int64),
        stages=np.array(stages, np.int64),
        risks=np.array(risks, np.int64),
        scores=np.array([MISSING if each is None else each for each in scores], np.int64),
        columns=_columns(registries, packed, keys),
        sealed={
            question: np.isin(ids, list(judgements.sealed.get(question, ())))
            for question in QUESTIONS
        },
    )


def _columns(registries, packed, keys):
    columns = {key: np.full(len(packed), MISSING) for key in keys}
    registries = np.array(registries, np.int64)
    for registry, places in metric_places(set(registries.tolist())).items():
        rows = np.flatnonzero(registries == registry)
        values = np.frombuffer(b"".join(packed[row] for row in rows), "<i8")
        values = values.reshape(len(rows), -1)
        for key in keys:
            if key in places:
                columns[key][rows] = values[:, places[key]]
    return columns


def standings_of(
    read: NightOf, *, features: Collection[KeyFeature]
) -> Mapping[int | None, Standing]:
    """Return {CSM of today: Standing}, as `counts.standings` does for the latest night."""
    rows_of = defaultdict(list)
    for row, csm in enumerate(read.csms):
        rows_of[csm].append(row)
    return {csm: _standing(read, np.array(rows), features) for csm, rows in rows_of.items()}


def _standing(read, rows, features):
    def chosen(condition):
        return condition[rows]

    scored, staged, risked = (~chosen(read.sealed[question]) for question in QUESTIONS)
    arr, paying = chosen(read.arr), chosen(read.known(AMOUNT))
    bands, stages = chosen(read.bands), chosen(read.stages)
    risks = chosen(read.risks)
    high = (risks == RiskLevel.HIGH) & risked
    ending = chosen(read.ends_within(ENDS_SOON_DAYS))
    scores = chosen(read.scores)
    has_score = (scores != MISSING) & scored

    def money(condition):
        return Money(_n(condition), int(arr[condition].sum()))

    return Standing(
        counts=Counts(
            accounts=len(rows),
            arr=int(arr.sum()),
            bands={sign.level: _n((bands == sign.level) & scored) for sign in BANDS},
            stages={sign.level: _n((stages == sign.level) & staged) for sign in STAGES},
            score_total=int(scores[has_score].sum()),
            scored=_n(has_score),
        ),
        paying=_n(paying),
        free=_n(~paying),
        judged=len(rows),
        at_risk=money((bands == Band.AT_RISK) & scored),
        risks={sign.level: money((risks == sign.level) & risked) for sign in RISKS},
        ending=money(ending),
        ending_at_high_risk=money(ending & high),
        nps=_nps(read, rows),
        features={
            each.key: _n(chosen(read.known(each.metric) & (read.columns[each.metric] > 0)))
            for each in features
        },
        sealed={question: _n(chosen(read.sealed[question])) for question in QUESTIONS},
    )


def _nps(read, rows):
    scores, answered = read.columns[NPS][rows], read.columns[ANSWERED][rows]
    has_answer, was_asked = scores != MISSING, answered != MISSING
    return Nps(
        promoters=_n(has_answer & (scores >= PROMOTERS_FROM * SCALE)),
        detractors=_n(has_answer & (scores <= DETRACTORS_TO * SCALE)),
        answers=_n(has_answer),
        asked=_n(was_asked),
        answered=_n(was_asked & (answered > 0)),
    )


def _n(condition):
    return int(condition.sum())
