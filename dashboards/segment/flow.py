"""From where to where the accounts of a segment moved between two nights, with the list behind each cell."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from book.verdicts import BANDS, STAGES, Sign
from dashboards.segment.lists import Lists
from health.domain.scorecard import Band
from metrics.models import AccountNight

_QUESTIONS = {"band": ("score", BANDS), "stage": ("stage", STAGES)}


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
    up: int
    down: int
    left: int
    joined: int

    @property
    def then(self) -> list[Cell]:
        return [row.then for row in self.rows if row.then]


@dataclass(frozen=True)
class Moves:
    """`stayed` counts by (CSM, level then or None, level now), `left` by level then."""

    stayed: Mapping[tuple[int | None, int | None, int], int]
    left: Mapping[int, int]


def moves(*, lists: Lists, judgements) -> Mapping[str, Moves]:
    """Compare two nights account by account, in one query for both questions: {band, stage: Moves}."""
    nights = AccountNight.objects.in_force().filter(
        night__in=[lists.since, lists.as_of], segment_key=lists.segment_key
    )
    then, now = {}, {}
    rows = nights.order_by().values_list("account", "night", "account__csm", "band", "stage")
    for account, night, csm, band, stage in rows:
        kept = now if night == lists.as_of else then
        kept[account] = csm, {"band": band, "stage": stage}
    return {
        question: _moves(question, then, now, judgements.sealed.get(sealed, frozenset()))
        for question, (sealed, _signs) in _QUESTIONS.items()
    }


def _moves(question, then, now, sealed):
    stayed, left = Counter(), Counter()
    for account, (csm, levels) in now.items():
        if account not in sealed:
            was = then[account][1][question] if account in then else None
            stayed[csm, was, levels[question]] += 1
    for account, (_csm, levels) in then.items():
        if account not in sealed and account not in now:
            left[levels[question]] += 1
    return Moves(stayed, left)


def flow(question: str, found: Moves, *, lists: Lists) -> Flow:
    """Lay moves out as a table, each cell with the list behind it."""
    signs = _QUESTIONS[question][1]
    pairs = Counter()
    for (_csm, was, now), n in found.stayed.items():
        pairs[was, now] += n
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
    return Flow(question, rows, now, ways["up"], ways["down"], sum(found.left.values()), joined)


def ups_by_csm(found: Moves) -> Mapping[int | None, int]:
    """Count the stage-ups of each CSM's accounts."""
    ups = Counter()
    for (csm, was, now), n in found.stayed.items():
        if way("stage", was, now) == "up":
            ups[csm] += n
    return ups


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
