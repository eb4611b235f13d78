"""From where to where the accounts of a segment moved between two nights, with the list behind each cell."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Account
from book.comparing import COMPARED, Moves
from book.past import ANY, HIGHER, LOWER
from book.verdicts import Sign
from dashboards.segment.lists import Lists
from health.domain.scorecard import Band


@dataclass(frozen=True)
class Cell:
    """`way` is up, down, same, or "" where neither can be said."""

    accounts: int
    url: str
    way: str = ""


@dataclass(frozen=True)
class FlowRow:
    """What became of those who stood at `sign`; None are those who were not in the segment."""

    sign: Sign | None
    then: Cell | None
    cells: list[Cell]
    left: Cell | None


@dataclass(frozen=True)
class Flow:
    """Rows add up to the distribution on the earlier night, columns to that on the later one."""

    question: str
    rows: list[FlowRow]
    now: list[Cell]
    up: Cell
    down: Cell
    left: Cell
    joined: Cell

    @property
    def then(self) -> list[Cell]:
        return [row.then for row in self.rows if row.then]


def flow(question: str, found: Moves, *, lists: Lists) -> Flow:
    """Lay moves out as a table, each cell with the list behind it."""
    signs = COMPARED[question][1]
    pairs = found.stayed
    rows = [_row(question, sign, signs, pairs, found.left, lists) for sign in signs]
    joined = sum(n for (was, _now), n in pairs.items() if was is None)
    if joined:
        rows.append(_joined_row(question, signs, pairs, lists))
    now = [
        Cell(
            sum(n for (_was, level), n in pairs.items() if level == sign.level),
            lists.standing(question, sign.key),
        )
        for sign in signs
    ]
    ways = Counter()
    for (was, level), n in pairs.items():
        ways[way(question, was, level)] += n
    return Flow(
        question,
        rows,
        now,
        up=Cell(ways["up"], lists.moved_way(question, LOWER)),
        down=Cell(ways["down"], lists.moved_way(question, HIGHER)),
        left=Cell(sum(found.left.values()), lists.left(question, ANY)),
        joined=Cell(joined, lists.joined(question, ANY)),
    )


def ups_by_csm(found: Moves) -> Mapping[int | None, int]:
    """Count the stage-ups by the CSM that looks after the account today."""
    rows = Account.objects.filter(pk__among=found.up).order_by().values_list("csm")
    return Counter(dict(rows.annotate(Count("pk"))))


def way(question: str, was: int | None, now: int) -> str:
    """Say whether a move goes up or down; what is unknown or new goes neither way."""
    if was is None or (question == "band" and was != now and Band.UNKNOWN in (was, now)):
        return ""
    return "up" if now > was else "down" if now < was else "same"


def _row(question, sign, signs, pairs, left, lists):
    cells = [
        Cell(
            pairs[sign.level, each.level],
            lists.moved(question, sign.key, each.key),
            way(question, sign.level, each.level),
        )
        for each in signs
    ]
    gone = Cell(left.get(sign.level, 0), lists.left(question, sign.key))
    then = Cell(
        sum(cell.accounts for cell in cells) + gone.accounts,
        lists.on(lists.since, question, sign.key),
    )
    return FlowRow(sign, then, cells, gone)


def _joined_row(question, signs, pairs, lists):
    cells = [Cell(pairs[None, each.level], lists.joined(question, each.key)) for each in signs]
    return FlowRow(None, None, cells, None)
