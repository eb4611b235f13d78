"""Accounts that need somebody, each with every reason in words: the lines of My day and the meeting."""

from dataclasses import dataclass

from book.attention import most_urgent_first, needing, signals_of
from book.rows import BookRow, book_rows
from book.verdicts import shown_change
from core.formats import signed
from dashboards.day.words import Wording, signals_in_words
from health.selectors import risk_words
from stages.selectors import milestone_words


@dataclass(frozen=True)
class Need:
    """One account that needs somebody: its line, and every reason in words, the most urgent first.

    `change` is that of the score since the working day before.
    """

    row: BookRow
    urgency: str
    reasons: list[str]
    change: str
    change_way: str


def needs_of(accounts, *, judgements, night, away=(), most) -> list[Need]:
    """Return the first `most` accounts that ask for something, the most urgent first."""
    asking = most_urgent_first(needing(accounts, judgements=judgements, away=away))
    return needs_in_words(
        list(asking.select_related("segment", "csm")[:most]), judgements=judgements, night=night
    )


def needs_in_words(statuses, *, judgements, night) -> list[Need]:
    """Say of lines with their segment and CSM why each asks for somebody."""
    words = Wording(risks=risk_words(), milestones=milestone_words())
    rows = book_rows(statuses, judgements=judgements, words=words.risks, as_of=night)
    return [
        _need(row, status, signals_of(status, judgements), words, night)
        for row, status in zip(rows, statuses, strict=True)
    ]


def _need(row, status, signals, words, night):
    change = None
    if not row.is_score_sealed and None not in (status.score, status.score_before):
        change = shown_change(status.score, status.score - status.score_before)
    return Need(
        row=row,
        urgency=signals[0].urgency.name.lower(),
        reasons=signals_in_words(signals, status, words=words, as_of=night),
        change=signed(change) if change is not None else "",
        change_way="" if not change else "up" if change > 0 else "down",
    )
