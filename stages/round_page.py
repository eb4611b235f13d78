"""The result of a round as a reader sees it: figures in words, the matrix row by row."""

from dataclasses import dataclass

from core.formats import NOTHING, whole
from stages.domain.agreement import Agreement
from stages.domain.definition import STAGE_KEYS
from stages.selectors import RoundResult

STAGES = tuple(key.capitalize() for key in STAGE_KEYS)


@dataclass(frozen=True)
class AgreementLine:
    """An agreement in words: of how many how many agree, the share and its interval."""

    name: str
    agreed: str
    count: str
    percent: str
    interval: str


@dataclass(frozen=True)
class Cell:
    count: int
    agrees: bool


@dataclass(frozen=True)
class MatrixRow:
    """The answers given for one computed stage, and the share of them that agrees."""

    name: str
    cells: list[Cell]
    share: str


@dataclass(frozen=True)
class TalkedLine:
    account: object
    computed: str
    answer: str
    cause: str
    note: str


@dataclass(frozen=True)
class RoundPage:
    overall: AgreementLine
    kappa: str
    stages: tuple[str, ...]
    matrix: list[MatrixRow]
    segments: list[AgreementLine]
    talked: list[TalkedLine]


def round_page(result: RoundResult) -> RoundPage:
    return RoundPage(
        overall=_line("", result.overall),
        kappa=NOTHING if result.kappa is None else f"{result.kappa:.2f}",
        stages=STAGES,
        matrix=[
            MatrixRow(
                name=STAGES[computed],
                cells=[Cell(count, answer == computed) for answer, count in enumerate(row)],
                share=_percent(Agreement(sum(row), row[computed]).share),
            )
            for computed, row in enumerate(result.matrix)
        ],
        segments=[_line(part.name, part.agreement) for part in result.by_segment],
        talked=[
            TalkedLine(
                account=each.account,
                computed=STAGES[each.computed],
                answer=STAGES[each.answer],
                cause=each.cause,
                note=each.note,
            )
            for each in result.talked
        ],
    )


def _line(name, agreement):
    interval = agreement.interval
    return AgreementLine(
        name=name,
        agreed=whole(agreement.agreed),
        count=whole(agreement.count),
        percent=_percent(agreement.share),
        interval="–".join(map(_figure, interval)) if interval else NOTHING,
    )


def _percent(share):
    return NOTHING if share is None else f"{_figure(share)}%"


def _figure(share):
    return f"{100 * share:.1f}"
